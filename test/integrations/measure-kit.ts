import { strict as assert } from "node:assert";
import type { TestContext } from "node:test";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import type { Connection } from "../../src/core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../src/core/measure.ts";
import { HTML_FAULT, type VendorServer } from "../../src/demo/metrics/vendor-server.ts";

/** When the tests ask. */
export const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
export const HOUR_MS = 3_600_000;

/** How long tests wait for a source that says nothing. */
export const SHORT_MS = 1_000;

/** An hour up to now. */
export const hour = (query: string, changes: Partial<MeasureQuestion> = {}): MeasureQuestion => ({
  query,
  fromMs: NOW_MS - HOUR_MS,
  toMs: NOW_MS,
  points: 600,
  tz: "Europe/Berlin",
  ...changes,
});

/** A connection that ends with the test. */
export const connected = (t: Pick<TestContext, "after">): Connection => {
  const stop = new AbortController();
  t.after(() => stop.abort());
  return { clock: () => NOW_MS, log: silent, signal: stop.signal };
};
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Rejects with this code, words for the person, and none of the secrets in it. */
export const failsWith = async (
  asking: Promise<unknown>,
  code: FailureCode,
  tell: RegExp,
  secrets: readonly string[] = [],
): Promise<Failure> => {
  const error = await asking.then(
    () => assert.fail(`it did not fail with ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, code, `${error.message} / ${error.tell}`);
  assert.match(error.tell ?? "", tell);
  const said = `${error.message} ${error.tell} ${error.cause ?? ""}`;
  for (const secret of secrets) assert.ok(!said.includes(secret), `a secret is told: ${said}`);
  return error;
};

/** What every source does about troubles on the way: one question for each. */
export const bearsTroubles = async (
  vendor: VendorServer,
  measure: Measure,
  question: MeasureQuestion,
  secrets: readonly string[],
): Promise<void> => {
  const name = new RegExp(measure.name);
  vendor.failNext({ hang: true });
  const startedMs = performance.now();
  await failsWith(measure.ask(question), "timeout", /did not answer within/, secrets);
  assert.ok(performance.now() - startedMs < 5 * SHORT_MS, "it waited no longer than it may");
  vendor.failNext({ status: 500, body: "{}" });
  await failsWith(measure.ask(question), "upstream", name, secrets);
  vendor.failNext({ status: 503, body: "{}" });
  await failsWith(measure.ask(question), "unavailable", name, secrets);
  vendor.failNext({ status: 429, body: "{}" });
  await failsWith(measure.ask(question), "rate_limited", /slow down/, secrets);
  vendor.failNext(HTML_FAULT);
  await failsWith(measure.ask(question), "upstream", name, secrets);
  vendor.failNext({ status: 200, body: "<html>Log in</html>", type: "text/html" });
  await failsWith(measure.ask(question), "upstream", name, secrets);
  vendor.failNext({ status: 200, body: '{"truncated":', type: "application/json" });
  await failsWith(measure.ask(question), "upstream", name, secrets);
  assert.ok((await measure.ask(question)).series.length > 0, "and it works again");
};

/** Times are in the range, equally far apart, not too many, and each series has one value for each; names differ. */
export const isSound = (measured: Measured, { fromMs, toMs, points }: MeasureQuestion): void => {
  const { timesMs, stepMs, series } = measured;
  assert.ok(timesMs.length <= points + 1, `${timesMs.length} points`);
  for (const [at, ms] of timesMs.entries()) {
    assert.ok(ms >= fromMs && ms < toMs, `${new Date(ms).toISOString()} is outside`);
    if (at > 0) assert.equal(ms - (timesMs[at - 1] ?? 0), stepMs);
  }
  for (const { values, name } of series) {
    assert.equal(values.length, timesMs.length, name);
    assert.ok(
      values.every((value) => value === null || Number.isFinite(value)),
      name,
    );
  }
  assert.equal(new Set(series.map(({ name }) => name)).size, series.length, "names differ");
};
