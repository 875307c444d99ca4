// What is asked of the server.
class Wire {
  constructor({ base, key, article, lang, reader }) { Object.assign(this, { base, key, article, lang, reader }); }
  at(path, query = {}) {
    const url = new URL(`${this.base}/embed/${this.key}/${path}`);
    for (const [name, value] of Object.entries({ ...query, lang: this.lang })) if (value) url.searchParams.set(name, value);
    return url;
  }
  under(path) { return `articles/${encodeURIComponent(this.article)}/${path}`; }
  async ask(method, url, { body, known } = {}) {
    const headers = {};
    if (body) headers["Content-Type"] = "application/json";
    if (known) headers.Authorization = `Bearer ${this.reader.credential()}`;
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), credentials: "omit" });
    if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { status: answer.status });
    return answer.status === 204 ? null : answer.json();
  }
  talk(query) { return this.ask("GET", this.at(this.under("thread"), query)); }
  version() { return this.ask("GET", this.at(this.under("version"))); }
  mine(everywhere = false) {
    return this.ask("GET", this.at("mine", everywhere ? {} : { article: this.article }), { known: true });
  }
  check(body) { return this.ask("POST", this.at(this.under("check")), { body, known: true }); }
  async post(body) {
    const url = this.at(this.under("comments"));
    try {
      return await this.ask("POST", url, { body, known: true });
    } catch (error) {
      if (error.status !== 428) throw error;
      const { seed, bits } = await this.ask("GET", this.at("challenge"));
      const number = await meet(seed, bits);
      return this.ask("POST", url, { body: { ...body, proof: { seed, number } }, known: true });
    }
  }
  of(id, rest = "") { return this.at(`comments/${id}${rest}`); }
  edit(id, body) { return this.ask("PATCH", this.of(id), { body, known: true }); }
  remove(id) { return this.ask("DELETE", this.of(id), { known: true }); }
  report(id, body) { return this.ask("POST", this.of(id, "/reports"), { body, known: true }); }
  appeal(id, body) { return this.ask("POST", this.of(id, "/appeals"), { body, known: true }); }
  statement(id) { return this.ask("GET", this.of(id, "/statement"), { known: true }); }
  export() { return this.ask("GET", this.at("mine/export"), { known: true }); }
  erase() { return this.ask("DELETE", this.at("mine"), { known: true }); }
}
