// The desk by keyboard: what a key does is what a button or a link of the page does.
import { openBeside, openReport, closeReport, queueAddress, rows, selectRow, selected } from "./panes.mjs";
import { sendInPlace } from "./deeds.mjs";
import { watchQueue } from "./live.mjs";
import { keepTimes } from "./times.mjs";

document.documentElement.classList.add("scripted");

const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog");
const report = () => document.querySelector(".report[data-id]");
const within = (selector) => report()?.querySelector(selector);

async function showKeys() {
  let dialog = document.querySelector("dialog.help");
  if (!dialog) {
    const answer = await fetch("/keys");
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog = document.createElement("dialog");
    dialog.className = "help";
    dialog.setAttribute("aria-label", page.querySelector("h1").textContent);
    dialog.append(...page.querySelector("main").children);
    document.body.append(dialog);
  }
  dialog.showModal();
}

function reply(asks) {
  const field = within("form.reply textarea");
  if (!field) return;
  within("form.reply input[name=question]").checked = asks;
  field.focus();
  field.scrollIntoView({ block: "center" });
}

function decide() {
  const form = within("details.decide");
  if (!form) return;
  form.open = true;
  form.querySelector("select, input:not([type=hidden])")?.focus();
}

// What a colleague works on is taken over for a reason: its field is opened, and Enter sends it.
function claim() {
  const over = within("form.claim details");
  if (!over) {
    within("form.claim button[value=claim]")?.click();
    return;
  }
  over.open = true;
  over.querySelector("input").focus();
}

function search() {
  const field = document.querySelector("#words");
  if (field?.offsetParent) field.select();
  else location.href = "/queue#words";
}

function level(name) {
  within(`form.levels button[value=${name}]`)?.click();
}

const KEYS = {
  j: () => selectRow(1),
  k: () => selectRow(-1),
  o: () => selected() && openReport(selected().dataset.id),
  s: () => openBeside(),
  c: claim,
  z: () => within(".undo")?.click(),
  r: () => reply(false),
  q: () => reply(true),
  a: () => document.querySelector("form.ask button")?.click(),
  d: decide,
  y: () => within(".agree")?.click(),
  w: () => document.querySelector("form.door button")?.click(),
  1: () => level("now"),
  2: () => level("today"),
  3: () => level("routine"),
  0: () => level("none"),
  "/": search,
  p: () => within("[data-key=p]")?.click(),
  g: () => (report() ? closeReport() : (location.href = queueAddress())),
  "?": showKeys,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.key === "Escape") {
    if (typing(target) && !target.closest("dialog")) target.blur();
    else if (!document.querySelector("dialog[open]")) closeReport();
    return;
  }
  if (typing(target)) return;
  const deed = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

// A reply that was written beforehand goes where one writes; what stands there already stays.
addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-text]");
  if (!button) return;
  const field = button.closest("form").querySelector("textarea");
  field.value = field.value ? `${field.value.trimEnd()}\n\n${button.dataset.text}` : button.dataset.text;
  field.focus();
});

// A page that others were put into leads back to what it shows.
document.querySelector(".who form")?.addEventListener("submit", (event) => {
  const back = event.target.elements.back;
  if (back) back.value = location.pathname + location.search;
});

sendInPlace();
if (location.hash === "#words") document.querySelector("#words")?.focus();
rows().finally(watchQueue);
keepTimes();
