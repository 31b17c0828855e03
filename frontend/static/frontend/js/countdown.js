// What is left of a deadline, kept true while the page is open; at zero the page asks again how things stand.
// The server's own words stand there without this script.
(() => {
  const french = document.documentElement.lang.startsWith("fr");
  const nb = "\u00a0";
  const opened = Date.now();
  const refreshed = new Set();

  const span = (seconds) => {
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    if (days) {
      const word = french ? (days > 1 ? "jours" : "jour") : days > 1 ? "days" : "day";
      return `${days}${nb}${word}${hours ? ` ${hours}${nb}h` : ""}`;
    }
    if (hours) return `${hours}${nb}h${minutes ? ` ${String(minutes).padStart(2, "0")}${nb}min` : ""}`;
    if (minutes) return `${minutes}${nb}min`;
    return `${seconds}${nb}s`;
  };

  const tick = () => {
    for (const element of document.querySelectorAll("[data-until]")) {
      const until = Date.parse(element.dataset.until);
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds > 0) {
        element.textContent = french ? `Encore ${span(seconds)}` : `${span(seconds)} left`;
      } else {
        element.textContent = french ? "Clos" : "Closed";
        if (until > opened && !refreshed.has(until)) {
          refreshed.add(until);
          setTimeout(() => location.reload(), 400);
        }
      }
    }
  };

  if (document.querySelector("[data-until]")) {
    tick();
    setInterval(tick, 1000);
  }
})();
