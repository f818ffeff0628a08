// The queue is live: the server says that it changed, and the rows are fetched anew. At most once a second, and not while
// nobody looks. One is told only of what one looked at: the rows carry a note of that. A search has none, for it is in the
// log each time, and is not done again by itself.
import { refresh } from "./panes.mjs";

export function watchQueue() {
  const query = document.querySelector(".panes")?.dataset.here === "queue" ? location.search : "";
  const said = document.querySelector(".live");
  if (!said) return;
  let owed = false;
  const fetchRows = async () => {
    if (document.hidden) {
      owed = true;
      return;
    }
    owed = false;
    try {
      await refresh(query);
      said.textContent = "";
    } catch {
      said.textContent = said.dataset.lost;
    }
  };
  let events = null;
  const listen = () => {
    const note = document.querySelector(".listed .rows")?.dataset.watch;
    if (!note) return;
    const asked = new URLSearchParams(query);
    asked.set("watch", note);
    events = new EventSource(`/events?${asked}`);
    events.addEventListener("queue", fetchRows);
    // The session went on under a new cookie, or it is over: the rows tell which.
    events.addEventListener("end", async () => {
      events.close();
      await fetchRows();
      if (!said.textContent) setTimeout(listen, 2000);
    });
    events.addEventListener("error", () => {
      said.textContent = said.dataset.lost;
    });
    events.addEventListener("open", () => {
      if (said.textContent) fetchRows();
    });
  };
  listen();
  // A page that was left listens no more, also where the browser keeps it to come back to: to one host it has six
  // connections, and what is asked for over a seventh would wait for ever.
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => event.persisted && fetchRows().then(listen));
  document.addEventListener("visibilitychange", () => owed && fetchRows());
}
