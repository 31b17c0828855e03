// The summary of a refused form: it is read first, and leads to each field by the field's own label, since links that
// all say "Go to the field" cannot be told apart in a list of links. Without this script they lead there as well.
(() => {
  const summary = document.getElementById("refusal");
  for (const link of summary.querySelectorAll("a[data-go-to]")) {
    const field = document.getElementById(link.hash.slice(1));
    const label = field?.labels?.[0] ?? field?.querySelector("legend");
    if (label) link.textContent = link.dataset.goTo.replace("{field}", label.textContent.replace(/\s+/g, " ").trim());
  }
  summary.focus();
})();
