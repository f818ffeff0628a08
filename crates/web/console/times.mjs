// Times that say how long ago go on while the page is open, in the words and by the steps with which they were written.
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

export function keepTimes() {
  const words = document.querySelector(".live")?.dataset;
  if (!words?.min) return;
  const loaded = Date.now();
  const renew = () => {
    if (Date.now() - loaded < 55000) return;
    for (const time of document.querySelectorAll(".age time")) {
      const seconds = Math.round((Date.now() - new Date(time.dateTime)) / 1000);
      if (seconds < MINUTE) continue;
      const [word, size] =
        seconds < HOUR ? [words.min, MINUTE] : seconds < 2 * DAY ? [words.hours, HOUR] : [words.days, DAY];
      time.textContent = word.replace("{n}", Math.floor(seconds / size));
    }
  };
  setInterval(renew, 60000);
}
