// The conversations of a page, brought in line with what the server says without moving what stays.
const ORDERS = ["newest", "oldest", "replies"];
const POLL = 20000, JITTER = 1500;

function sameOr(kept, id, mark, make) {
  const known = kept.get(id);
  if (known && known.mark === mark) return known.node;
  const node = make();
  // An open form stays open: it is carried over to the new look of its comment.
  const open = known?.node.querySelector(":scope > .place, :scope > article > .place");
  if (open?.firstChild) node.querySelector(":scope > .place, :scope > article > .place")?.replaceChildren(...open.childNodes);
  known?.node.replaceWith(node);
  kept.set(id, { node, mark });
  return node;
}

function inOrder(parent, wanted) {
  let next = parent.firstChild;
  for (const node of wanted) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
  while (next) { const gone = next; next = next.nextSibling; gone.remove(); }
}

function conversation(widget, one) {
  const mark = (each) => `${each.text}\n${each.edited}\n${each.name}\n${widget.own.has(each.id)}\n${widget.open}\n${each.orphaned}`;
  const all = [one, ...one.replies];
  all.forEach((each) => widget.names.set(each.id, each.name || widget.say("reader")));
  const item = widget.items.get(one.id) || el("li", {}, el("ol", { className: "replies" }));
  widget.items.set(one.id, item);
  const [top, ...below] = all.map((each) =>
    sameOr(widget.kept, each.id, mark(each), () => shown(widget, each, { first: each === one ? null : one })));
  if (item.firstChild !== top) item.prepend(top);
  const rows = below.map((node) => (node.parentNode?.localName === "li" ? node.parentNode : el("li", {}, node)));
  inOrder(item.lastChild, rows);
  return item;
}

function live(widget, address) {
  let source = null, timer = 0;
  const heard = ({ version }) => {
    if (version !== widget.version) setTimeout(() => widget.refresh(), Math.random() * (widget.eager ? 0 : JITTER));
  };
  const poll = async () => {
    if (!document.hidden) { try { heard(await widget.wire.version()); } catch { /* asked again */ } }
    timer = setTimeout(poll, POLL);
  };
  const ask = () => { timer ||= setTimeout(poll, POLL); };
  if (address && window.EventSource) {
    source = new EventSource(`${address}/embed/${widget.wire.key}/articles/${encodeURIComponent(widget.wire.article)}/events`);
    source.addEventListener("thread", (event) => heard(JSON.parse(event.data)));
    source.addEventListener("open", () => { clearTimeout(timer); timer = 0; });
    source.addEventListener("error", ask); // it tries again by itself, unless it was refused; meanwhile the page asks
  } else ask();
  return () => { source?.close(); clearTimeout(timer); };
}
