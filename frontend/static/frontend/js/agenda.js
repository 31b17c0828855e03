// Dragging an item before another of the same level sends what the "Move" buttons send; without script they remain.
(() => {
  const lines = [...document.querySelectorAll(".agenda [data-item]")];
  let dragged = null;
  const beside = (line) => dragged && line !== dragged && line.dataset.parent === dragged.dataset.parent;

  for (const line of lines) {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.stopPropagation();
    });
    line.addEventListener("dragend", () => { dragged = null; });
    line.addEventListener("dragover", (event) => {
      if (!beside(line)) return;
      event.preventDefault();
      line.classList.add("over");
    });
    line.addEventListener("dragleave", () => line.classList.remove("over"));
    line.addEventListener("drop", (event) => {
      if (!beside(line)) return;
      event.preventDefault();
      const form = dragged.querySelector("form[action]");
      const before = document.createElement("input");
      const act = document.createElement("input");
      Object.assign(before, { type: "hidden", name: "before", value: line.dataset.item });
      Object.assign(act, { type: "hidden", name: "do", value: "before" });
      form.append(before, act);
      form.submit();
    });
  }
})();
