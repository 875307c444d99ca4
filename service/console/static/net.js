// Talking to the server: parts of pages, and decisions that survive a lost connection.

const STORE = "prohori-unsent";

export class Ended extends Error {}

export function token() {
  return document.getElementById("desk").dataset.token;
}

async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { "X-Requested-With": "desk", ...options.headers } });
  if (answer.status === 401) throw new Ended();
  return answer;
}

/** Return a part of a page as text, or null where there is none any more. */
export async function part(url) {
  const answer = await ask(url);
  return answer.ok ? answer.text() : null;
}

export async function json(url) {
  const answer = await ask(url);
  return answer.ok ? answer.json() : null;
}

/** Post fields; return {ok, status, body}. Rejects with a TypeError when there is no connection. */
export async function post(url, fields = {}) {
  const body = new URLSearchParams({ ...fields, csrf_token: token() });
  const answer = await ask(url, { method: "POST", body });
  return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
}

/** Post a decision; without a connection keep it, and send it when there is one again. */
export async function send(url, fields, { lost, back }) {
  try {
    return await post(url, fields);
  } catch (error) {
    const unsent = read();
    unsent.push({ url, fields });
    localStorage.setItem(STORE, JSON.stringify(unsent));
    lost(error instanceof Ended);
    if (!(error instanceof Ended)) retry(back);
    return null;
  }
}

let timer = null;

/** Send what was kept, in order; call back with each answer. */
export function retry(back) {
  if (timer !== null || read().length === 0) return;
  timer = setInterval(async () => {
    const [first, ...rest] = read();
    if (first === undefined) {
      clearInterval(timer);
      timer = null;
      return;
    }
    try {
      const answer = await post(first.url, first.fields);
      localStorage.setItem(STORE, JSON.stringify(rest));
      back(answer, rest.length);
    } catch {
      // still away: the next turn tries again
    }
  }, 2000);
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || [];
  } catch {
    return [];
  }
}
