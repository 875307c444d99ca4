// Elements are made one by one and texts set as texts: nothing that a reader wrote is ever read as HTML.
function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list" && name !== "form") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function button(label, onclick, props = {}) {
  return el("button", { type: "button", textContent: label, onclick, ...props });
}

function language(element) {
  const named = element.getAttribute("lang") || element.closest("[lang]")?.lang || navigator.language || "bn";
  return named.toLowerCase().startsWith("bn") ? "bn" : "en";
}

function speaker(lang) {
  const words = WORDS[lang];
  const number = new Intl.NumberFormat(lang === "bn" ? "bn-BD" : "en");
  const say = (name, values = {}) =>
    words[name].replace(/\{(\w+)\}/g, (_, key) => (key === "n" ? number.format(values.n) : values[key]));
  return Object.assign(say, { lang, words, number });
}

const STEPS = [["year", 31536e3], ["month", 2592e3], ["day", 86400], ["hour", 3600], ["minute", 60]];
function ago(iso, lang) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const [unit, size] = STEPS.find(([, length]) => -seconds >= length) || ["second", 1];
  return new Intl.RelativeTimeFormat(lang === "bn" ? "bn-BD" : "en", { numeric: "auto" }).format(
    Math.min(0, unit === "second" ? 0 : Math.ceil(seconds / size)), unit);
}

function moment(iso, lang) {
  const full = new Intl.DateTimeFormat(lang === "bn" ? "bn-BD" : "en", { dateStyle: "long", timeStyle: "short" });
  return el("time", { dateTime: iso, title: full.format(new Date(iso)), textContent: ago(iso, lang) });
}
