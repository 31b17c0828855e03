// The room's screen follows the meeting: it asks anew every five seconds. Without script the page's own refresh does.
setTimeout(() => location.reload(), 5000);
