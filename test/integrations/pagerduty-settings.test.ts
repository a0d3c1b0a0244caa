import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { baseUrl, checkSettings, eventsUrl, type Settings } from "../../src/integrations/pagerduty/settings.ts";

const given = (changes: Partial<Settings>): Settings => ({
  PAGERDUTY_TOKEN: "t",
  PAGERDUTY_WEBHOOK_SECRETS: undefined,
  PAGERDUTY_REGION: undefined,
  PAGERDUTY_URL: undefined,
  PAGERDUTY_ROUTING_KEY: undefined,
  PAGERDUTY_EVENTS_URL: undefined,
  PAGERDUTY_PAGE_SERVICE: undefined,
  PAGERDUTY_WEBHOOK_TOKEN: undefined,
  ...changes,
});

describe("PagerDuty settings", () => {
  it("choose the host", () => {
    assert.equal(baseUrl(given({}))?.href, "https://api.pagerduty.com/");
    assert.equal(baseUrl(given({ PAGERDUTY_REGION: "eu" }))?.href, "https://api.eu.pagerduty.com/");
    assert.equal(baseUrl(given({ PAGERDUTY_URL: "http://127.0.0.1:8080/pd" }))?.href, "http://127.0.0.1:8080/pd");
    assert.equal(baseUrl(given({ PAGERDUTY_REGION: "mars" })), undefined);
    assert.equal(eventsUrl(given({}))?.href, "https://events.pagerduty.com/");
    assert.equal(eventsUrl(given({ PAGERDUTY_REGION: "eu" }))?.href, "https://events.eu.pagerduty.com/");
    assert.equal(eventsUrl(given({ PAGERDUTY_EVENTS_URL: "http://127.0.0.1:1" }))?.href, "http://127.0.0.1:1/");
  });

  it("that are in order say nothing", () => {
    for (const fine of [
      {},
      { PAGERDUTY_REGION: "eu" },
      { PAGERDUTY_URL: "https://p.example.com", PAGERDUTY_REGION: "us" },
    ])
      assert.deepEqual(checkSettings(given(fine)), []);
  });

  it("that contradict each other are named, with what to do", () => {
    const problem = (changes: Partial<Settings>) => checkSettings(given(changes)).join("\n");
    assert.match(problem({ PAGERDUTY_URL: "https://p.example.com", PAGERDUTY_REGION: "eu" }), /take one of them away/);
    assert.match(problem({ PAGERDUTY_URL: "https://p.example.com", PAGERDUTY_TOKEN: undefined }), /set the token/);
    assert.match(problem({ PAGERDUTY_REGION: "mars" }), /us or eu/);
    assert.match(problem({ PAGERDUTY_URL: "ftp://p.example.com" }), /http or https/);
    assert.match(problem({ PAGERDUTY_URL: "https://p.example.com?key=1" }), /query/);
    assert.match(problem({ PAGERDUTY_ROUTING_KEY: "short" }), /32 letters and digits/);
    assert.ok(!problem({ PAGERDUTY_ROUTING_KEY: "short" }).includes("short"));
    assert.match(problem({ PAGERDUTY_EVENTS_URL: "https://p.example.com" }), /set the key too/);
    assert.match(
      problem({ PAGERDUTY_PAGE_SERVICE: "Pages", PAGERDUTY_TOKEN: undefined, PAGERDUTY_URL: undefined }),
      /PAGERDUTY_PAGE_SERVICE is set but PAGERDUTY_TOKEN is not/,
    );
    const secret = problem({ PAGERDUTY_URL: "https://ana:pw123@p.example.com" });
    assert.match(secret, /take it out/);
    assert.ok(!secret.includes("pw123"));
  });
});
