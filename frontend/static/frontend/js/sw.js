// The service worker: shows what was pushed, and opens the page that it leads to. It keeps nothing and caches nothing.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(
    self.registration.showNotification(said.title || "Concert", {
      body: said.body || "",
      tag: said.tag,
      renotify: Boolean(said.tag),
      data: { url: said.url || "/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = new URL(event.notification.data.url, self.location.origin);
  event.waitUntil(self.clients.openWindow(self.location.origin + path.pathname));
});
