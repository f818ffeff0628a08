// The queue is live: the server says that it changed, and the rows are fetched anew. Only while somebody looks: each page
// that listens holds a connection, a browser has six of them for one server, and pages that were left or lie in other tabs
// would keep the next one from being opened.
import { refresh } from "./panes.mjs";

export function watchQueue() {
  const query = document.querySelector(".panes")?.dataset.here === "queue" ? location.search : "";
  const said = document.querySelector(".live");
  if (!said) return;
  let events = null;
  const fetchRows = async () => {
    // A search is in the log each time: it is not done again by itself.
    if (document.querySelector(".listed .rows")?.dataset.watch === "") {
      said.textContent = said.dataset.changed;
      return;
    }
    try {
      await refresh(query);
      said.textContent = "";
    } catch {
      said.textContent = said.dataset.lost;
    }
  };
  const listen = () => {
    events = new EventSource(`/events${query}`);
    events.addEventListener("queue", fetchRows);
    // The session went on under a new cookie, or it is over: the rows tell which.
    events.addEventListener("end", async () => {
      deafen();
      await fetchRows();
      if (!said.textContent) setTimeout(hear, 2000);
    });
    events.addEventListener("error", () => {
      said.textContent = said.dataset.lost;
    });
    events.addEventListener("open", () => {
      if (said.textContent) fetchRows();
    });
  };
  const hear = () => events || document.hidden || listen();
  const deafen = () => {
    events?.close();
    events = null;
  };
  hear();
  addEventListener("pagehide", deafen);
  const comeBack = async () => {
    if (events || document.hidden) return;
    await fetchRows();
    hear();
  };
  addEventListener("pageshow", (event) => event.persisted && comeBack());
  document.addEventListener("visibilitychange", () => (document.hidden ? deafen() : comeBack()));
}
