import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createAppDoctor } from "../../src/app/doctor/index.ts";
import { readConfig } from "../../src/config.ts";
import { checkLine, checksSummary, fineLines, worstFirst } from "../../src/core/check-words.ts";
import type { Check } from "../../src/core/checkup.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { createLokiDemo } from "../../src/demo/metrics/loki.ts";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import { createDoctor } from "../../src/flows/doctor.ts";
import { statsdCheckup } from "../../src/integrations/statsd/checkup.ts";
import { type Kit, openKit } from "../flows/kit.ts";
import { freePort } from "../support/free-port.ts";

const open = async (t: TestContext): Promise<Kit> => {
  const port = await freePort();
  return openKit(t, { settings: { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` } });
};

const examine = async ({ app }: Kit, ping = false): Promise<ReadonlyMap<string, Check>> => {
  const { doctor } = app.parts.late;
  assert.ok(doctor);
  return new Map((await doctor(ping)).map((check) => [check.name, check]));
};

const says = (found: ReadonlyMap<string, Check>, name: string): string => {
  const check = found.get(name);
  return check === undefined ? `no ${name}: ${[...found.keys()].join(", ")}` : `${check.state}: ${check.says}`;
};

describe("the doctor", () => {
  it("finds all well where all is well, and a test event comes back through the webhook", async (t) => {
    const kit = await open(t);
    const found = await examine(kit, true);
    assert.match(says(found, "Store: answers"), /^ok: SQLite/);
    assert.match(says(found, "Address: reachable"), /^ok/);
    assert.match(says(found, "pagerduty: test event"), /^ok: arrived/);
    const bad = [...found.values()].filter(({ state }) => state === "bad").map(checkLine);
    assert.deepEqual(bad, []);
  });

  it("tells a wrong secret from a webhook that does not come at all", async (t) => {
    const kit = await open(t);
    kit.house.account.setWebhook(`${kit.app.url}/hooks/pagerduty`, ["another-secret-that-is-not-ours-0123456789"]);
    const refused = await examine(kit, true);
    assert.match(says(refused, "pagerduty: test event"), /^bad: was refused/);
    assert.match(refused.get("pagerduty: test event")?.mend ?? "", /secret/);
    kit.house.account.setWebhook(undefined);
    const none = await examine(kit, true);
    assert.match(says(none, "pagerduty: test event"), /^bad: could not be asked for/);
  });

  it("names who is on call and unknown in Slack, with what they have to type", async (t) => {
    const kit = await open(t);
    const noor = kit.house.account.people.find(({ name }) => name === "Noor Haddad");
    const { rotas, directories } = kit.app.parts.abilities;
    const [rota, directory] = [rotas.get("pagerduty"), directories.get("pagerduty")];
    const schedule = (await directory?.schedules())?.find(({ name }) => name === "Web Primary");
    assert.ok(noor && rota && schedule);
    const window = { fromMs: kit.now() - 1_000, toMs: kit.now() + 3_600_000 };
    const actor = { email: "kim.alvarez@northwind.example", name: "Kim Alvarez" };
    await rota.override(schedule, { personId: noor.id, ...window }, actor);
    const found = await examine(kit);
    const lines = [...found.values()].map(checkLine).join("\n");
    assert.match(lines, /Noor Haddad is on call and nobody in Slack has the address noor.haddad@.* → .*link me as/);
  });

  it("a refused token, a part that fails and one that hangs are findings, and hide nothing else", async (t) => {
    const kit = await open(t);
    kit.house.account.faults.add({ status: 401, times: 50 });
    const found = await examine(kit);
    assert.match([...found.values()].map(checkLine).join("\n"), /🔴 pagerduty/);
    assert.match(says(found, "Store: answers"), /^ok/);
    kit.house.account.faults.clear();
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const look = createDoctor(
      [
        { name: "Dead", look: () => Promise.reject(new Error("boom")) },
        { name: "Slow", look: () => new Promise(() => {}) },
        { name: "Well", look: async () => [{ name: "it", state: "ok", says: "is well" }] },
      ],
      log,
    )(false);
    t.mock.timers.tick(15_001);
    const said = await look;
    // The bot stops by clearing real timers.
    t.mock.timers.reset();
    assert.deepEqual(said.map(checkLine), [
      "🔴 Dead: boom",
      "🔴 Slow: gave no answer within 15 s",
      "✅ Well: it: is well",
    ]);
  });

  it("asks every source of graphs, and takes none of them for one that sends webhooks", async (t) => {
    const metrics = await createPrometheusDemo({ clock: Date.now });
    const logs = await createLokiDemo({ clock: Date.now });
    t.after(() => Promise.all([metrics.stop(), logs.close()]));
    const settings = { PROMETHEUS_URL: metrics.url, LOKI_URL: logs.url, LOKI_SELECTOR: '{job="shop"}' };
    const asked = { LIBRATO_API_URL: "http://127.0.0.1:1", LIBRATO_API_TOKEN: "x" };
    const kit = await openKit(t, { settings: { ...settings, ...asked } });
    const well = await examine(kit);
    assert.match(says(well, "Prometheus: graphs"), /^ok: answers/);
    assert.match(says(well, "Loki: log lines"), /^ok: answers/);
    const names = [...well.keys()];
    assert.ok(!names.some((name) => name.startsWith("librato:")), "it was given no token to deliver with");
    assert.ok(
      [...well.values()].some(({ name, state }) => /appoptics/i.test(name) && state === "bad"),
      `${names}`,
    );
    metrics.fail("login");
    assert.match(says(await examine(kit), "Prometheus"), /^bad/);
  });

  it("finds a wrong channel of a report, a lead whom nobody knows and a log that is not read before it matters", async (t) => {
    const policy = defaultPolicy("ops");
    const reports = [
      { kind: "weekly", day: 1, atMin: 540 },
      { kind: "daily", atMin: 540, channel: "#nowhere" },
    ] as const;
    const leads = ["kim.alvarez@northwind.example", "nobody@northwind.example", "U0AAAAAAAA"];
    const kit = await openKit(t, { policy: { ...policy, care: { ...policy.care, reports, leads } } });
    for (let tries = 0; tries < 3_000 && !(await kit.app.parts.store.cursor("pagerduty")); tries += 1) await pause(10);
    const { doctor } = kit.app.parts.late;
    assert.ok(doctor);
    const lines = async (part: RegExp): Promise<readonly string[]> =>
      (await doctor(false)).filter(({ name }) => part.test(name)).map(checkLine);
    const told = await lines(/^On time/);
    assert.match(told[0] ?? "", /^✅ On time: weekly report: next .* in #ops$/);
    assert.match(told[1] ?? "", /^🔴 On time: daily report: there is no #nowhere .* → Invite me there, or correct/);
    assert.match(told[2] ?? "", /^⚠️ On time: leads: nobody in Slack is nobody@northwind.example → Correct/);
    assert.match(told[3] ?? "", /^⚠️ On time: leads: nobody in Slack is U0AAAAAAAA/);
    assert.equal(told.length, 4);
    assert.match((await lines(/^pagerduty: reading/)).join(), /^✅ pagerduty: reading: read until/);
    kit.house.account.faults.add({ status: 500, times: 500 });
    kit.jump(2 * 3_600_000);
    assert.match((await lines(/^pagerduty: reading/)).join(), /^⚠️ pagerduty: reading: only read until .* → Numbers/);
  });

  it("knows where numbers are sent, and asks for no webhook of who only reads or is sent to", async (t) => {
    const opsgenie = { OPSGENIE_READ_KEY: "read-key-0123456789", OPSGENIE_URL: "http://127.0.0.1:1" };
    const kit = await openKit(t, { settings: { ...opsgenie, STATSD_HOST: "127.0.0.1", STATSD_PORT: "9" } });
    const found = await examine(kit);
    assert.match(says(found, "statsd: address"), /^ok: sends to 127\.0\.0\.1, port 9/);
    assert.match(says(found, "opsgenie: reading"), /^warn: its log was never read to the end/);
    assert.deepEqual(
      [...found.keys()].filter((name) => /^(statsd|opsgenie): last event/.test(name)),
      [],
    );
    const [wrong] = await statsdCheckup("statsd.invalid", "8125").checks(false);
    assert.equal(wrong?.state, "bad");
  });

  it("of another process says nothing about a connection that only the bot that runs has", async (t) => {
    const kit = await open(t);
    const { house, app } = kit;
    const bot = {
      checkup: async (): Promise<readonly Check[]> => [
        { name: "token", state: "ok", says: "valid" },
        { name: "connection", state: "bad", says: "not connected" },
      ],
    };
    const config = readConfig({ ...house.settings, NAGIOS_TOKEN: "nagios-0123456789abcdef0123456789abcdef" });
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const given = { config, ports: { clock: Date.now, log }, parts: app.parts, bot };
    const names = async (more: object): Promise<readonly string[]> =>
      (await createAppDoctor({ ...given, ...more })(false)).map(({ name }) => name);
    assert.ok((await names({ startedAtMs: Date.now() })).includes("Slack: connection"));
    const looking = await names({});
    assert.ok(looking.includes("Slack: token") && !looking.includes("Slack: connection"));
  });

  it("says of trouble that is PagerDuty's own where to look, and of a stranger's delivery no more than it is", async (t) => {
    const kit = await open(t);
    kit.house.account.faults.add({ status: 500, times: 50 });
    assert.match((await examine(kit)).get("pagerduty: token")?.mend ?? "", /status\.pagerduty\.com/);
    kit.house.account.faults.clear();
    assert.match(says(await examine(kit, true), "pagerduty: test event"), /^ok/);
    const stranger = await fetch(`${kit.app.url}/hooks/pagerduty`, { method: "POST", body: "{}" });
    assert.equal(stranger.status, 403);
    assert.match(says(await examine(kit), "pagerduty: last event"), /^warn: refused/);
  });

  it("is told in chat, worst first", async (t) => {
    const kit = await open(t);
    const { workspace } = kit.house;
    await workspace.type("ana", "ops", "/drm doctor");
    const shown = await workspace.until(() => {
      const text = JSON.stringify(workspace.ephemerals("ana"));
      return /Store: answers, to be posted, to be read/.test(text) && text;
    }, 20_000);
    assert.doesNotMatch(shown, new RegExp(workspace.tokens.bot));
    await workspace.type("ana", "ops", "/drm");
    await workspace.until(() => /open problem/.test(JSON.stringify(workspace.ephemerals("ana"))), 20_000);
  });

  it("puts what has to be mended first and counts", () => {
    const checks: readonly Check[] = [
      { name: "a", state: "ok", says: "fine" },
      { name: "b", state: "warn", says: "hm" },
      { name: "c", state: "bad", says: "no", mend: "do it" },
    ];
    assert.equal(checksSummary(checks), "1 thing to mend, 1 to look at; 1 fine.");
    assert.equal(checksSummary(checks.slice(0, 1)), "All is well: 1 check.");
    assert.deepEqual(worstFirst(checks).map(checkLine), ["🔴 c: no → do it", "⚠️ b: hm", "✅ a: fine"]);
    const fine = ["Slack: token", "Store: answers", "Slack: plan: how"].map(
      (name) => ({ name, state: "ok", says: "" }) as const,
    );
    assert.deepEqual(fineLines([...checks.slice(1), ...fine]), ["✅ Slack: token, plan: how", "✅ Store: answers"]);
  });
});
