// The desk with scripts on: the same pages, but the next comment is there at once and hands stay on the keys.

import { Ended, json, part, post, retry, send } from "./net.js";
import { listen } from "./keys.js";

const desk = document.getElementById("desk");
const stage = document.getElementById("stage");
const said = document.getElementById("said");
const news = document.getElementById("news");
const query = desk.dataset.query;
const HEARTBEAT = 60_000;
const NEWS = 10_000;
const AHEAD = 2;

const fetched = new Map(); // id -> promise of the part of a page
const seen = []; // ids in the order they were opened, for k
let current = document.getElementById("comment")?.dataset.id ?? null;
let last = null; // the last decision: {id, version} or a promise of it
let choosing = false; // d was pressed, a digit is expected
let heartbeat = null;

const items = () => [...document.querySelectorAll("#items .item")];
const item = (id) => document.querySelector(`#items .item[data-id="${id}"]`);
const comment = () => document.getElementById("comment");
const place = (id, what = "") => `${desk.dataset.comments}${id}${what}${query ? `?${query}` : ""}`;
const action = (id, what) => `${desk.dataset.comments}${id}/${what}`;

// ---- saying

function say(words, { kind = "", undo = false } = {}) {
  said.replaceChildren();
  if (!words) return;
  const notice = document.createElement("div");
  notice.className = `notice ${kind}`;
  const text = document.createElement("span");
  text.textContent = words;
  notice.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.className = "quiet";
    button.textContent = `${desk.dataset.undoWords} `;
    const key = document.createElement("kbd");
    key.textContent = "z";
    button.append(key);
    button.addEventListener("click", takeBack);
    notice.append(button);
  }
  said.append(notice);
}

const lost = (ended) => say(ended ? desk.dataset.ended : desk.dataset.lost, { kind: "wait" });
const back = (answer, left) => {
  if (left === 0) say(answer.ok ? desk.dataset.back : answer.body.said || answer.body.detail, { kind: answer.ok ? "" : "stop" });
};

// ---- opening

function fetchAhead(id) {
  if (!fetched.has(id)) fetched.set(id, part(place(id)).catch(() => null));
  return fetched.get(id);
}

async function open(id, { claim = true, record = true } = {}) {
  const html = await fetchAhead(id);
  fetched.delete(id);
  if (html === null) return next(id);
  if (current !== null && current !== id) giveBack(current);
  stage.innerHTML = html; // made and escaped by our own templates
  leave();
  current = id;
  choosing = false;
  desk.classList.add("is-open");
  for (const one of items()) {
    one.classList.toggle("is-current", one.dataset.id === id);
    if (one.dataset.id === id) one.firstElementChild.setAttribute("aria-current", "true");
    else one.firstElementChild.removeAttribute("aria-current");
  }
  item(id)?.scrollIntoView({ block: "nearest" });
  if (record) history.pushState({ id }, "", place(id));
  comment().focus({ preventScroll: true });
  window.scrollTo(0, 0);
  dress();
  if (claim) await keep(id);
  ahead(id);
  return undefined;
}

function ahead(id) {
  const all = items();
  const here = all.findIndex((one) => one.dataset.id === id);
  for (const one of all.slice(here + 1).filter((each) => !each.classList.contains("is-done")).slice(0, AHEAD)) {
    fetchAhead(one.dataset.id);
  }
  if (all.length - here < 5) more();
}

async function keep(id) {
  if (comment()?.dataset.status !== "held") return;
  try {
    const answer = await post(action(id, "claim"));
    if (current !== id) return;
    if (answer.status === 409 && !document.getElementById("taken")) say(answer.body.said, { kind: "wait" });
    if (answer.ok) heartbeat = setInterval(() => post(action(id, "claim")).catch(() => {}), HEARTBEAT);
  } catch (error) {
    lost(error instanceof Ended);
  }
}

// Who goes on without deciding lets others have the comment; a decision ends the claim by itself.
function giveBack(id) {
  if (comment()?.dataset.status === "held" && !item(id)?.classList.contains("is-done")) {
    post(action(id, "release")).catch(() => {});
  }
}

function leave() {
  clearInterval(heartbeat);
  heartbeat = null;
}

function following(from) {
  const all = items();
  const here = all.findIndex((one) => one.dataset.id === from);
  return all.slice(here + 1).find((one) => !one.classList.contains("is-done"));
}

function next(from = current) {
  const found = following(from);
  if (found) {
    if (current) seen.push(current);
    return open(found.dataset.id);
  }
  location.assign(`${desk.dataset.queue}?${query}`);
  return undefined;
}

function previous() {
  const all = items();
  const here = all.findIndex((one) => one.dataset.id === current);
  const before = here > 0 ? all[here - 1].dataset.id : seen.pop();
  if (before) open(before);
}

let loading = false;
async function more() {
  const list = document.getElementById("items");
  const url = list.dataset.more;
  if (!url || loading) return;
  loading = true;
  const html = await part(url).catch(() => null);
  loading = false;
  if (html === null) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  const known = new Set(items().map((one) => one.dataset.id));
  list.append(...[...page.querySelectorAll(".item")].filter((one) => !known.has(one.dataset.id)));
  const following = page.getElementById("items")?.dataset.more;
  if (following) list.dataset.more = following;
  else delete list.dataset.more;
  document.querySelector(".list .more")?.remove();
}

// ---- deciding

function finish(id, what, fields, { undoable = false } = {}) {
  leave();
  item(id)?.classList.add("is-done");
  let refused = false;
  const sent = send(action(id, what), fields, { lost, back }).then((answer) => {
    if (answer === null) return null;
    if (!answer.ok) {
      item(id)?.classList.remove("is-done");
      say(answer.body.said || answer.body.detail || answer.body.title, { kind: "stop" });
      refused = true;
      return null;
    }
    if (answer.body.said) say(answer.body.said, { undo: undoable });
    return undoable ? { id, version: answer.body.version } : null;
  });
  if (undoable) last = sent;
  if (following(id)) next(id);
  else sent.then(() => { if (!refused) next(id); }); // the page is left: not before the answer is there to be read
}

function decide(fields) {
  const one = comment();
  if (one) finish(one.dataset.id, "decisions", { ...fields, version: one.dataset.version }, { undoable: true });
}

async function takeBack() {
  const done = await last;
  const one = comment();
  const mine = stage.querySelector('form[data-act="undo"]') && one ? { id: one.dataset.id, version: one.dataset.version } : null;
  const wanted = done || mine;
  if (!wanted) return;
  last = null;
  try {
    const answer = await post(action(wanted.id, "undo"), { version: wanted.version });
    if (answer.ok) {
      item(wanted.id)?.classList.remove("is-done");
      fetched.delete(wanted.id);
      await open(wanted.id);
    }
    say(answer.body.said || answer.body.detail, { kind: answer.ok ? "" : "stop" });
  } catch (error) {
    lost(error instanceof Ended);
  }
}

function escalate() {
  if (comment()?.dataset.status === "held") finish(current, "escalations", {});
}

function skip() {
  if (comment()?.dataset.status === "held") {
    post(action(current, "skip")).catch(() => {});
    leave();
    next();
  } else if (comment()) next();
}

// ---- forms of the opened comment

stage.addEventListener("submit", async (event) => {
  const form = event.target;
  const act = form.dataset.act;
  if (!act) return;
  event.preventDefault();
  const button = event.submitter;
  if (act === "decide") decide({ [button.name]: button.value });
  else if (act === "skip") skip();
  else if (act === "escalate") escalate();
  else if (act === "undo") takeBack();
  else if (act === "note") {
    const id = current;
    const answer = await send(action(id, "notes"), { note: form.note.value }, { lost, back });
    if (answer?.ok) {
      fetched.delete(id);
      await open(id, { record: false });
    }
    if (answer) say(answer.body.said || answer.body.detail, { kind: answer.ok ? "" : "stop" });
  }
});

document.getElementById("items").addEventListener("click", (event) => {
  const link = event.target.closest(".item a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (current) seen.push(current);
  open(link.parentElement.dataset.id);
});

function dress() {
  const marks = stage.querySelector('[data-act="marks"]');
  if (!marks) return;
  marks.hidden = false;
  const on = localStorage.getItem("prohori-marks") !== "off";
  marks.setAttribute("aria-pressed", String(on));
  stage.classList.toggle("no-marks", !on);
  marks.addEventListener("click", () => {
    localStorage.setItem("prohori-marks", stage.classList.contains("no-marks") ? "on" : "off");
    const show = stage.classList.toggle("no-marks");
    marks.setAttribute("aria-pressed", String(!show));
  });
}

// ---- keys

function fold(key) {
  const found = stage.querySelector(`details[data-key="${key}"]`);
  if (!found) return false;
  found.open = !found.open;
  if (found.open) (found.querySelector("textarea") ?? found.querySelector("summary")).focus();
  return true;
}

const COMMANDS = {
  j: () => (current ? next() : (document.getElementById("start")?.click(), undefined)),
  k: previous,
  f: () => comment() && comment().dataset.status !== "approved" && decide({ action: "approve" }),
  s: skip,
  e: escalate,
  z: takeBack,
  n: () => fold("n"),
  t: () => fold("t"),
  h: () => fold("h"),
  w: () => fold("w"),
  m: () => stage.querySelector('[data-act="marks"]')?.click(),
  "/": () => document.getElementById("search").focus(),
  "?": () => document.getElementById("help").showModal(),
};

listen(
  () => desk.dataset.keys === "on",
  (key) => {
    const reject = stage.querySelector(".reject");
    if (choosing && /^[1-9]$/.test(key)) {
      const button = reject?.querySelector(`[data-digit="${key}"]`);
      if (button) decide({ reason: button.value });
      return Boolean(button);
    }
    if (key === "d" && reject) {
      choosing = !choosing;
      reject.open = choosing;
      return true;
    }
    if (choosing) {
      choosing = false;
      if (reject) reject.open = false;
    }
    const command = COMMANDS[key];
    if (!command) return false;
    command();
    return true;
  },
);

// ---- what others do meanwhile

setInterval(async () => {
  if (document.hidden) return;
  const found = await json(`${desk.dataset.news}?${query}&moment=${desk.dataset.moment}`).catch(() => null);
  if (!found) return;
  const tabs = document.getElementById("tabs");
  if (tabs.outerHTML !== found.tabs.trim() && !tabs.contains(document.activeElement)) tabs.outerHTML = found.tabs;
  news.hidden = found.arrived === 0;
  news.textContent = found.words;
}, NEWS);

window.addEventListener("popstate", (event) => {
  if (event.state?.id) open(event.state.id, { record: false });
  else location.reload();
});

window.addEventListener("pagehide", () => {
  if (!current || comment()?.dataset.status !== "held") return;
  const body = new URLSearchParams({ csrf_token: desk.dataset.token });
  navigator.sendBeacon(action(current, "release"), body);
});

if (current) {
  history.replaceState({ id: current }, "");
  dress();
  heartbeat = setInterval(() => post(action(current, "claim")).catch(() => {}), HEARTBEAT);
  comment().focus({ preventScroll: true });
  ahead(current);
}
retry(back);
