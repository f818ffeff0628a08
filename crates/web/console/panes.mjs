// The panes: queue, report, and what belongs to it. Where there is room for all three, a report opens beside the queue;
// elsewhere its link is followed.
import { dropDraft, keepDraft, putDraftBack } from "./drafts.mjs";

const panes = document.querySelector(".panes");
const wide = matchMedia("(min-width: 1200px)");
// What was asked of the queue: every report that is opened from here carries it, so that one comes back to the same list.
export const from = panes?.dataset.from ?? "";
let at = null;
// Where it stood in the list, for when it is not in it any more.
let stood = 0;
// How it stood when it was opened, to say when a colleague or its reporter changes it.
let opened = null;

const list = () => [...document.querySelectorAll("a.row")];

export const selected = () => list().find((row) => row.dataset.id === at) ?? null;

const look = (row) => row && ["level", "marks", "claim"].map((part) => row.querySelector(`.${part}`)?.textContent).join("|");

function mark() {
  const place = list().findIndex((row) => row.dataset.id === at);
  if (place >= 0) stood = place;
  for (const row of list()) row.classList.toggle("at", row.dataset.id === at);
}

export function selectRow(step) {
  const all = list();
  if (!all.length) return;
  const place = all.findIndex((row) => row.dataset.id === at);
  // What left the list left its place to the one that followed.
  const wanted = place >= 0 ? place + step : at ? stood + (step > 0 ? 0 : -1) : 0;
  const more = document.querySelector(".rows a[rel=next]");
  if (wanted >= all.length && more) {
    if (panes.dataset.here === "queue" && !document.querySelector(".report[data-id]")) more.click();
    else more.focus();
    return;
  }
  const next = all[Math.min(all.length - 1, Math.max(0, wanted))];
  at = next.dataset.id;
  mark();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (document.querySelector(".report[data-id]") && wide.matches) openReport(at);
}

let asked = 0;

export const address = (id, ...more) => {
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

export function put(page, sent) {
  dropDraft(sent);
  keepDraft();
  opened = null;
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
  if (!page.querySelector(".report[data-id]")) {
    // Why it does not open is a page of its own; what was begun here stays in this one until it is left.
    location.href = address(id);
    return;
  }
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
    location.href = `${queueAddress()}#${document.querySelector(".report[data-id]").dataset.id}`;
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

// The report that is open does not change under whoever reads it; that it did change is said.
function notice() {
  const report = document.querySelector(".report[data-id]");
  const row = report && list().find((row) => row.dataset.id === report.dataset.id);
  if (!row) return;
  opened ??= look(row);
  if (opened === look(row) || report.querySelector(".changed")) return;
  const said = document.createElement("p");
  said.className = "box amber changed";
  const again = document.createElement("a");
  again.href = address(report.dataset.id);
  again.textContent = document.querySelector(".live").dataset.changed;
  said.append(again);
  report.querySelector(".said").append(said);
  document.querySelector(".announced").textContent = again.textContent;
}

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
  else if (location.hash.length > 1) at = location.hash.slice(1);
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
  selected()?.scrollIntoView({ block: "center" });
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
  notice();
  if (known.size) for (const row of list()) row.classList.toggle("fresh", !known.has(row.dataset.id));
  mark();
  listed.closest(".pane").scrollTop = scroll;
  if (focused) selected()?.focus({ preventScroll: true });
}
