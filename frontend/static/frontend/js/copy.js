// Buttons that copy a text of the page. Without this script they are not shown, and the text can be selected by hand.
(() => {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.querySelector("[role=status]").textContent = button.dataset.done;
    });
  }
})();
