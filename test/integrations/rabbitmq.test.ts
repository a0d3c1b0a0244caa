import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import { it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { ageFor } from "../../src/integrations/rabbitmq/ages.ts";
import { isMeant, patternOf, readWish } from "../../src/integrations/rabbitmq/wish.ts";
import rabbitmq from "../../src/integrations/rabbitmq.ts";
import { measureOf } from "../backends/kit.ts";

const MIN = 60_000;
const NOW = Date.parse("2026-11-21T12:00:02Z");

/** As RabbitMQ 3.10 answers: newest first, rounded up to the next step, 0 before there was anything. */
const samples = (values: readonly number[], stepMs: number) => ({
  samples: values.map((sample, back) => ({
    sample,
    timestamp: Math.ceil(NOW / stepMs) * stepMs - back * stepMs,
  })),
});

interface World {
  uptimeMs?: number;
  nodesStatus?: number;
  basic?: readonly number[];
  items?: readonly object[];
}

const open = async (t: TestContext, world: World) => {
  const asked: URL[] = [];
  const answers = (path: string): readonly [number, unknown] => {
    if (path === "/api/overview")
      return [200, { rates_mode: "basic", sample_retention_policies: { basic: world.basic ?? [600, 3600] } }];
    if (path === "/api/nodes")
      return [world.nodesStatus ?? 200, [{ name: "n1", uptime: world.uptimeMs ?? 86_400_000 }]];
    const items = world.items ?? [];
    return [200, { items, filtered_count: items.length }];
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://x");
    asked.push(url);
    const [status, body] = answers(url.pathname);
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => server.close());
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  const settings = { RABBITMQ_URL: `http://127.0.0.1:${address.port}`, RABBITMQ_AUTH: "a:b" };
  const measure = measureOf(rabbitmq, settings, () => NOW);
  const ask = (query: string, backMs = MIN) =>
    measure.ask({ query, fromMs: NOW - backMs, toMs: NOW, points: 700, tz: "UTC" });
  return { asked, ask, measure };
};

const queue = (name: string, more: object = {}) => ({ name, vhost: "/", node: "n1", ...more });

it("wishes: a queue, a virtual host, a wildcard, and what is drawn of it", () => {
  const read = (text: string) => {
    const { queues, kind } = readWish(text);
    return [queues, kind.words[0]];
  };
  assert.deepEqual(read("orders"), ["orders", "depth"]);
  assert.deepEqual(read("prod/orders  unacked"), ["prod/orders", "unacked"]);
  assert.deepEqual(read("mail.* Publish rate"), ["mail.*", "publish rate"]);
  assert.deepEqual(read("ready"), ["ready", "depth"], "a queue may be called so");
  assert.equal(patternOf(readWish("a.b*")), "^(a\\.b.*)$");
  assert.equal(patternOf(readWish("prod/orders")), "^(prod/orders|orders)$");
  const meant = (text: string, vhost: string, name: string) => isMeant(readWish(text), { vhost, name });
  assert.ok(meant("orders", "prod", "orders") && meant("/orders", "/", "orders") && meant("a/b", "/", "a/b"));
  assert.ok(
    !meant("/orders", "prod", "orders") && !meant("prod/orders", "/", "orders") && !meant("ord", "/", "orders"),
  );
});

it("ages are those that the server keeps of queues", () => {
  const age = (backMs: number, keptS = 3_600) => {
    const { ageMs, stepMs } = ageFor(backMs, keptS * 1000);
    return [ageMs / 1000, stepMs / 1000];
  };
  assert.deepEqual(age(30_000), [60, 5]);
  assert.deepEqual(age(5 * MIN), [600, 5]);
  assert.deepEqual(age(30 * MIN), [3_600, 60]);
  assert.deepEqual(age(24 * 60 * MIN), [3_600, 60], "no more is kept of queues, whatever is asked");
  assert.deepEqual(age(24 * 60 * MIN, 86_400), [86_400, 1_800]);
  assert.deepEqual(age(5 * 60 * MIN, 86_400), [28_800, 600]);
});

it("depth: samples as they are; nothing from before the node began, nor from the next step", async (t) => {
  const items = [queue("orders", { messages_details: samples([9, 7, 5, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0], 5_000) })];
  const { ask, asked } = await open(t, { items, uptimeMs: 22_000 });
  const measured = await ask("orders");
  const values = measured.series[0]?.values ?? [];
  assert.deepEqual(values.slice(-4), [1, 3, 5, 7], "12:00:05 is not there yet");
  assert.ok(
    values.slice(0, -5).every((value) => value === null),
    "it began at 11:59:40",
  );
  assert.equal(values.length, 12);
  const [listed] = asked.filter(({ pathname }) => pathname === "/api/queues");
  assert.equal(listed?.searchParams.get("lengths_age"), "60");
  assert.equal(listed?.searchParams.get("lengths_incr"), "5");
  assert.equal(listed?.searchParams.get("columns"), "name,vhost,node,messages_details");
  assert.match(measured.notes.join(" "), /last 1 min 5 s apart.*0 for times before a queue was made/);
});

it("the last ten minutes are finely drawn, also when asking took a moment, and years lay nothing out", async (t) => {
  const { ask, asked } = await open(t, { items: [queue("orders", { messages_details: samples([1], 5_000) })] });
  assert.equal((await ask("orders", 10 * MIN + 40)).stepMs, 5_000);
  assert.equal((await ask("orders", 11 * MIN)).stepMs, MIN);
  assert.equal(asked.at(-1)?.searchParams.get("lengths_age"), "3600");
  const hour = await ask("orders", 60 * MIN + 40);
  assert.doesNotMatch(hour.notes.join(), /nothing older/);
  const years = await ask("orders", 2 * 365 * 24 * 60 * MIN);
  assert.ok(years.timesMs.length <= 62, `${years.timesMs.length}`);
  assert.match(years.notes.join(), /nothing older than 1 h/);
});

it("links to where the one queue was found, as long as it is one", async (t) => {
  const world: World = { items: [{ ...queue("orders"), vhost: "prod/eu" }] };
  const { ask, measure } = await open(t, world);
  const link = () => measure.link({ query: "orders", fromMs: 0, toMs: 1, points: 1, tz: "UTC" })?.split("#")[1];
  assert.equal(link(), "/queues/%2F/orders");
  await ask("orders");
  assert.equal(link(), "/queues/prod%2Feu/orders");
  world.items = [...(world.items ?? []), queue("orders")];
  await ask("orders");
  assert.equal(link(), "/queues/%2F/orders");
});

it("rates: how much a count grew in a second; a count that fell is no rate", async (t) => {
  const items = [
    queue("orders", { message_stats: { publish_details: samples([90, 90, 40, 60, 50], 5_000) } }),
    queue("idle"),
  ];
  const { ask } = await open(t, { items });
  const { series, unit } = await ask("* publish rate");
  assert.deepEqual(
    series.map(({ name }) => name),
    ["orders"],
  );
  assert.deepEqual(
    series[0]?.values.filter((value) => value !== null),
    [2, 10],
  );
  assert.equal(unit, "messages/s");
});

it("a range longer than what is kept says so, and shows no zeros that nobody counted", async (t) => {
  const items = [queue("orders", { messages_details: samples(Array(120).fill(4), 60_000) })];
  const { ask } = await open(t, { items });
  const { series, notes, timesMs, stepMs } = await ask("orders", 8 * 60 * MIN);
  assert.equal(stepMs, MIN);
  assert.equal(timesMs.length, 61);
  assert.equal(series[0]?.values.filter((value) => value !== null).length, 60);
  assert.match(notes.join(" "), /knows nothing older than 1 h/);
});

it("a user who may not see nodes still sees queues; what is no RabbitMQ is told", async (t) => {
  const items = [queue("orders", { messages_details: samples([1, 1, 1], 5_000) })];
  const { ask } = await open(t, { items, nodesStatus: 401 });
  assert.equal((await ask("orders")).series.length, 1);
  const odd = await open(t, { items: [{ queue: "x" }] });
  const error: unknown = await odd.ask("x").catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Failure && error.code === "upstream");
  const by = {
    query: "x",
    fromMs: NOW - MIN,
    toMs: NOW,
    points: 9,
    tz: "UTC",
    by: { label: "host", how: "sum" },
  } as const;
  await assert.rejects(odd.measure.ask(by), /by host/);
});

it("links to the queue, or to all where there are several; settings belong together", async (t) => {
  const { measure } = await open(t, {});
  const link = (query: string) => measure.link({ query, fromMs: 0, toMs: 1, points: 1, tz: "UTC" })?.split("#")[1];
  assert.equal(link("orders ready"), "/queues/%2F/orders");
  assert.equal(link("prod/a b"), "/queues/prod/a%20b");
  assert.equal(link("mail.*"), "/queues");
  const none = { RABBITMQ_URL: undefined, RABBITMQ_AUTH: undefined, RABBITMQ_LINK_URL: undefined };
  assert.match(rabbitmq.check?.({ ...none, RABBITMQ_URL: "http://r:15672" })[0] ?? "", /belong together/);
});
