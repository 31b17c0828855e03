// Passkeys: asks the device, puts its answer into the form, sends the form. What to ask comes from the server: in the
// page (#passkey-options, or what the form's data-passkey-in names) or at the form's data-passkey-options. Where the
// browser has no passkeys a form that is hidden stays so, as does what is marked data-passkey-needed in it; what is marked
// data-passkey-absent is shown instead. A button marked data-unsigned sends the form as it is.
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
    return Uint8Array.from(atob(padded), (each) => each.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const create = async (asked) => {
    const options = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) } };
    options.excludeCredentials = known(asked.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: options });
    return {
      ...named(made),
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
    };
  };

  const get = async (asked) => {
    const options = { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) };
    const shown = await navigator.credentials.get({ publicKey: options });
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
    return {
      ...named(shown),
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
    };
  };

  const named = (credential) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  const asked = async (form) => {
    const place = form.dataset.passkeyIn || "passkey-options";
    if (!form.dataset.passkeyOptions) return JSON.parse(document.getElementById(place).textContent);
    const answer = await fetch(form.dataset.passkeyOptions, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("not now");
    return answer.json();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    for (const each of form.querySelectorAll("[data-passkey-needed]")) each.hidden = false;
    for (const each of form.querySelectorAll("[data-passkey-absent]")) each.hidden = true;
    const error = form.querySelector("[data-passkey-error]");
    const asking = form.querySelector("[data-passkey-asking]");
    const say = (words) => {
      if (asking) asking.textContent = words;
    };
    let isAsking = false;
    form.addEventListener("submit", async (event) => {
      if (event.submitter && "unsigned" in event.submitter.dataset) return;
      event.preventDefault();
      if (isAsking) return;
      isAsking = true;
      error.hidden = true;
      if (asking) say(asking.dataset.passkeyAsking);
      try {
        const options = (await asked(form)).publicKey;
        const answer = await (form.dataset.passkey === "create" ? create : get)(options);
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch {
        say("");
        error.hidden = false;
      } finally {
        isAsking = false;
      }
    });
  }
})();
