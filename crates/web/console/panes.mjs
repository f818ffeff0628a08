// The panes: queue, report, and what belongs to it. Where there is room for all three, a report opens beside the queue;
// elsewhere its link is followed.
import { keepDraft, putDraftBack } from "./drafts.mjs";

const panes = document.querySelector(".panes");
const wide = matchMedia("(min-width: 1200px)");
// What was asked of the queue: every report that is opened from here carries it, so that one comes back to the same list.
export const from = panes?.dataset.from ?? "";
let at = null;

const list = () => [...document.querySelectorAll("a.row")];

export const selected = () => list().find((row) => row.dataset.id === at) ?? null;

function mark() {
  for (const row of list()) row.classList.toggle("at", row.dataset.id === at);
}

export function selectRow(step) {
  const all = list();
  if (!all.length) return;
  const place = all.findIndex((row) => row.dataset.id === at);
  const next = all[Math.min(all.length - 1, Math.max(0, place < 0 ? 0 : place + step))];
  at = next.dataset.id;
  mark();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (document.querySelector(".report[data-id]") && wide.matches) openReport(at);
}

let asked = 0;

const address = (id, ...more) => {
  const query = new URLSearchParams([...(from ? [["from", from]] : []), ...more]).toString();
  return `/reports/${id}${query ? `?${query}` : ""}`;
};

async function part(id) {
  const answer = await fetch(address(id, ["as", "part"]));
  if (answer.redirected) {
    location.href = address(id);
    return null;
  }
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(page) {
  keepDraft();
  const [report, beside] = [page.querySelector(".report"), page.querySelector(".beside")];
  document.querySelector(".report").replaceWith(report);
  document.querySelector(".beside").replaceChildren(...(beside?.children ?? []));
  putDraftBack();
}

export async function openReport(id, remember = true) {
  at = id;
  mark();
  if (!wide.matches) {
    location.href = address(id);
    return;
  }
  const mine = ++asked;
  const page = await part(id);
  // Whoever goes down the queue quickly sees the last one they asked for.
  if (!page || mine !== asked) return;
  put(page);
  panes.classList.remove("two");
  panes.classList.add("one");
  const main = document.querySelector(".report");
  main.scrollTop = 0;
  // What scrolls by keyboard is what one reads; the keys for rows go by what was chosen.
  main.focus({ preventScroll: true });
  if (remember) history.pushState({ id }, "", address(id));
  selected()?.scrollIntoView({ block: "nearest" });
}

// The next report of the queue, side by side with the one that is open; again, and what was found stands there again.
export async function openBeside() {
  const open = document.querySelector(".report[data-id]");
  if (!open || !wide.matches) return;
  const beside = document.querySelector(".beside");
  if (panes.classList.contains("two")) {
    await openReport(open.dataset.id, false);
    return;
  }
  const all = list();
  const next = all[all.findIndex((row) => row.dataset.id === open.dataset.id) + 1];
  if (!next) return;
  const page = await part(next.dataset.id);
  const main = page?.querySelector(".report");
  if (!main) return;
  const section = document.createElement("section");
  section.append(...main.children);
  // It is there to be read; keys and forms are those of the one in the middle.
  for (const form of section.querySelectorAll("form, details")) form.remove();
  for (const named of section.querySelectorAll("[id]")) named.removeAttribute("id");
  beside.replaceChildren(section);
  panes.classList.add("one", "two");
}

export function closeReport() {
  if (!document.querySelector(".report[data-id]")) return;
  if (panes.dataset.here !== "queue") {
    location.href = queueAddress();
    return;
  }
  keepDraft();
  panes.classList.remove("one", "two");
  const main = document.querySelector(".report");
  main.replaceChildren();
  delete main.dataset.id;
  history.pushState({}, "", queueAddress());
  selected()?.focus();
}

export const queueAddress = () => `/queue${from ? `?${from}` : ""}`;

// How many nobody judged stands in the title, where a window that lies behind others shows it.
function count() {
  const rows = document.querySelector(".rows");
  if (!rows?.dataset.watch) return;
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = rows.dataset.new ? `(${rows.dataset.new}) ${title}` : title;
}

// Listens to the rows, and fetches them where the page came without.
export async function rows() {
  if (!panes) return;
  const open = document.querySelector(".report[data-id]");
  if (open) at = open.dataset.id;
  if (!document.querySelector("[autofocus]")) open?.focus({ preventScroll: true });
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("a.row");
    if (!row || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openReport(row.dataset.id);
  });
  addEventListener("popstate", (event) => {
    if (event.state?.id) openReport(event.state.id, false);
    else location.reload();
  });
  mark();
  if (panes.dataset.here === "report" && wide.matches) await refresh();
}

// The rows anew: asked for by a person, or live, which keeps no session alive. What was chosen stays chosen, what is new shows
// for a moment, and what came out of sight is said.
export async function refresh(live = false) {
  const listed = document.querySelector(".listed");
  if (!listed || (panes.dataset.here === "report" && !wide.matches)) return;
  const asked = new URLSearchParams(from);
  const watch = listed.querySelector(".rows")?.dataset.watch;
  if (watch) asked.set("watch", watch);
  const answer = await fetch(`/queue/rows?${asked}`, live ? { headers: { "desk-live": "1" } } : {});
  if (answer.redirected) throw new Error("signed out");
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const known = new Set(list().map((row) => row.dataset.id));
  const focused = document.activeElement?.classList.contains("row");
  const scroll = listed.closest(".pane").scrollTop;
  const came = page.querySelector(".came")?.textContent ?? "";
  if (came !== (listed.querySelector(".came")?.textContent ?? "")) {
    document.querySelector(".announced").textContent = came;
  }
  listed.replaceChildren(page.querySelector(".rows"));
  count();
  if (known.size) for (const row of list()) row.classList.toggle("fresh", !known.has(row.dataset.id));
  mark();
  listed.closest(".pane").scrollTop = scroll;
  if (focused) selected()?.focus({ preventScroll: true });
}
