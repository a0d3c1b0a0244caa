import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { ParsedAlert } from "../../src/core/integration.ts";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { createWorkspace } from "../../src/demo/slack/index.ts";
import { GLITCH } from "../../src/demo/story/glitch.ts";
import { createStory } from "../../src/demo/story/index.ts";
import type { Hook } from "../../src/demo/story/senders.ts";
import { calmHooks, STORM, stormHooks } from "../../src/demo/story/storm.ts";
import { integrations } from "../../src/integrations/index.ts";
import { manifest, PEOPLE } from "../demo-slack/setup.ts";

const START = Date.parse("2026-11-21T10:00:00Z");

const read = ({ source, contentType, body }: Hook): readonly ParsedAlert[] => {
  const relay = integrations.find(({ name }) => name === source)?.relay;
  assert.ok(relay, source);
  return relay.parse({
    deliveryId: "d1",
    contentType,
    body: new TextEncoder().encode(body),
    receivedAtMs: START,
  });
};

/** Plays the scenes without waiting; answers what was sent, said and done, in order. */
const play = async (run: number) => {
  const hooks: Hook[] = [];
  const done: string[] = [];
  const notes = new Map<string, string>();
  for (const { atS, play: scene } of GLITCH)
    await scene({
      ...{ nowMs: START + atS * 1000, run, notes },
      send: async (hook) => void hooks.push(hook),
      says: async (who) => void done.push(`${who} says`),
      fillPool: (seconds) => void done.push(`pool ${seconds} s`),
      page: () => {
        done.push("page");
        return "Q1";
      },
      ackPage: (id) => done.push(`ack ${id}`),
      resolvePage: (id) => done.push(`resolve ${id}`),
    });
  return { alerts: hooks.flatMap((hook) => read(hook).map((alert) => ({ ...alert, source: hook.source }))), done };
};

describe("the story of a glitch", () => {
  it("tells two metric alerts with hosts and values, ten log lines, a group, an exception, a page, and the end of each", async () => {
    const { alerts, done } = await play(1);
    const told = alerts.map(({ source, state, title }) => `${source} ${state} ${title}`);
    assert.deepEqual(told, [
      "librato firing api.latency.p95",
      "librato firing api.errors.percent",
      'papertrail notice "502s" found 10 matches in the past minute',
      "alertmanager firing Connection pool to db-2 is full on api-1",
      "alertmanager firing Connection pool to db-2 is full on api-3",
      "honeybadger firing IOError - closed stream",
      "alertmanager resolved Connection pool to db-2 is full on api-1",
      "alertmanager resolved Connection pool to db-2 is full on api-3",
      "librato resolved api.errors.percent",
      "librato resolved api.latency.p95",
      "honeybadger resolved IOError - closed stream",
    ]);
    assert.equal(alerts.find(({ source }) => source === "papertrail")?.details.length, 10);
    const [latency] = alerts;
    assert.match(JSON.stringify(latency), /api-1.*2,310/);
    assert.match(JSON.stringify(latency), /1,500/);
    assert.deepEqual(
      done.filter((one) => !one.endsWith("says")),
      ["pool 40 s", "page", "ack Q1", "resolve Q1"],
    );
    assert.ok(done.filter((one) => one.endsWith("says")).length >= 5);
  });

  it("ends every problem that it begins", async () => {
    const { alerts } = await play(1);
    const keys = (state: string) =>
      alerts.filter((one) => one.state === state).map(({ source, key }) => `${source}:${key}`);
    assert.deepEqual(keys("firing").sort(), keys("resolved").sort());
  });

  it("has problems of its own each time it is told", async () => {
    const keys = async (run: number) =>
      (await play(run)).alerts.filter(({ state }) => state === "firing").map(({ key }) => key);
    const [first, second] = [await keys(1), await keys(2)];
    assert.deepEqual(
      first.filter((key) => second.includes(key)),
      [],
    );
  });
});

describe("the storm", () => {
  it("has as many problems as it says, some of them critical, and ends them all", () => {
    const firing = stormHooks(1, START).flatMap(read);
    assert.equal(new Set(firing.map(({ key }) => key)).size, STORM.problems);
    const critical = firing.filter(({ severity }) => severity === "critical").length;
    assert.ok(critical > 4 && critical < STORM.problems / 5, String(critical));
    const ended = calmHooks(1, START, START + 60_000).flatMap(read);
    assert.deepEqual(
      ended.map(({ key }) => key),
      firing.map(({ key }) => key),
    );
    assert.ok(ended.every(({ state }) => state === "resolved"));
  });
});

const listener = async (t: TestContext): Promise<{ url: string; got: string[] }> => {
  const got: string[] = [];
  const server = createServer((request, response) => {
    got.push(request.url ?? "");
    request.resume();
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
};

describe("telling it", () => {
  it("goes through the webhooks, the workspace and the account, begins anew on demand and stops at once", async (t) => {
    const { url, got } = await listener(t);
    const account = await createPagerDuty({ clock: Date.now, weeks: 1 });
    t.after(() => account.close());
    const workspace = await createWorkspace({ manifest: manifest(), people: PEOPLE, limits: false });
    t.after(() => workspace.close());
    const failures: unknown[] = [];
    const story = createStory({
      ...{ workspace, account, clock: Date.now, speed: 200 },
      hookUrl: (source) => `${url}/${source}`,
      failed: (error) => failures.push(error),
    });
    const before = account.open().length;
    story.start();
    const until = Date.now() + 5_000;
    while (got.length < 8 && Date.now() < until) await pause(20);
    assert.deepEqual(got, [
      "/librato",
      "/librato",
      "/papertrail",
      "/alertmanager",
      "/honeybadger",
      "/alertmanager",
      "/librato",
      "/librato",
    ]);
    await pause(100);
    assert.equal(account.open().length, before);
    story.start();
    await story.stop();
    const count = got.length;
    await pause(50);
    assert.equal(got.length, count);
    assert.deepEqual(failures, []);
  });
});
