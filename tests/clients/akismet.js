// akismet-api from npm, unmodified: its option `host` alone, and a name service that knows the wildcard name.
const dns = require("node:dns");
const {AkismetClient} = require("akismet-api");

const {HOST, PORT, KEY, BLOG, CLEAN, SPAM} = process.env;
const lookup = dns.lookup;
dns.lookup = (name, options, callback) =>
  lookup(name.endsWith(HOST) ? "127.0.0.1" : name, options, callback);

async function main() {
  const client = new AkismetClient({key: KEY, blog: BLOG, host: `${HOST}:${PORT}`, protocol: "http"});
  const about = {ip: "203.0.113.7", useragent: "node", name: "someone"};
  const verified = await client.verifyKey();
  const clean = await client.checkSpam({...about, content: CLEAN});
  const spam = await client.checkSpam({...about, content: SPAM});
  const honeypot = await client.checkSpam({...about, content: `${CLEAN} 2`, honeypot: "filled"});
  await client.submitHam({...about, content: SPAM});
  await client.submitSpam({...about, content: CLEAN});
  const stranger = new AkismetClient({key: "f".repeat(48), blog: BLOG, host: `${HOST}:${PORT}`, protocol: "http"});
  const wrong = await stranger.verifyKey();
  console.log(JSON.stringify({verified, clean, spam, honeypot, wrong}));
}
main();
