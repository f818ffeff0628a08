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
  let proved = 0;
  const rows = [...document.querySelectorAll("tr[data-position]")];
  for (const row of rows) {
    const proof = await json(`/log/proof/${row.dataset.position}`);
    const under = await openHead(proof.head, key);
    const good = proof.index === Number(row.dataset.position) && (await included(proof, under));
    row.querySelector(".proof").textContent = good ? "✓" : "✗";
    row.classList.toggle("wrong", !good);
    proved += good;
  }
  const words = seen ? check.dataset.good : check.dataset.first;
  check.textContent = fill(words, { size: head.size, before: seen?.size ?? 0, proved, shown: rows.length });
  check.classList.add(proved === rows.length ? "good" : "wrong");
}

verify().catch((error) => {
  check.textContent = `${check.dataset.cannot} ${error.message}`;
  check.classList.add("wrong");
});
