// A page listens: when the stream says that something changed, htmx asks for the part that did (`data-part`).
// Without this script the "Refresh" link does the same.
(() => {
  const source = document.querySelector("[data-stream]");
  if (!source || !window.EventSource) return;
  const french = document.documentElement.lang.startsWith("fr");
  let open = false;

  const show = () => {
    const live = document.querySelector("[data-live]");
    if (!live) return;
    live.classList.toggle("off", false);
    live.classList.toggle("wait", !open);
    const heard = live.dataset.live; // in the reader's zone, from the server
    live.querySelector("[data-live-text]").textContent = open
      ? `${french ? "En direct, état à" : "Live, as of"} ${heard}`
      : `${french ? "Reconnexion, état à" : "Reconnecting, as of"} ${heard}`;
    const link = live.querySelector("a");
    if (link) link.hidden = open;
  };

  const stream = new EventSource(source.dataset.stream);
  stream.addEventListener("open", () => { open = true; show(); });
  stream.addEventListener("error", () => { open = false; show(); });
  stream.addEventListener("changed", () => window.htmx.trigger(source.dataset.part || "#standing", "changed"));
  document.body.addEventListener("htmx:afterSwap", show);
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
