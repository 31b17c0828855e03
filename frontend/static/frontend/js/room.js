// The what-if board. What is supposed lives here, in this browser: the board itself for this tab only (sessionStorage), a
// scenario that somebody keeps until the vote closes (localStorage). It travels in each request; the server keeps nothing.
(() => {
  const form = document.getElementById("board");
  if (!form) return;
  const space = "concert.room.";
  const at = space + form.dataset.key;
  const kept = `${at}.kept`;
  const closes = Date.parse(form.dataset.closes);
  const order = ["yes", "no", "abstain", "none"];

  const read = (store, name) => { try { return JSON.parse(store.getItem(name)); } catch { return null; } };
  const closed = () => form.hasAttribute("data-closed") || !(closes > Date.now());
  const write = (store, name, value) => { if (!closed()) store.setItem(name, JSON.stringify({ until: closes, ...value })); };
  const sweep = (store) => {
    for (const name of Object.keys(store)) {
      if (name.startsWith(space) && !((read(store, name) || {}).until > Date.now())) store.removeItem(name);
    }
  };
  const forget = () => { sessionStorage.removeItem(at); localStorage.removeItem(kept); };
  const fields = () => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value && value !== "none");
  const fill = (given) => {
    form.reset();
    for (const input of form.elements) {
      if (!input.name || input.name === "csrfmiddlewaretoken") continue;
      const values = given.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "radio" || input.type === "checkbox") {
        if (input.type === "radio" && !values.length) input.checked = input.value === "none";
        else if (input.name !== "rule" || values.length) input.checked = values.includes(input.value);
      } else input.value = values[0] || (input.tagName === "SELECT" ? input.options[0].value : "");
    }
  };
  const changed = () => form.dispatchEvent(new Event("change", { bubbles: true }));

  sweep(sessionStorage);
  sweep(localStorage);
  if (closed()) forget();
  setTimeout(forget, Math.min(Math.max(closes - Date.now(), 0), 2 ** 31 - 1));

  form.addEventListener("change", () => write(sessionStorage, at, { fields: fields() }));
  const before = read(sessionStorage, at);
  if (before && before.fields && before.fields.some(([name]) => name !== "rule")) {
    fill(before.fields);
    document.getElementById("with-odds").checked = before.fields.some(([name]) => /^[oe]-/.test(name));
    window.addEventListener("load", changed);
  }

  // Tapping a member on the map or in the hemicycle goes through the positions; the list does the same by keyboard.
  document.addEventListener("click", (event) => {
    const seat = event.target.closest("svg [data-member]");
    if (!seat) return;
    const joins = form.elements.join.value === seat.dataset.member;  // whoever joins has no row: its position is by itself
    const inputs = joins ? form.elements.joining : form.elements[`p-${seat.dataset.member}`];
    if (!inputs) return;
    inputs.value = order[(order.indexOf(inputs.value) + 1) % order.length];
    changed();
  });
  // The map follows the answer: who left is not on it, and its text is that of the hemicycle.
  const recolour = () => {
    const marks = new Map([...document.querySelectorAll("#marks [data-of]")].map((each) => [each.dataset.of, each.dataset.css]));
    const hemicycle = document.querySelector("#standing .hemi");
    const map = form.querySelector(".map");
    if (!marks.size || !hemicycle || !map) return;
    for (const place of map.querySelectorAll("[data-member], [data-label]")) {
      const css = marks.get(place.dataset.member || place.dataset.label);
      if (css === undefined) place.setAttribute("display", "none");
      else place.removeAttribute("display");
      for (const shape of place.querySelectorAll(".m")) {
        shape.setAttribute("class", `m ${css}${shape.tagName === "circle" ? " dot" : ""}`);
      }
    }
    map.setAttribute("aria-label", hemicycle.getAttribute("aria-label"));
  };
  document.body.addEventListener("htmx:afterSwap", recolour);

  // Scenarios, named, on this device.
  const box = form.querySelector("[data-scenarios]");
  const list = form.querySelector("[data-kept]");
  const name = document.getElementById("scenario-name");
  const compare = form.querySelector("[data-compare]");
  const all = () => (read(localStorage, kept) || {}).scenarios || [];
  const button = (text, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  const show = () => {
    const scenarios = all();
    compare.hidden = !scenarios.length;
    list.replaceChildren(...scenarios.map((each, index) => {
      const line = document.createElement("li");
      line.append(
        Object.assign(document.createElement("span"), { textContent: each.name }),
        button(list.dataset.load, () => { fill(each.fields); changed(); }),
        button(list.dataset.drop, () => { keep(scenarios.filter((_, other) => other !== index)); }),
      );
      return line;
    }));
  };
  const keep = (scenarios) => { write(localStorage, kept, { scenarios }); show(); };
  form.querySelector("[data-save]").addEventListener("click", () => {
    const called = name.value.trim() || new Date().toLocaleTimeString(document.documentElement.lang);
    keep([...all().filter((each) => each.name !== called), { name: called, fields: fields() }].slice(-6));
    name.value = "";
  });
  compare.addEventListener("click", async () => {
    const body = new FormData(form);
    body.set("scenarios", JSON.stringify(all().map((each) => ({ name: each.name, fields: each.fields }))));
    const answer = await fetch(form.dataset.compare || `${location.pathname}scenarios/`, { method: "POST", body });
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("compared").replaceChildren(...parsed.body.childNodes);
  });
  const alike = form.querySelector("[data-alike]");
  alike.addEventListener("click", (event) => {
    const position = event.target.dataset.all;
    if (!position) return;
    const unknown = [...form.elements].filter((each) => each.closest("[data-row]") && each.value === "none" && each.checked);
    for (const each of unknown) form.elements[each.name].value = position;
    changed();
  });
  const clear = form.querySelector("[data-clear]");
  clear.addEventListener("click", () => { forget(); show(); fill([]); changed(); sessionStorage.removeItem(at); });
  clear.hidden = box.hidden = alike.hidden = false;
  for (const plain of form.querySelectorAll("[data-plain]")) {
    // A new window with a document in it: the browser's own way of sending a form, past htmx.
    plain.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const [target, action] = [form.target, form.action];
      Object.assign(form, { target: "_blank", action: plain.getAttribute("formaction") });
      HTMLFormElement.prototype.submit.call(form);
      form.target = target;
      form.action = action;
    });
  }
  show();
})();
