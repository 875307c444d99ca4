// A name service and a certificate for names of examples: *.moderation.example is this machine, without TLS.
const dns = require("node:dns");
const http = require("node:http");
const https = require("node:https");

const OURS = "moderation.example";
const {lookup} = dns;
const {request} = https;
dns.lookup = (name, options, then) => lookup(name.endsWith(OURS) ? "127.0.0.1" : name, options, then);
https.request = (options, ...rest) =>
  options.host?.endsWith(OURS)
    ? http.request({...options, port: process.env.TEST_PORT, agent: undefined, protocol: "http:"}, ...rest)
    : request(options, ...rest);
