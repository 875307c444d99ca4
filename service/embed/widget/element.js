// The two elements that a page uses: <prohori-comments site="KEY" article="ID"> and <prohori-count article="ID">.
const SOURCE = document.currentScript && new URL(document.currentScript.src);
const keyOf = (element) => element.getAttribute("site") || document.querySelector("prohori-comments[site], prohori-count[site]")?.getAttribute("site");

class Comments extends HTMLElement {
  static observedAttributes = ["token"];
  attributeChangedCallback() { // somebody signed in or out without leaving the page
    if (!this.reader) return;
    this.reader.token = this.getAttribute("token");
    this.signed = this.called = undefined;
    this.top.replaceChildren();
    this.refresh();
  }
  connectedCallback() {
    window.addEventListener("hashchange", this.followed ||= () => this.followLink());
    if (this.shadowRoot) { this.refresh(); return; }
    const say = this.say = speaker(language(this));
    this.reader = new Reader(this.getAttribute("token"));
    this.wire = new Wire({ base: SOURCE.origin, key: keyOf(this), article: this.getAttribute("article"), lang: say.lang, reader: this.reader });
    Object.assign(this, { made: 0, own: new Map(), names: new Map(), kept: new Map(), items: new Map(), standings: new Map(), order: "newest", count: 0, version: 0, open: true });
    this.replaceChildren(); // what the page shows to browsers without scripts
    this.attachShadow({ mode: "open" });
    this.dress();
    this.refresh().then(() => this.followLink());
  }
  disconnectedCallback() {
    this.quiet?.();
    this.quiet = null; // it listens again where it is put back
    clearTimeout(this.watching);
    window.removeEventListener("hashchange", this.followed);
  }

  dress() {
    const { say, shadowRoot: root } = this;
    try { const sheet = new CSSStyleSheet(); sheet.replaceSync(STYLE); root.adoptedStyleSheets = [sheet]; }
    catch { root.append(el("style", { textContent: STYLE })); }
    this.head = el("h2", { id: "head", textContent: say("comments", { n: 0 }) });
    this.top = el("div");
    this.mine = el("div", { className: "mine" });
    this.mineHead = el("h3", { textContent: say("yours") });
    this.linked = el("ol", { className: "talk linked" });
    this.list = el("ol", { className: "talk" });
    this.empty = el("p", { className: "soft empty" });
    this.said = el("p", { className: "announced", role: "status" });
    this.more = button(say("more"), () => this.showMore(), { className: "more", hidden: true });
    const order = el("select", { id: "order", onchange: () => { this.order = order.value; this.pages = 1; this.refresh(); } },
      ...ORDERS.map((value) => el("option", { value, textContent: say(value) })));
    this.bar = el("div", { className: "bar", hidden: true }, el("label", { htmlFor: "order", textContent: say("order") }), order);
    root.append(el("section", { "aria-labelledby": "head", lang: say.lang },
      this.head, this.top, this.said, this.mine, this.bar, this.linked, this.list, this.empty, this.more, rights(this)));
    this.tone();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.tone());
  }
  tone() { // the page's own letters say whether it is dark
    const [r, g, b] = getComputedStyle(this).color.match(/[\d.]+/g).map(Number);
    this.shadowRoot.querySelector("section").style.colorScheme = 0.3 * r + 0.6 * g + 0.1 * b > 128 ? "dark" : "light";
  }
  announce(words) { this.said.textContent = words; }

  async refresh() {
    const wanted = location.hash.match(/^#comment-([0-9a-f-]{36})$/)?.[1];
    const limit = Math.min(50, 20 * (this.pages || 1));
    try {
      const [talk, mine] = await Promise.all([
        this.wire.talk({ order: this.order, limit, comment: wanted }),
        this.reader.known ? this.wire.mine().catch(() => null) : null,
      ]);
      this.show(talk, mine);
    } catch { this.empty.textContent = this.say("unreachable"); }
  }
  show(talk, mine) {
    this.version = talk.version;
    this.stamp ||= talk.form;
    this.next = talk.next;
    const wasOpen = this.open;
    this.open = talk.open;
    if (mine) {
      this.signed = mine.signed;
      this.called = mine.name;
      this.own = new Map(mine.comments.map((one) => [one.id, one]));
    } else if (!this.reader.known) this.own = new Map();
    if (!this.top.firstChild || wasOpen !== this.open) this.ask();
    this.counted(talk.count);
    inOrder(this.list, talk.conversations.map((one) => conversation(this, one)));
    const inList = new Set(talk.conversations.map((one) => one.id));
    inOrder(this.linked, talk.linked && !inList.has(talk.linked.id) ? [conversation(this, talk.linked)] : []);
    const waiting = [...this.own.values()].filter((one) => one.status !== "approved");
    const standings = waiting.map((one) => sameOr(this.standings, one.id, JSON.stringify(one), () => standing(this, one)));
    inOrder(this.mine, waiting.length ? [this.mineHead, ...standings] : []);
    this.bar.hidden = talk.conversations.length < 2;
    this.more.hidden = !talk.next;
    this.empty.textContent = talk.count ? "" : this.say("none");
    if (!talk.open && !talk.count) this.empty.textContent = "";
    this.quiet ||= live(this, talk.live);
    this.watch(waiting.length);
  }
  ask() {
    const { say } = this;
    this.top.replaceChildren(this.open
      ? writing(this, { label: say("write"), submit: async (body) => { await this.sent(await this.wire.post(body)); this.ask(); this.top.querySelector("textarea")?.focus({ preventScroll: true }); } })
      : el("p", { className: "soft", textContent: say("closed") }));
  }
  counted(n) {
    this.count = n;
    this.head.textContent = this.say("comments", { n });
    for (const one of document.querySelectorAll("prohori-count")) if (one.getAttribute("article") === this.wire.article) one.show(n);
  }
  async sent(one) {
    await this.refresh();
    const why = one.status === "rejected" ? `: ${one.reasons.map((each) => each.message).join(" ")}` : "";
    this.announce(this.say(one.status) + why);
    this.shadowRoot.getElementById(`${one.status === "approved" ? "comment" : "own"}-${one.id}`)?.scrollIntoView({ block: "nearest" });
  }
  watch(waiting) { // what a moderator decides on one's own comment changes no thread when it is refused
    clearTimeout(this.watching);
    this.eager = waiting > 0;
    if (waiting) this.watching = setTimeout(() => this.refresh(), 30000);
  }
  async showMore() {
    if (!this.pages || this.pages < 2) { this.pages = (this.pages || 1) + 1; return this.refresh(); }
    const talk = await this.wire.talk({ order: this.order, limit: 50, cursor: this.next });
    this.list.append(...talk.conversations.map((one) => conversation(this, one)));
    this.next = talk.next;
    this.more.hidden = !talk.next;
  }
  async followLink() {
    const id = location.hash.match(/^#(comment-[0-9a-f-]{36})$/)?.[1];
    if (!id) return;
    if (!this.shadowRoot.getElementById(id)) await this.refresh();
    const found = this.shadowRoot.getElementById(id);
    found?.scrollIntoView({ block: "center" });
    found?.focus({ preventScroll: true });
  }
}

const uncounted = new Set();
class Count extends HTMLElement {
  connectedCallback() {
    if (!uncounted.size) setTimeout(countAll);
    uncounted.add(this);
  }
  show(n) { this.textContent = speaker(language(this)).number.format(n); }
}
async function countAll() { // a list page asks once for all its articles
  const all = [...uncounted];
  uncounted.clear();
  for (let start = 0; start < all.length; start += 100) {
    const some = all.slice(start, start + 100);
    const url = new URL(`${SOURCE.origin}/embed/${keyOf(some[0])}/counts`);
    new Set(some.map((one) => one.getAttribute("article"))).forEach((article) => url.searchParams.append("article", article));
    try {
      const { counts } = await (await fetch(url, { credentials: "omit" })).json();
      some.forEach((one) => one.show(counts[one.getAttribute("article")] ?? 0));
    } catch { /* what the page wrote into the element stays */ }
  }
}

if (!customElements.get("prohori-comments")) {
  customElements.define("prohori-comments", Comments);
  customElements.define("prohori-count", Count);
}
