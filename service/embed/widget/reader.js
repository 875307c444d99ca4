// Who reads: named by the page's signed token, or known by a secret that this browser makes with the first word written.
const KEPT = "prohori.reader", CALLED = "prohori.name";

class Reader {
  constructor(token) { this.token = token || null; this.kept = {}; }
  get known() { return Boolean(this.token || this.read(KEPT)); }
  get name() { return this.read(CALLED) || ""; }
  set name(value) { this.keep(CALLED, value); }
  credential() {
    if (this.token) return this.token;
    let secret = this.read(KEPT);
    if (!secret) {
      const bytes = crypto.getRandomValues(new Uint8Array(32));
      secret = btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] || "");
      this.keep(KEPT, secret);
    }
    return secret;
  }
  forget() { for (const name of [KEPT, CALLED]) { delete this.kept[name]; try { localStorage.removeItem(name); } catch { /* as in keep */ } } }
  read(name) { try { return localStorage.getItem(name) || this.kept[name]; } catch { return this.kept[name]; } }
  keep(name, value) {
    this.kept[name] = value;
    try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing: known until the page is left */ }
  }
}
