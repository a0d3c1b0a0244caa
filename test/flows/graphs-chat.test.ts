import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { type Kit, type KitOptions, openKit } from "./kit.ts";

const textOf = (one: Message): string => `${one.text}\n${JSON.stringify(one.blocks)}`;

/** The whole bot with a metrics source beside it. */
const open = async (t: TestContext, options: KitOptions = {}) => {
  const metrics = await createPrometheusDemo({ clock: Date.now });
  t.after(() => metrics.stop());
  const settings = { PROMETHEUS_URL: metrics.url, ALERTMANAGER_TOKEN: TOKEN, ...options.settings };
  const kit = await openKit(t, { ...options, settings });
  return { kit, metrics };
};

const TOKEN = "alertmanager-0123456789abcdef0123456789abcdef";

const answers = ({ house }: Kit, who: string, channel = "ops"): readonly Message[] => [
  ...house.workspace.messages(channel).filter(({ byApp }) => byApp),
  ...house.workspace.ephemerals(who).map(({ message }) => message),
];

/** What somebody is told who types this. */
const say = async (kit: Kit, who: string, words: string, answer: RegExp, thread?: string): Promise<Message> => {
  const { workspace } = kit.house;
  const all = (): readonly Message[] => [
    ...answers(kit, who),
    ...(thread === undefined ? [] : workspace.thread("ops", thread).filter(({ byApp }) => byApp)),
  ];
  const before = new Set(all().map(({ ts }) => ts));
  await workspace.type(who, "ops", words, thread === undefined ? {} : { thread });
  return workspace.until(() => all().find((one) => !before.has(one.ts) && answer.test(textOf(one))), 8_000);
};

const linkIn = (message: Message, path: string): URL => {
  const found = new RegExp(`"url":"([^"]+${path}[^"]+)"`).exec(JSON.stringify(message.blocks))?.[1];
  assert.ok(found, `no link to ${path} in ${JSON.stringify(message.blocks)}`);
  return new URL(found);
};

/** The chart behind a live link, as a browser gets it. */
const specOf = async ({ app }: Kit, link: URL): Promise<ChartSpec> => {
  const given = await fetch(new URL(link.pathname + link.search, app.url), { redirect: "manual" });
  const cookie = given.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const to = new URL(given.headers.get("location") ?? "", app.url);
  const answer = await fetch(new URL(`${to.pathname}/spec${to.search}`, app.url), { headers: { cookie } });
  assert.equal(answer.status, 200);
  const { spec }: { spec: ChartSpec } = JSON.parse(await answer.text());
  return spec;
};

interface Matrix {
  readonly data: { readonly result: readonly { readonly values: readonly (readonly [number, string])[] }[] };
}

describe("graphs in chat", () => {
  it("answers /graph with one message: picture, sentence, links and buttons", async (t) => {
    const { kit } = await open(t);
    const message = await say(kit, "ana", "/graph queue_depth last 1h", /"type":"image"/);
    const text = textOf(message);
    assert.match(text, /last .*min .*max/i);
    assert.match(text, /Live view/);
    assert.match(text, /Open in Prometheus/);
    assert.match(text, /Wider/);
    assert.equal(answers(kit, "ana").length, 1, "one message");
    const fileId = /"slack_file":\{"id":"(F[A-Z0-9]+)"/.exec(text)?.[1] ?? "";
    assert.deepEqual([...(kit.house.workspace.file(fileId)?.bytes.slice(1, 4) ?? [])], [...Buffer.from("PNG")]);
  });

  it("shows the points that the source answers, and no other", async (t) => {
    const { kit, metrics } = await open(t);
    const message = await say(kit, "ana", '/graph queue_depth{queue="orders"} last 1h', /"type":"image"/);
    const spec = await specOf(kit, linkIn(message, "/g/"));
    const [panel] = spec.panels;
    const times = panel?.timesMs ?? [];
    const stepSec = ((times[1] ?? 0) - (times[0] ?? 0)) / 1000;
    const query = new URLSearchParams({
      query: 'queue_depth{queue="orders"}',
      start: String((times[0] ?? 0) / 1000),
      end: String((times.at(-1) ?? 0) / 1000),
      step: String(stepSec),
    });
    const answer = await fetch(`${metrics.url}/api/v1/query_range?${query}`);
    const { data }: Matrix = JSON.parse(await answer.text());
    const values = new Map(data.result[0]?.values.map(([sec, value]) => [sec * 1000, Number(value)]));
    assert.ok(times.length > 100, `${times.length} points`);
    assert.deepEqual(
      panel?.series[0]?.values,
      times.map((atMs) => values.get(atMs) ?? null),
    );
  });

  it("says that there is no data instead of drawing nothing", async (t) => {
    const { kit } = await open(t);
    const message = await say(kit, "ana", "/graph nobody_knows_this last 1h", /no data/i);
    assert.doesNotMatch(textOf(message), /"type":"image"/);
  });

  it("tells what the source says of a query that it cannot read", async (t) => {
    const { kit } = await open(t);
    const message = await say(kit, "ana", "/graph sum(rate(queue_depth[5m]) last 1h", /cannot read that query/);
    assert.match(textOf(message), /parse error/);
  });
});
