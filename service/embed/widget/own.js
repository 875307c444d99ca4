// Where the reader's own comments stand that others do not see, and what can be done about it.
function standing(widget, one) {
  const { say } = widget;
  const place = el("div", { className: "place" });
  const open = (made) => { place.replaceChildren(made); made.querySelector("textarea, button")?.focus(); };
  const close = () => place.replaceChildren();
  const refused = one.status === "rejected";
  const mayAppeal = refused && one.may.includes("appeal");
  return el("article", { className: `own ${one.status}`, id: `own-${one.id}`, tabIndex: -1 },
    el("p", { className: "state" }, el("strong", { textContent: say(one.status) }),
      ...(refused ? one.reasons.flatMap((why, place) => [place ? " " : ": ", el("a", { textContent: why.message, target: "_blank",
        rel: "noopener", href: `${widget.wire.base}/reasons/${why.code}?lang=${say.lang}` })]) : [])),
    el("p", { className: "text", textContent: one.text, dir: "auto" }),
    one.appeal && el("p", { className: "soft", textContent: say({ open: "appealed", upheld: "upheld", overturned: "overturned" }[one.appeal]) }),
    refused && !one.appeal && el("p", { className: "soft", textContent: say(mayAppeal ? "mayAppeal" : "may") }),
    el("div", { className: "acts" },
      button(say("edit"), () => open(editing(widget, one, close))),
      button(say("remove"), () => open(removing(widget, one, close))),
      mayAppeal && button(say("appeal"), () => open(appealing(widget, one, close))),
      refused && button(say("statement"), async () => open(await stated(widget, one, close)))), place);
}

function appealing(widget, one, done) {
  return writing(widget, {
    label: widget.say("appealText"), named: false, cancel: done, checks: false,
    submit: async ({ text }) => { await widget.wire.appeal(one.id, { text }); widget.announce(widget.say("appealed")); await widget.refresh(); },
  });
}

async function stated(widget, one, done) {
  let lines;
  try { lines = (await widget.wire.statement(one.id)).text; } catch (error) { lines = sent(error, widget.say); }
  return el("div", { className: "ask" }, el("pre", { textContent: lines }), button(widget.say("cancel"), done));
}

function rights(widget) {
  const { say } = widget;
  const state = el("p", { className: "said", role: "status" });
  const sure = el("div", { className: "ask" });
  const save = async () => {
    try {
      const data = new Blob([JSON.stringify(await widget.wire.export(), null, 2)], { type: "application/json" });
      const link = el("a", { href: URL.createObjectURL(data), download: "comments.json" });
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) { state.textContent = sent(error, say); }
  };
  const erase = async () => {
    try {
      await widget.wire.erase();
      widget.reader.forget();
      sure.replaceChildren();
      await widget.refresh();
      widget.announce(say("erased"));
    } catch (error) { state.textContent = sent(error, say); }
  };
  const ask = () => sure.replaceChildren(el("p", { textContent: say("eraseAsk") }), el("div", { className: "row" },
    button(say("yes"), erase, { className: "go" }), button(say("cancel"), () => sure.replaceChildren())));
  return el("details", { className: "rights" }, el("summary", { textContent: say("data") }), el("p", { textContent: say("dataSaid") }),
    el("div", { className: "row" }, button(say("download"), save), button(say("erase"), ask)), sure, state);
}
