// A form for words: a comment, an answer, another text. How it reads is asked while its writer pauses.
const PAUSE = 900, SHORTEST = 6;

function sent(error, say) {
  const told = { 401: "signedOut", 409: "closed", 413: "unfit", 422: "unfit", 429: "tooMany" };
  return say(told[error.status] || "failed");
}

function writing(widget, { label, text = "", parent = null, named = true, checks = true, submit, cancel }) {
  const { say, wire, reader } = widget;
  const id = `w${(widget.made += 1)}`;
  const area = el("textarea", { id: `${id}t`, value: text, rows: 4, required: true, maxLength: 8000, dir: "auto" });
  const called = el("input", { id: `${id}n`, value: reader.name, maxLength: 60, autocomplete: "nickname", placeholder: say("nameHint"), dir: "auto" });
  const trap = el("input", { name: "website", tabIndex: -1, autocomplete: "off", "aria-label": "Website" });
  const warning = el("div", { className: "warning", role: "status" });
  const state = el("p", { className: "said", role: "status" });
  const go = el("button", { type: "submit", className: "go", textContent: say(text ? "save" : "send") });
  const once = crypto.randomUUID ? crypto.randomUUID() : undefined;
  let warned = null, timer = 0;

  const check = async () => {
    const value = area.value.trim();
    if (value.length < SHORTEST) return warn(null);
    try {
      const found = await wire.check({ text: value, name: named && !widget.signed ? called.value || null : null });
      if (area.value.trim() === value) warn(found.warn ? found : null, value);
    } catch { warn(null); } // how it reads is then said after it is sent
  };
  const warn = (found, value) => {
    warned = found ? value : null;
    warning.replaceChildren(...(found ? [
      el("strong", { textContent: say("warned") }),
      el("ul", {}, ...found.reasons.slice(0, 3).map((why) => el("li", { textContent: why.message }))),
      el("p", { textContent: say("warnedMay") }),
    ] : []));
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    if (warned !== null && area.value.trim() !== warned) warn(null);
    if (checks) timer = setTimeout(check, PAUSE);
  });

  const form = el("form", { className: "writing", noValidate: true, onsubmit: async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const value = area.value.trim();
    if (!value) return area.focus();
    if (named && !widget.signed) reader.name = called.value.trim();
    go.disabled = true;
    state.textContent = say("sending");
    const slow = setTimeout(() => { state.textContent = say("working"); }, 700);
    try {
      await submit({
        text: value, parent, id: once, form: widget.stamp, website: trap.value, insisted: warned === value,
        name: widget.signed ? null : called.value.trim() || null, url: location.href.split("#")[0],
      });
      area.value = "";
      warn(null);
      state.textContent = "";
    } catch (error) {
      state.textContent = sent(error, say);
    } finally {
      clearTimeout(slow);
      go.disabled = false;
    }
  } },
    el("label", { htmlFor: area.id, textContent: label }), area, warning,
    named && (widget.signed
      ? el("p", { className: "as", textContent: say("as", { name: widget.called }) })
      : el("div", { className: "who" }, el("label", { htmlFor: called.id, textContent: say("name") }), called)),
    el("div", { className: "trap", ariaHidden: "true" }, trap),
    el("div", { className: "row" }, go, cancel && button(say("cancel"), cancel)), state);
  return form;
}
