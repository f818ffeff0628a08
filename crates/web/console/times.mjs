// Times that say how long ago go on while the page is open. The words come from the browser, in the page's language; a
// time that was written out stays as it is.
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

export function keepTimes() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always", style: "short" });
  const loaded = Date.now();
  const renew = () => {
    if (Date.now() - loaded < 55000) return;
    for (const time of document.querySelectorAll(".age time")) {
      const seconds = Math.round((new Date(time.dateTime) - Date.now()) / 1000);
      const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
      time.textContent = words.format(Math.trunc(seconds / size), unit);
    }
  };
  setInterval(renew, 60000);
}
