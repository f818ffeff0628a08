// The queue is live: the server says that it changed, and the rows are fetched anew. At most once a second, and not while
// nobody looks.
import { refresh } from "./panes.mjs";

export function watchQueue() {
  const query = document.querySelector(".panes")?.dataset.here === "queue" ? location.search : "";
  const said = document.querySelector(".live");
  if (!said) return;
  let owed = false;
  let away = false;
  const fetchRows = async () => {
    if (document.hidden) {
      owed = true;
      return;
    }
    owed = false;
    // A search is in the log each time: it is not done again by itself.
    if (document.querySelector(".listed .rows")?.dataset.watch === "") {
      said.textContent = said.dataset.changed;
      return;
    }
    try {
      await refresh(query, true);
      said.textContent = "";
    } catch {
      said.textContent = said.dataset.lost;
    }
  };
  // The rows tell whether the session is over.
  const again = async () => {
    away = document.hidden;
    await fetchRows();
    if (!said.textContent) listen();
  };
  const listen = () => {
    const events = new EventSource(`/events${query}`);
    events.addEventListener("queue", fetchRows);
    // The session went on under a new cookie, or it is over: the rows tell which.
    events.addEventListener("end", async () => {
      events.close();
      await fetchRows();
      if (!said.textContent) setTimeout(listen, 2000);
    });
    // Told in too many places; whoever comes back to this one is told here again.
    events.addEventListener("elsewhere", () => {
      events.close();
      away = true;
    });
    events.addEventListener("error", () => {
      said.textContent = said.dataset.lost;
      // Refused, for want of a place: a browser does not ask again by itself.
      if (events.readyState === EventSource.CLOSED) setTimeout(again, 30000);
    });
    events.addEventListener("open", () => {
      if (said.textContent) fetchRows();
    });
  };
  listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (away) listen();
    if (owed || away) fetchRows();
    away = false;
  });
}
