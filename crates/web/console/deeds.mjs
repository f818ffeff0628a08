// What an officer does to a report is sent without leaving the page: what they began to write stays, and so does the list. The
// answer is the same page that a browser without scripts would be led to; what of it is the report takes its place.
import { address, put, refresh } from "./panes.mjs";

const here = () => document.querySelector(".report[data-id]");

// Said on the page itself, where a page of trouble would have taken its place.
function say(words) {
  const box = document.createElement("p");
  box.className = "box wrong";
  box.textContent = words;
  const said = here()?.querySelector(".said");
  said?.replaceChildren(box);
  said?.scrollIntoView({ block: "nearest" });
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const id = here().dataset.id;
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body });
  } catch {
    say(document.querySelector(".live").dataset.lost);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (here()?.dataset.id !== id) return;
  if (page.querySelector(`.report[data-id="${id}"]`)) {
    // What was sent is no draft any more; what could not be is on the page that came.
    put(page, form);
    here().scrollTop = 0;
    const field = here().querySelector("[autofocus]");
    (field ?? here()).focus({ preventScroll: !field });
    history.replaceState({ id }, "", address(id));
    await refresh().catch(() => {});
    return;
  }
  const main = page.querySelector("main");
  say(main?.querySelector("p")?.textContent ?? `${answer.status}`);
}

export function sendInPlace() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest(".report[data-id]") || form.matches(".reply, .files form")) return;
    event.preventDefault();
    event.stopPropagation();
    send(form, event.submitter);
  });
}
