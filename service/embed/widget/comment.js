// One comment in the thread, with what its reader may do.
function shown(widget, one, { first }) {
  const { say } = widget;
  const name = one.name || say("reader");
  const place = el("div", { className: "place" });
  const text = el("p", { className: "text", textContent: one.text, lang: one.language && one.language !== "und" ? one.language : undefined, dir: "auto" });
  const close = (focus) => { place.replaceChildren(); focus?.focus(); };
  const open = (made) => { place.replaceChildren(made); made.querySelector("textarea, select, button")?.focus(); };
  const again = (act) => async (event) => act(event.currentTarget);
  const link = el("a", { href: `#comment-${one.id}`, title: say("link") }, moment(one.created_at, say.lang));
  const acts = el("div", { className: "acts" });
  const act = (label, onclick) => acts.append(button(label, onclick, { ariaLabel: `${label}: ${name}` }));

  if (widget.open) act(say("reply"), again((from) => open(writing(widget, {
    label: say("replyTo", { name }), parent: one.id, cancel: () => close(from),
    submit: async (body) => { await widget.sent(await widget.wire.post(body)); close(from); },
  }))));
  if (widget.own.has(one.id)) {
    act(say("edit"), again((from) => open(editing(widget, one, () => close(from)))));
    act(say("remove"), again((from) => open(removing(widget, one, () => close(from)))));
  } else {
    act(say("report"), again((from) => open(reporting(widget, one, () => close(from)))));
  }
  const parent = one.parent && first && one.parent !== first.id ? widget.names.get(one.parent) : null;
  return el("article", { id: `comment-${one.id}`, tabIndex: -1, ariaLabel: name },
    el("header", {}, el("span", { className: "name", textContent: name, dir: "auto" }), link,
      one.edited && el("span", { className: "soft", textContent: say("edited") })),
    one.orphaned && el("p", { className: "soft", textContent: say("orphaned") }),
    parent && el("p", { className: "soft", textContent: say("replyTo", { name: parent }) }),
    text, acts, place);
}

function editing(widget, one, done) {
  return writing(widget, {
    label: widget.say("text"), text: one.text, named: false, cancel: done,
    submit: async ({ text, insisted }) => { await widget.sent(await widget.wire.edit(one.id, { text, insisted })); done(); },
  });
}

function removing(widget, one, done) {
  const { say } = widget;
  const yes = button(say("yes"), async () => {
    yes.disabled = true;
    try { await widget.wire.remove(one.id); await widget.refresh(); widget.announce(say("deleted")); done(); }
    catch (error) { widget.announce(sent(error, say)); yes.disabled = false; }
  }, { className: "go" });
  return el("div", { className: "ask", role: "group" }, el("p", { textContent: say("removeAsk") }),
    el("div", { className: "row" }, yes, button(say("cancel"), done)));
}

function reporting(widget, one, done) {
  const { say } = widget;
  const id = `w${(widget.made += 1)}`;
  const why = el("select", { id: `${id}r` },
    ...Object.entries(say.words.reasons).map(([value, label]) => el("option", { value, textContent: label })));
  const note = el("textarea", { id: `${id}o`, rows: 2, maxLength: 1000, dir: "auto" });
  const state = el("p", { className: "said", role: "status" });
  return el("form", { className: "ask", onsubmit: async (event) => {
    event.preventDefault();
    try {
      await widget.wire.report(one.id, { reason: why.value, note: note.value.trim() || null });
      widget.announce(say("reported"));
      event.target.replaceChildren(el("p", { className: "said", textContent: say("reported") }), button("✓", done, { ariaLabel: say("cancel") }));
    } catch (error) { state.textContent = sent(error, say); }
  } },
    el("label", { htmlFor: why.id, textContent: say("reportWhy") }), why,
    el("label", { htmlFor: note.id, textContent: say("reportNote") }), note,
    el("div", { className: "row" }, el("button", { type: "submit", className: "go", textContent: say("send") }), button(say("cancel"), done)), state);
}
