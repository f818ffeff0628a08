// What somebody began to write about a report is not lost when they look at another one: it is kept in the memory of the
// page, never in the browser's storage, and stands there again when they come back. A page is not left with it unasked.
const FIELDS = "form.reply textarea, details.decide textarea, details.decide input[name=why]";
const drafts = new Map();
let sending = null;

const fields = (report) => [...report.querySelectorAll(FIELDS)];

export function keepDraft() {
  const report = document.querySelector(".report[data-id]");
  if (!report) return;
  const written = fields(report).map((field) => field.value);
  if (written.some((value) => value.trim())) drafts.set(report.dataset.id, written);
  else drafts.delete(report.dataset.id);
}

// What was sent with a form is no draft any more.
export function dropDraft(form) {
  for (const field of form?.querySelectorAll("textarea, input[name=why]") ?? []) field.value = "";
}

export function putDraftBack() {
  const report = document.querySelector(".report[data-id]");
  const written = report && drafts.get(report.dataset.id);
  if (!written) return;
  fields(report).forEach((field, number) => {
    if (written[number] && !field.value) field.value = written[number];
  });
  const decide = report.querySelector("details.decide");
  if (decide && fields(decide.parentElement).some((field) => decide.contains(field) && field.value.trim())) {
    decide.open = true;
  }
}

addEventListener("submit", (event) => {
  sending = event.target;
});

addEventListener("beforeunload", (event) => {
  keepDraft();
  const report = document.querySelector(".report[data-id]");
  const others = [...drafts.keys()].some((id) => id !== report?.dataset.id);
  const here = report && fields(report).some((field) => field.value.trim() && !sending?.contains(field));
  sending = null;
  if (others || here) event.preventDefault();
});
