import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Check } from "../../src/core/checkup.ts";
import { fails, refusal, routes } from "./pagerduty-responding-kit.ts";
import { connectTo, serve } from "./pagerduty-setup.ts";

type Table = Parameters<typeof routes>[0];
const HOOK = "https://drm.example.com/hooks/pagerduty";
const EVENTS = ["triggered", "acknowledged", "unacknowledged", "resolved", "reopened", "reassigned", "escalated"];
const hook = (more: object = {}, method: object = {}) => ({
  id: "PW1",
  active: true,
  description: "Dr. M",
  events: EVENTS.map((event) => `incident.${event}`),
  filter: { type: "account_reference" },
  delivery_method: { url: HOOK, temporarily_disabled: false, ...method },
  ...more,
});
const subscriptions = (...list: readonly object[]): Table => ({
  "GET /webhook_subscriptions": () => [200, { webhook_subscriptions: list, more: false }],
});

/** An account in which all is well. */
const WELL: Table = {
  "GET /abilities": () => [200, { abilities: ["urgencies", "coordinated_responding", "sso"] }],
  "GET /users/me": () => [400, refusal(2001, "Invalid Input Provided")],
  "POST /schedules/DRM-CHECKUP/overrides": () => [404, refusal(2100, "Not Found")],
  "GET /priorities": () => [200, { priorities: [{ id: "A", name: "P1" }], more: false }],
  "GET /services": () => [200, { services: [{ id: "PS1", name: "On-call pages", status: "active" }], more: false }],
  ...subscriptions(hook()),
};

const look = async (
  table: Table,
  options: { publicUrl?: string; secrets?: string; pageService?: string } = {},
  thorough = true,
) => {
  await using server = await serve(routes({ ...WELL, ...table }));
  const all = { publicUrl: "https://drm.example.com", secrets: "s", pageService: "on-call pages", ...options };
  // "" is a setting that is absent.
  const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  const { checkup, stop } = connectTo(server.url, undefined, set);
  const checks = await checkup.checks(thorough);
  stop();
  const of = (name: string): string => {
    const { state, says, mend } = checks.find((check) => check.name === name) ?? ({ state: "skipped" } as Check);
    return `${state}: ${says}${mend ? ` -> ${mend}` : ""}`;
  };
  return { checks, of, asked: server.asked };
};

describe("how PagerDuty is connected", () => {
  it("writes nothing, not even for a try, unless it is to look thoroughly", async () => {
    const { checks, asked } = await look({}, {}, false);
    assert.ok(asked.length > 3 && checks.length > 3);
    assert.deepEqual(
      asked.filter((one) => !JSON.stringify(one).includes("GET")),
      [],
    );
  });

  it("is told in a line each when all is well", async () => {
    const { checks, asked } = await look({});
    assert.deepEqual(
      checks.map(({ name, state }) => `${name} ${state}`),
      [
        "token ok",
        "plan ok",
        "kind of token ok",
        "write access ok",
        "priorities ok",
        "page service ok",
        "webhook ok",
        "webhook signature ok",
      ],
    );
    const writes = asked.filter(({ method }) => method !== "GET");
    assert.deepEqual(
      writes.map(({ url, body }) => `${url} ${body}`),
      ['/schedules/DRM-CHECKUP/overrides {"overrides":[]}'],
      "the only write changes nothing",
    );
  });

  it("ends at a token that is refused", async () => {
    const { checks } = await look({ "GET /abilities": () => [401, refusal(2006, "no")] });
    assert.equal(checks.length, 1);
    assert.equal(checks[0]?.state, "bad");
    assert.match(checks[0]?.mend ?? "", /PAGERDUTY_TOKEN/);
    const down = await look({ "GET /abilities": () => [500, {}] });
    assert.match(down.of("token"), /^bad: .*try again.*status\.pagerduty\.com/);
  });

  it("knows a read-only token without changing anything, and says when it cannot know", async () => {
    const readOnly = await look({ "POST /schedules/DRM-CHECKUP/overrides": () => [403, refusal(2010, "no")] });
    assert.match(readOnly.of("write access"), /^bad: the token may only read.*Read-only/);
    const odd = await look({ "POST /schedules/DRM-CHECKUP/overrides": () => [500, {}] });
    assert.match(odd.of("write access"), /^skipped: cannot be told without changing something/);
  });

  it("warns of somebody's personal key", async () => {
    const { of } = await look({ "GET /users/me": () => [200, { user: { name: "Kim" } }] });
    assert.match(of("kind of token"), /^warn: it is the personal key of Kim.*account-level key/);
  });

  it("names what the plan and the account lack", async () => {
    const { of } = await look({
      "GET /abilities": () => [200, { abilities: ["sso"] }],
      "GET /priorities": () => [402, refusal(2014, "no")],
    });
    assert.match(of("plan"), /^warn: .*add X to N.*"coordinated_responding"; page … low needs "urgencies" -> /);
    assert.match(of("priorities"), /^warn: the account has none.*switch them on/);
  });

  it("finds the service that people are paged on", async () => {
    assert.match((await look({}, { pageService: "PS1" })).of("page service"), /^ok: On-call pages/);
    assert.match((await look({}, { pageService: "Gone" })).of("page service"), /^bad: no service is called Gone/);
    assert.match((await look({}, { pageService: "" })).of("page service"), /^warn: .*PAGERDUTY_PAGE_SERVICE/);
    const disabled = { "GET /services": () => [200, { services: [{ id: "PS1", status: "disabled" }] }] as const };
    assert.match((await look(disabled, { pageService: "PS1" })).of("page service"), /^bad: PS1 is disabled/);
  });

  it("finds the webhook, and what is wrong with it", async () => {
    const of = async (list: readonly object[], options = {}) =>
      (await look(subscriptions(...list), options)).of("webhook");
    assert.match(await of([]), /^bad: no subscription points to https:\/\/drm\.example\.com\/hooks\/pagerduty/);
    assert.match(await of([hook({}, { url: "https://else.example.com/hooks/pagerduty" })]), /^bad: no subscription/);
    assert.match(await of([hook({ active: false })]), /^bad: the subscription is inactive/);
    assert.match(await of([hook({}, { temporarily_disabled: true })]), /^bad: PagerDuty switched PW1 off/);
    assert.match(await of([hook({ events: ["incident.triggered"] })]), /^warn: does not send incident\.acknowledged, /);
    assert.match(await of([hook(), hook({ id: "PW2" })]), /^warn: 2 subscriptions/);
    assert.match(await of([hook({ filter: { id: "S", type: "service_reference" } })]), /^ok: .*a part of the account/);
    assert.match(await of([hook(), hook()], { publicUrl: "" }), /^skipped: PUBLIC_URL is not set/);
    assert.match((await look({}, { secrets: "" })).of("webhook signature"), /^bad: PAGERDUTY_WEBHOOK_SECRETS/);
  });

  it("says what the token may not look at", async () => {
    const { of } = await look({ "GET /webhook_subscriptions": () => [403, refusal(2010, "no")] });
    assert.match(of("webhook"), /^skipped: the token may not look at it/);
  });

  it("can be tried with a test event", async () => {
    const table: Record<string, Table[string]> = {
      ...WELL,
      "POST /webhook_subscriptions/PW1/ping": () => [202, {}] as const,
    };
    await using server = await serve(routes(table));
    const { checkup, stop } = connectTo(server.url, undefined, { publicUrl: "https://drm.example.com" });
    assert.equal(await checkup.ping?.(), "Dr. M");
    table["GET /webhook_subscriptions"] = () => [
      200,
      { webhook_subscriptions: [hook({ active: false })], more: false },
    ];
    await assert.rejects(async () => checkup.ping?.(), fails("not_found", /No active webhook/));
    const elsewhere = connectTo(server.url, undefined, { publicUrl: "https://else.example.com" });
    await assert.rejects(async () => elsewhere.checkup.ping?.(), fails("not_found", /make one at PagerDuty/));
    stop();
    elsewhere.stop();
  });
});
