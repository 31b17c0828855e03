// Nothing moves under a pressed pointer. A redraw that is answered between press and release would shift the button away,
// and the press would be lost: its answer is let go, and asked for again once the pointer is up.
(() => {
  let pressed = false, missed = false;
  const release = () => setTimeout(() => {
    pressed = false;
    const form = document.getElementById("builder");
    if (missed && form) form.dispatchEvent(new Event("input", { bubbles: true }));
    missed = false;
  });
  addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, release, true);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!pressed || event.detail.target.id !== "said") return;
    event.preventDefault();
    missed = true;
  });
})();
