// Checks the desk's log in the browser, by the rules of RFC 9162 (Certificate Transparency 2.0) and the signed notes of
// C2SP. Nothing here believes the server: it gives hashes, and these either fit together under a signature or do not.

const bytesOfHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const bytesOfBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

async function sha256(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

const node = (left, right) => sha256(Uint8Array.of(1), left, right);

// A verifier key (C2SP signed-note): name+id+base64(1, public key).
export async function parseKey(text) {
  const [name, id, encoded] = [text.split("+")[0], text.split("+")[1], text.split("+").slice(2).join("+")];
  const bytes = bytesOfBase64(encoded);
  if (bytes[0] !== 1 || bytes.length !== 33) throw new Error("the log's key is of no known kind");
  const key = await crypto.subtle.importKey("raw", bytes.slice(1), { name: "Ed25519" }, false, ["verify"]);
  return { name, id: bytesOfHex(id), key };
}

// A checkpoint: its size and root, if it bears this key's signature.
export async function openHead(note, key) {
  const end = note.indexOf("\n\n");
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split("\n");
  for (const line of note.slice(end + 2).split("\n")) {
    const [dash, name, encoded] = line.split(" ");
    if (dash !== "—" || name !== key.name) continue;
    const bytes = bytesOfBase64(encoded);
    if (!same(bytes.slice(0, 4), key.id)) continue;
    const signed = await crypto.subtle.verify("Ed25519", key.key, bytes.slice(4), new TextEncoder().encode(text));
    if (!signed) throw new Error("the head's signature is false");
    return { origin, size: Number(size), root: bytesOfBase64(root) };
  }
  throw new Error("the head is not signed by the log's key");
}

// RFC 9162, section 2.1.3.2.
export async function included({ leaf, index, path }, head) {
  let [fn, sn, hash] = [index, head.size - 1, bytesOfHex(leaf)];
  if (fn > sn) return false;
  for (const part of path.map(bytesOfHex)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await node(part, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = await node(hash, part);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(hash, head.root);
}

// RFC 9162, section 2.1.4.2.
export async function continues(first, second, path) {
  const parts = path.map(bytesOfHex);
  if (first.size > second.size) return false;
  if (first.size === second.size) return parts.length === 0 && same(first.root, second.root);
  if (first.size === 0) return parts.length === 0;
  if (Number.isInteger(Math.log2(first.size))) parts.unshift(first.root);
  if (!parts.length) return false;
  let [fn, sn] = [first.size - 1, second.size - 1];
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let [fr, sr] = [parts[0], parts[0]];
  for (const part of parts.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = await node(part, fr);
      sr = await node(part, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      sr = await node(sr, part);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(fr, first.root) && same(sr, second.root);
}
