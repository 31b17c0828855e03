// "Tell this browser": asks for leave, subscribes at the browser's push service, and sends the form with what it gave.
(() => {
  const form = document.querySelector("form[data-push-key]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const key = Uint8Array.from(
    atob(form.dataset.pushKey.replaceAll("-", "+").replaceAll("_", "/")),
    (letter) => letter.charCodeAt(0),
  );
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    const problem = form.querySelector("[role=status]");
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
      const worker = await navigator.serviceWorker.register("/sw.js");
      const options = { userVisibleOnly: true, applicationServerKey: key };
      const subscription = await worker.pushManager.subscribe(options);
      form.elements.subscription.value = JSON.stringify(subscription);
      form.submit();
    } catch {
      problem.textContent = form.dataset.refused;
    }
  });
})();
