// The log page checks itself: that the key is the one this browser knows, the head's signature, that the log continues the
// one this browser saw before, that no entry is left out between two others, and that each stands under the head.
import { continues, included, openHead, parseKey } from "./proof.mjs";

const main = document.querySelector("main");
const check = document.querySelector(".check");
const SEEN = "tipline-log-head";

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  return answer.json();
}

function before() {
  try {
    const seen = JSON.parse(localStorage.getItem(SEEN));
    return seen && { key: seen.key, size: seen.size, root: bytes(seen.root) };
  } catch {
    return null;
  }
}

// Another key is another log: a new installation, or somebody who puts theirs in its place. The reader knows, or asks.
function anotherKey() {
  check.textContent = `${check.dataset.otherKey} `;
  check.classList.add("wrong");
  const accept = document.createElement("button");
  accept.className = "second";
  accept.textContent = check.dataset.accept;
  accept.addEventListener("click", () => {
    localStorage.removeItem(SEEN);
    location.reload();
  });
  check.append(accept);
}

// Says of every gap between two rows, and behind the last where the page ends too early, what is missing there; and tells
// how many entries are.
function gaps(rows, seen, size) {
  const asked = Number(new URLSearchParams(location.search).get("before") || NaN);
  const newest = Math.max(seen?.size ?? 0, Number(rows[0]?.dataset.to ?? -1) + 1);
  let next = Number.isInteger(asked) && asked < size ? asked : newest;
  const end = Math.max(next - Number(main.dataset.size), 0);
  let missing = 0;
  const gap = (from, to) => {
    missing += Math.max(to - from + 1, 1);
    const row = document.createElement("tr");
    row.className = "wrong";
    const words = document.createElement("td");
    words.colSpan = 6;
    words.textContent = fill(check.dataset.missing, { from, to });
    row.append(words);
    return row;
  };
  for (const row of rows) {
    const [from, to] = [Number(row.dataset.from), Number(row.dataset.to)];
    if (to + 1 !== next) row.before(gap(to + 1, next - 1));
    next = from;
  }
  // Only the page with the first entry of all is shorter than the others.
  if (next > end) document.querySelector(".entries tbody").append(gap(end, next - 1));
  return missing;
}

async function verify() {
  check.textContent = check.dataset.working;
  const key = await parseKey(main.dataset.key);
  const seen = before();
  if (seen && seen.key !== main.dataset.key) return anotherKey();
  const { note, consistency } = await json(`/log/head${seen ? `?from=${seen.size}` : ""}`);
  const head = await openHead(note, key);
  if (seen && !(consistency && (await continues(seen, head, consistency)))) {
    throw new Error(fill(check.dataset.bad, { size: seen.size }));
  }
  localStorage.setItem(SEEN, JSON.stringify({ key: main.dataset.key, size: head.size, root: hex(head.root) }));
  const rows = [...document.querySelectorAll("tr[data-from]")];
  const [last, first] = [Number(rows[0]?.dataset.to), Number(rows.at(-1)?.dataset.from)];
  const good = new Set();
  const heads = new Map();
  for (const proof of rows.length ? await json(`/log/proofs/${first}/${last}`) : []) {
    if (!heads.has(proof.head)) heads.set(proof.head, await openHead(proof.head, key));
    const ours = Number.isInteger(proof.index) && proof.index >= first && proof.index <= last;
    if (ours && (await included(proof, heads.get(proof.head)))) good.add(proof.index);
  }
  for (const row of rows.filter((row) => row.dataset.changed)) {
    for (let at = Number(row.dataset.from); at <= Number(row.dataset.to); at++) good.delete(at);
  }
  const missing = gaps(rows, seen, head.size);
  let [proved, shown] = [0, missing];
  for (const row of rows) {
    // Its leaf is proved; what was shown for it is something else, or gone.
    let all = !row.dataset.changed;
    for (let at = Number(row.dataset.from); at <= Number(row.dataset.to); at++) {
      all &&= good.has(at);
      proved += Number(good.has(at));
      shown++;
    }
    row.querySelector(".proof").textContent = all ? "✓" : "✗";
    row.classList.toggle("wrong", !all);
  }
  const words = seen ? check.dataset.good : check.dataset.first;
  check.textContent = fill(words, { size: head.size, before: seen?.size ?? 0, proved, shown });
  check.classList.add(proved === shown ? "good" : "wrong");
}

verify().catch((error) => {
  check.textContent = `${check.dataset.cannot} ${error.message}`;
  check.classList.add("wrong");
});
