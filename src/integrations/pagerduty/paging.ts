import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import { type Client, requireAnswer } from "./client.ts";
import type { Call } from "./transport.ts";

const LIMIT = 100;
/** PagerDuty answers 400 beyond: https://developer.pagerduty.com/docs/pagination */
export const DEEPEST = 10_000;
const Page = z.looseObject({ more: z.boolean().nullish() });

/** More rows than PagerDuty lets us page through: ask for a narrower window. */
export class TooDeep extends Failure {
  constructor(path: string) {
    super("rejected", `PagerDuty: GET ${path} has more than ${DEEPEST} rows in one window`);
  }
}

/** All pages of a list, one at a time. Throws TooDeep once the next page would lie beyond row 10,000. */
export async function* pages<T>(
  client: Pick<Client, "get" | "log">,
  path: string,
  field: string,
  item: z.ZodType<T>,
  query: NonNullable<Call["query"]> = {},
): AsyncGenerator<readonly T[]> {
  for (let offset = 0; ; offset += LIMIT) {
    if (offset + LIMIT > DEEPEST) throw new TooDeep(path);
    const page = await client.get(path, { ...query, limit: String(LIMIT), offset: String(offset) }, Page);
    const list = requireAnswer(path, z.array(z.unknown()), page[field]);
    yield readable(client, path, item, list);
    if (page.more !== true || list.length === 0) return;
  }
}

/** One row of an unknown shape must not stop the sync for good: it is left out, and the log says why. */
const readable = <T>(
  client: Pick<Client, "log">,
  path: string,
  item: z.ZodType<T>,
  list: readonly unknown[],
): readonly T[] =>
  list.flatMap((row) => {
    const result = item.safeParse(row);
    if (result.success) return [result.data];
    client.log.warn({ source: "pagerduty", path, why: z.prettifyError(result.error) }, "a row was unreadable");
    return [];
  });

/** The same for somebody who waits: each page is asked for once, and none queues behind a sync. */
export const pagesNow = <T>(
  client: Pick<Client, "getNow" | "log">,
  ...rest: [path: string, field: string, item: z.ZodType<T>, query?: NonNullable<Call["query"]>]
): AsyncGenerator<readonly T[]> => pages({ get: client.getNow, log: client.log }, ...rest);

/** All rows of a list, for somebody who waits. Throws TooDeep where there are more than 10,000. */
export const allNow = async <T>(...list: Parameters<typeof pagesNow<T>>): Promise<readonly T[]> => {
  const rows: T[] = [];
  for await (const page of pagesNow(...list)) rows.push(...page);
  return rows;
};
