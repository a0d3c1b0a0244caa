import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger, withoutSecrets } from "../../src/bot/logger.ts";
import { checkBotSettings } from "../../src/bot/settings.ts";
import { commandWords, typedWords } from "../../src/bot/typed-words.ts";

const CASES: readonly (readonly [string, string])[] = [
  ["<@UBOT> oncall stats", "oncall stats"],
  ["<@UBOT|drm>: oncall   stats\u00a0this week", "oncall stats this week"],
  ["hey <@UBOT> oncall stats", "hey oncall stats"],
  ["/oncall stats", "oncall stats"],
  ["oncall link me as <mailto:ana@x.example|ana@x.example>", "oncall link me as ana@x.example"],
  ["oncall link me as <mailto:ana@x.example>", "oncall link me as ana@x.example"],
  ["see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"],
  ["see <http://x.example|x.example>", "see x.example"],
  ["oncall stats team:“Site Reliability”", 'oncall stats team:"Site Reliability"'],
  ["a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
  ["in <#C0123ABCD|ops> and <#C0123ABCD>", "in #ops and #C0123ABCD"],
  ["ping <@U777|ana> <@U778>", "ping @U777 @U778"],
  ["<!here> <!subteam^S1|@sre> <!date^1^{date}|today>", "@here @sre today"],
  ["alerts unmute host:api-*\u200b", "alerts unmute host:api-*"],
  ["<@UBOT>\noncall note 12  one\r\n\n  two \nthree\n", "oncall note 12 one\n\ntwo\nthree"],
  ["", ""],
];

for (const [told, words] of CASES)
  test(`words: ${JSON.stringify(told)}`, () => assert.equal(commandWords(told, "UBOT"), words));

test("another bot's mention stays", () => assert.equal(typedWords("<@UOTHER> hi"), "@UOTHER hi"));

const GOOD = {
  SLACK_MODE: undefined,
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
  SLACK_SIGNING_SECRET: undefined,
  SLACK_API_URL: undefined,
};

test("settings: contradictions are named, values are not repeated", () => {
  const named = (change: Partial<Record<keyof typeof GOOD, string | undefined>>): string => {
    const problems = checkBotSettings({ ...GOOD, ...change });
    assert.doesNotMatch(problems.join(" "), /secret-value/);
    return problems.map((problem) => problem.split(" ")[0]).join(" ");
  };
  assert.equal(named({}), "");
  assert.equal(named({ SLACK_MODE: "http", SLACK_APP_TOKEN: undefined, SLACK_SIGNING_SECRET: "s" }), "");
  assert.equal(named({ SLACK_APP_TOKEN: undefined }), "SLACK_APP_TOKEN");
  assert.equal(named({ SLACK_BOT_TOKEN: undefined }), "SLACK_BOT_TOKEN");
  assert.equal(
    named({ SLACK_BOT_TOKEN: "xapp-secret-value", SLACK_APP_TOKEN: "xoxb-secret-value" }),
    "SLACK_BOT_TOKEN SLACK_APP_TOKEN",
  );
  assert.equal(named({ SLACK_MODE: "http", SLACK_APP_TOKEN: undefined }), "SLACK_SIGNING_SECRET");
  assert.equal(named({ SLACK_MODE: "http", SLACK_SIGNING_SECRET: "s" }), "SLACK_APP_TOKEN");
  assert.equal(named({ SLACK_MODE: "carrier pigeon" }), "SLACK_MODE");
  assert.equal(named({ SLACK_API_URL: "slack" }), "SLACK_API_URL");
});

test("the log never gets tokens, paths of addresses or debug lines", () => {
  const said: string[] = [];
  const say = (_facts: object, message: string): void => void said.push(message);
  const logger = createLogger({ debug: say, info: say, warn: say, error: say });
  logger.debug("body with text");
  logger.warn("token xoxb-12-ab failed", new Error("at https://hooks.slack.com/commands/T1/2/secret?x=y now"));
  assert.deepEqual(said, ["token [token] failed at https://hooks.slack.com/… now"]);
  assert.equal(withoutSecrets("wss://x.slack.com/link?ticket=abc"), "wss://x.slack.com/…");
});
