// The queue is live: the server says that it changed, and the rows are fetched anew. Only while somebody looks: each page
// that listens holds a connection, a browser has six of them for one server, and pages that were left or lie in other tabs
// would keep the next one from being opened. One is told only of what one looked at: the rows carry a note of that. A search
// has none, for it is in the log each time, and is not done again by itself.
import { from, refresh } from "./panes.mjs";

export function watchQueue() {
  const said = document.querySelector(".live");
  if (!said) return;
  let events = null;
  const fetchRows = async () => {
    try {
      await refresh(true);
      said.textContent = "";
    } catch {
      said.textContent = said.dataset.lost;
    }
  };
  const deafen = () => {
    events?.close();
    events = null;
  };
  // The rows tell whether they can be had.
  const comeBack = async () => {
    // A search is in the log each time, and is not done again by itself.
    if (events || document.hidden || !document.querySelector(".listed .rows")?.dataset.watch) return;
    await fetchRows();
    if (said.textContent === said.dataset.lost) later(30000);
    else listen();
  };
  const later = (milliseconds) => {
    deafen();
    setTimeout(comeBack, milliseconds);
  };
  const listen = () => {
    if (events || document.hidden) return;
    const note = document.querySelector(".listed .rows")?.dataset.watch;
    if (!note) return;
    const asked = new URLSearchParams(from);
    asked.set("watch", note);
    events = new EventSource(`/events?${asked}`);
    events.addEventListener("queue", fetchRows);
    // The session went on under a new cookie, or it is over.
    events.addEventListener("end", () => later(2000));
    // Told in too many places; whoever comes back to this one is told here again.
    events.addEventListener("elsewhere", deafen);
    events.addEventListener("error", () => {
      said.textContent = said.dataset.lost;
      // Refused, for want of a place: a browser does not ask again by itself.
      if (events?.readyState === EventSource.CLOSED) later(30000);
    });
    events.addEventListener("open", () => {
      if (said.textContent) fetchRows();
    });
  };
  listen();
  addEventListener("pagehide", deafen);
  addEventListener("pageshow", (event) => event.persisted && comeBack());
  document.addEventListener("visibilitychange", () => (document.hidden ? deafen() : comeBack()));
}
