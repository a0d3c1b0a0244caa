import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { formatCount } from "../../core/number-words.ts";
import { type AskJson, authHeader, createAskJson, secretsOf } from "../../lib/ask-json.ts";
import { inTime } from "../../lib/in-time.ts";
import { nameSeries } from "../../lib/series-names.ts";
import { type Age, ageFor, ageNotes } from "./ages.ts";
import { createLinks, type Place } from "./links.ts";
import { pointsOf, type Queue, readKeptMs, readPage, readStarts } from "./samples.ts";
import { isMeant, patternOf, type QueueWish, readWish } from "./wish.ts";

/** Where the management interface is. */
export interface RabbitPlace {
  readonly url: string;
  readonly auth: string | undefined;
  readonly linkUrl: string;
}

const MOST_QUEUES = 100;
const HOUSE_FRESH_MS = 60_000;
const Refusal = z.object({ reason: z.string() });
const Names = z.object({ items: z.array(z.object({ name: z.string(), vhost: z.string() })) });

const under = (base: string, path: string): URL => new URL(path, `${base.replace(/\/+$/, "")}/`);

/** "orders" in the default virtual host, else "prod/orders". */
const nameOf = ({ vhost, name }: Place): string => (vhost === "/" ? name : `${vhost}/${name}`);

const isPattern = (queues: string): boolean => queues.includes("*");

/** What the whole house says: how long samples are kept, and since when its nodes run. */
interface House {
  readonly keptMs: number;
  readonly starts: ReadonlyMap<string, number>;
  readonly atMs: number;
}

const createHouse = (askJson: AskJson, url: string, { clock, log }: Connection) => {
  let known: House | undefined;
  const starts = async (): Promise<ReturnType<typeof readStarts>> => {
    try {
      const { body } = await askJson("its nodes", { url: under(url, "api/nodes?columns=name,uptime") });
      return readStarts(body, clock());
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "credentials") throw error;
      log.debug({ err: error }, "RabbitMQ does not show its nodes to this user: zeros before a restart stay");
      return { starts: new Map(), settled: true };
    }
  };
  return async (): Promise<House> => {
    if (known && clock() - known.atMs < HOUSE_FRESH_MS) return known;
    const [{ body }, since] = await Promise.all([
      askJson("its settings", { url: under(url, "api/overview?columns=sample_retention_policies,rates_mode") }),
      starts(),
    ]);
    const house = { keptMs: readKeptMs(body), starts: since.starts, atMs: clock() };
    if (since.settled) known = house;
    return house;
  };
};

const queuesAsked = (url: string, wish: QueueWish, { ageMs, stepMs }: Age): URL => {
  const asked = under(url, "api/queues");
  const [age, incr] = [String(ageMs / 1000), String(stepMs / 1000)];
  asked.search = new URLSearchParams({
    ...{ page: "1", page_size: String(MOST_QUEUES), name: patternOf(wish), use_regex: "true" },
    // Where not all fit on a page, the fullest are those to look at.
    ...(isPattern(wish.queues) ? { sort: "messages", sort_reverse: "true" } : {}),
    ...{ lengths_age: age, lengths_incr: incr, msg_rates_age: age, msg_rates_incr: incr },
    columns: `name,vhost,node,${wish.kind.column}`,
  }).toString();
  return asked;
};

const timesOf = ({ stepMs }: Age, fromMs: number, toMs: number): readonly number[] => {
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  return Array.from(
    { length: Math.max(0, Math.ceil((toMs - firstMs) / stepMs)) },
    (_, index) => firstMs + index * stepMs,
  );
};

const seriesOf = (
  queues: readonly Queue[],
  { kind }: QueueWish,
  timesMs: readonly number[],
  sinceMs: (queue: Queue) => number,
): Measured["series"] => {
  const rows = queues.flatMap((queue) => {
    const points = pointsOf(queue, kind);
    const values = timesMs.map((atMs) => (atMs < sinceMs(queue) ? null : (points.get(atMs) ?? null)));
    const labels = { queue: queue.name, vhost: queue.vhost };
    return values.some((value) => value !== null) ? [{ labels, values, otherwise: nameOf(queue) }] : [];
  });
  const names = nameSeries(
    rows.map(({ otherwise }) => ({ labels: {}, otherwise })),
    undefined,
  );
  return rows.map(({ labels, values, otherwise }, index) => ({ name: names[index] ?? otherwise, labels, values }));
};

const createAsk = (auth: string | undefined, signal: AbortSignal): AskJson =>
  createAskJson({
    service: "RabbitMQ",
    keySetting: "RABBITMQ_AUTH",
    headers: authHeader(auth),
    secrets: secretsOf(auth),
    why: (body) => Refusal.safeParse(body).data?.reason ?? "",
    signal,
  });

const requireByQueue = (by: MeasureQuestion["by"]): void => {
  if (by === undefined || by.label === "queue") return;
  throw new Failure("usage", `RabbitMQ: by ${by.label}`, {
    tell: `RabbitMQ tells queues apart and nothing else: leave "by ${by.label}" out.`,
  });
};

/** Queues of RabbitMQ by its management API, from the samples that it keeps itself. */
export const createMeasure = ({ url, auth, linkUrl }: RabbitPlace, connection: Connection): Measure => {
  const { clock, signal } = connection;
  const askJson = createAsk(auth, signal);
  const house = createHouse(askJson, url, connection);
  const links = createLinks(under(linkUrl, ""));
  const ask = async ({ query, fromMs, toMs, by }: MeasureQuestion): Promise<Measured> => {
    requireByQueue(by);
    const wish = readWish(query);
    const { keptMs, starts } = await house();
    const nowMs = clock();
    const age = ageFor(nowMs - fromMs, keptMs);
    const { body } = await askJson("queues", { url: queuesAsked(url, wish, age) });
    const { items, filtered_count: all } = readPage(body);
    const queues = items.filter((queue) => isMeant(wish, queue));
    links.found(query, queues);
    // Years of moments that nothing is known of would be laid out for each queue.
    const timesMs = timesOf(age, Math.max(fromMs, nowMs - age.ageMs - age.stepMs), toMs);
    // What is asked beyond what is kept, and before the node began, comes as 0.
    const sinceMs = ({ node = "" }: Queue): number => Math.max(nowMs - age.ageMs, starts.get(node) ?? 0);
    const left = all - items.length;
    return {
      timesMs,
      stepMs: age.stepMs,
      series: seriesOf(queues, wish, timesMs, sinceMs),
      unit: wish.kind.unit,
      notes: [
        ...ageNotes(age, nowMs - fromMs),
        ...(left > 0 ? [`${formatCount(all)} queues fit: the ${MOST_QUEUES} fullest are shown.`] : []),
      ],
    };
  };
  const names = async (words: readonly string[], limit: number): Promise<readonly string[]> => {
    const asked = under(url, "api/queues?page=1&page_size=500&columns=name,vhost");
    asked.searchParams.set("name", words[0] ?? "");
    const { items } = Names.catch({ items: [] }).parse((await askJson("names of queues", { url: asked })).body);
    const wanted = words.map((word) => word.toLowerCase());
    const found = items.map(nameOf).filter((name) => wanted.every((word) => name.toLowerCase().includes(word)));
    return found.slice(0, limit);
  };
  return {
    name: "RabbitMQ",
    ask: (question) => inTime("RabbitMQ", ask(question)),
    link: (question) => links.link(question.query),
    names,
  };
};
