import type { GetMetricDataCommandOutput, GetMetricDataInput } from "@aws-sdk/client-cloudwatch";
import { Failure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import { MEASURE_TIMEOUT_MS } from "../../core/measure.ts";
import { type CloudwatchPlace, createClients, loadSdk } from "./client.ts";
import { cloudwatchFailure } from "./failures.ts";
import { queryText } from "./query.ts";

/** 100,800 points each: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_PAGES = 5;
/** 500 metrics each. */
const MOST_LISTED = 3;

/** What CloudWatch is asked, each within its time as a whole. Throws Failure as of `Measure`. */
export interface CloudwatchCalls {
  /** `isCut`: there would have been more. */
  points(
    input: GetMetricDataInput,
    region: string | undefined,
  ): Promise<{ readonly pages: readonly GetMetricDataCommandOutput[]; readonly isCut: boolean }>;
  /** Metrics whose query holds all of the words. */
  metrics(words: readonly string[], limit: number): Promise<readonly string[]>;
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** Runs one call within the time; what it throws is told as a Failure. */
const createWithin = ({ timeoutMs = MEASURE_TIMEOUT_MS, ...place }: CloudwatchPlace, stopping: AbortSignal) => {
  const secrets = [place.secretAccessKey ?? "", place.accessKeyId ?? ""];
  return async <T>(what: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([timeout, stopping]);
    try {
      // Looking for credentials heeds no signal.
      return await Promise.race([ask(signal), aborted(signal)]);
    } catch (error) {
      if (stopping.aborted)
        throw new Failure("unavailable", `CloudWatch: ${what}: we are stopping`, {
          tell: "I am being restarted: try again in a minute.",
        });
      throw cloudwatchFailure(error, what, timeout.aborted, secrets);
    }
  };
};

/** Calls of one place. */
export const createCalls = (place: CloudwatchPlace, { signal }: Connection): CloudwatchCalls => {
  const clientOf = createClients(place, place.timeoutMs ?? MEASURE_TIMEOUT_MS, signal);
  const within = createWithin(place, signal);
  return {
    points: (input, region) =>
      within("points", async (abortSignal) => {
        const { GetMetricDataCommand } = await loadSdk();
        const client = await clientOf(region);
        const pages: GetMetricDataCommandOutput[] = [];
        let next: string | undefined;
        do {
          const command = new GetMetricDataCommand({ ...input, ...(next === undefined ? {} : { NextToken: next }) });
          const page = await client.send(command, { abortSignal });
          pages.push(page);
          next = page.NextToken;
        } while (next !== undefined && pages.length < MOST_PAGES);
        return { pages, isCut: next !== undefined };
      }),
    metrics: (words, limit) =>
      within("names of metrics", async (abortSignal) => {
        const { ListMetricsCommand } = await loadSdk();
        const client = await clientOf();
        const found = new Set<string>();
        let next: string | undefined;
        for (let page = 0; page < MOST_LISTED && found.size < limit && (page === 0 || next !== undefined); page += 1) {
          const listed = await client.send(new ListMetricsCommand({ NextToken: next }), { abortSignal });
          for (const name of namesIn(listed.Metrics ?? [], words)) found.add(name);
          next = listed.NextToken;
        }
        return [...found].slice(0, limit);
      }),
  };
};

const namesIn = (
  metrics: readonly {
    Namespace?: string | undefined;
    MetricName?: string | undefined;
    Dimensions?: { Name?: string | undefined; Value?: string | undefined }[] | undefined;
  }[],
  words: readonly string[],
): readonly string[] =>
  metrics.flatMap(({ Namespace: namespace, MetricName: name, Dimensions = [] }) => {
    if (!namespace || !name) return [];
    const dimensions = Dimensions.map(({ Name = "", Value = "" }): [string, string] => [Name, Value]);
    const text = queryText({ metric: { namespace, name, dimensions }, stat: "" })?.trim();
    const small = text?.toLowerCase() ?? "";
    return text && words.every((word) => small.includes(word.toLowerCase())) ? [text] : [];
  });
