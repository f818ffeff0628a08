// The log page checks itself: the head's signature, that the log continues the one this browser saw before, and that each
// entry on the page stands under the head.
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
    return seen?.key === main.dataset.key ? { size: seen.size, root: bytes(seen.root) } : null;
  } catch {
    return null;
  }
}

async function verify() {
  check.textContent = check.dataset.working;
  const key = await parseKey(main.dataset.key);
  const seen = before();
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
  const [proved, shown] = [good.size, rows.length ? last - first + 1 : 0];
  for (const row of rows) {
    // Its leaf is proved; what was shown for it is something else, or gone.
    let all = !row.dataset.changed;
    for (let at = Number(row.dataset.from); at <= Number(row.dataset.to); at++) all &&= good.has(at);
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
