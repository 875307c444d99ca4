// Two clients of Perspective from npm, unmodified: each told where to call, in the way that it leaves open.
const {Client} = require("@conversationai/perspectiveapi-js-client");
const Sloria = require("perspective-api-client");
const axios = require(require.resolve("axios", {paths: [require.resolve("perspective-api-client")]}));

const {BASE, KEY, TEXT} = process.env;
axios.interceptors.request.use((config) => ({...config, url: config.url.replace("https://commentanalyzer.googleapis.com", BASE)}));

async function main() {
  const first = new Client(KEY);
  first.perspectiveApiUrl = `${BASE}/v1alpha1/comments:analyze?key=${KEY}`;
  const scores = await first.getScores(TEXT, {attributes: ["TOXICITY", "INSULT", "SPAM"]});
  const second = new Sloria({apiKey: KEY});
  const analyzed = await second.analyze(TEXT, {attributes: ["insult"]});
  const refused = await second.analyze(TEXT, {attributes: ["flirtation"]}).catch((error) => error.message);
  const wrong = await new Sloria({apiKey: "wrong"}).analyze(TEXT).catch((error) => error.message);
  console.log(JSON.stringify({scores, analyzed, refused, wrong}));
}
main();
