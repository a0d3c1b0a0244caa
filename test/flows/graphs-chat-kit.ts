import { strict as assert } from "node:assert";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import type { Kit } from "./kit.ts";

/** A message as one text, its blocks included. */
export const textOf = (one: Message): string => `${one.text}\n${JSON.stringify(one.blocks)}`;

/** What the bot said in a channel, and to this person alone. */
export const answers = ({ house }: Kit, who: string, channel = "ops"): readonly Message[] => [
  ...house.workspace.messages(channel).filter(({ byApp }) => byApp),
  ...house.workspace.ephemerals(who).map(({ message }) => message),
];

/** What somebody is told who types this. */
export const say = async (kit: Kit, who: string, words: string, answer: RegExp, thread?: string): Promise<Message> => {
  const { workspace } = kit.house;
  const all = (): readonly Message[] => [
    ...answers(kit, who),
    ...(thread === undefined ? [] : workspace.thread("ops", thread).filter(({ byApp }) => byApp)),
  ];
  const before = new Set(all().map(({ ts }) => ts));
  await workspace.type(who, "ops", words, thread === undefined ? {} : { thread });
  return workspace.until(() => all().find((one) => !before.has(one.ts) && answer.test(textOf(one))), 30_000);
};

/** The first address with that path on a button of a message. */
export const linkIn = (message: Message, path: string): URL => {
  const found = new RegExp(`"url":"([^"]+${path}[^"]+)"`).exec(JSON.stringify(message.blocks))?.[1];
  assert.ok(found, `no link to ${path} in ${JSON.stringify(message.blocks)}`);
  return new URL(found);
};

/** The chart behind a live link, as a browser gets it. */
export const specOf = async ({ app }: Kit, link: URL): Promise<ChartSpec> => {
  const given = await fetch(new URL(link.pathname + link.search, app.url), { redirect: "manual" });
  const cookies = given.headers.getSetCookie().map((one) => one.split(";")[0]);
  const to = new URL(given.headers.get("location") ?? "", app.url);
  const answer = await fetch(new URL(`${to.pathname}/spec${to.search}`, app.url), {
    headers: { cookie: cookies.join("; ") },
  });
  assert.equal(answer.status, 200);
  const { spec }: { spec: ChartSpec } = JSON.parse(await answer.text());
  return spec;
};

interface Matrix {
  readonly data: { readonly result: readonly { readonly values: readonly (readonly [number, string])[] }[] };
}

/** What a server that speaks Prometheus' API answers at the times of a chart; null where it has nothing. */
export const askServer = async (
  url: string,
  query: string,
  times: readonly number[],
): Promise<readonly (number | null)[]> => {
  const [start = 0, next = 0] = times;
  const ask = async (fromMs: number, toMs: number): Promise<Matrix["data"]["result"]> => {
    const form = new URLSearchParams({
      ...{ query, start: String(fromMs / 1000), end: String(toMs / 1000), step: String((next - start) / 1000) },
    });
    const answer = await fetch(`${url.replace(/\/$/, "")}/api/v1/query_range?${form}`);
    const { data }: Matrix = JSON.parse(await answer.text());
    return data.result;
  };
  const newest = times.at(-1) ?? 0;
  // The newest moment follows sooner than the others.
  const rows = [...(await ask(start, newest)), ...(await ask(newest, newest))];
  const values = new Map(rows.flatMap((row) => row.values.map(([sec, value]) => [sec * 1000, Number(value)] as const)));
  return times.map((atMs) => values.get(atMs) ?? null);
};
