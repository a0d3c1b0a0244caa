import { isJson, type Json, text } from "../slack/json.ts";
import { type AskedMetric, Refused, readQueries } from "./cloudwatch-query.ts";
import { type KnownMetric, METRICS, pointsOf } from "./cloudwatch-series.ts";
import { refusalOf } from "./sigv4.ts";
import { serveVendor, type VendorAnswer, type VendorCall, type VendorServer } from "./vendor-server.ts";

/** What the stand-in knows, and who may ask it. */
export interface CloudwatchStandIn {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly clock: () => number;
  readonly metrics?: readonly KnownMetric[];
  /** Points in one answer at most; 100,800 when absent, as at AWS. */
  readonly pageSize?: number;
  /** Metrics in one list at most; 500 when absent, as at AWS. */
  readonly listSize?: number;
  readonly port?: number;
}

const JSON_1_0 = "application/x-amz-json-1.0";
const TARGET = "GraniteServiceVersion20100801";

/** A refusal as services answer it that also speak the older protocol: the old name in a header. */
const wrong = (status: number, name: string, message: string): VendorAnswer => ({
  status,
  type: JSON_1_0,
  headers: { "x-amzn-query-error": `${name};${status < 500 ? "Sender" : "Receiver"}` },
  body: { __type: `com.amazonaws.cloudwatch#${name}`, message },
});

const ok = (body: object): VendorAnswer => ({ status: 200, type: JSON_1_0, body });

interface Row {
  readonly asked: AskedMetric;
  readonly metric: KnownMetric | undefined;
  readonly points: readonly (readonly [number, number])[];
}

const rowsOf = (standIn: CloudwatchStandIn, body: Json): readonly Row[] => {
  const [start, end] = [Number(body.StartTime) * 1000, Number(body.EndTime) * 1000];
  if (!(start < end)) throw new Refused("The parameter StartTime must be less than the parameter EndTime.");
  const backwards = body.ScanBy !== "TimestampAscending";
  return readQueries(body, standIn.metrics ?? METRICS).flatMap((asked): Row[] => {
    if (asked.metrics.length === 0) return [{ asked, metric: undefined, points: [] }];
    return asked.metrics.map((metric) => {
      const when = { stat: asked.stat, periodS: asked.periodS, startMs: start, endMs: end, nowMs: standIn.clock() };
      const points = pointsOf(metric, when);
      return { asked, metric, points: backwards ? points.toReversed() : points };
    });
  });
};

/** One page: as many points as fit, the rest behind a token; a series that is not whole is PartialData. */
const pageOf = (rows: readonly Row[], from: number, size: number): object => {
  const total = rows.reduce((sum, { points }) => sum + points.length, 0);
  let before = 0;
  const results = rows.map(({ asked, metric, points }) => {
    const [first, last] = [Math.max(0, from - before), Math.max(0, from + size - before)];
    before += points.length;
    const some = points.slice(first, last);
    return {
      Id: asked.id,
      Label: metric ? asked.label(metric) : asked.id,
      Timestamps: some.map(([at]) => at),
      Values: some.map(([, value]) => value),
      StatusCode: last < points.length ? "PartialData" : "Complete",
    };
  });
  const token = from + size < total ? { NextToken: Buffer.from(String(from + size)).toString("base64url") } : {};
  return { Messages: [], MetricDataResults: results, ...token };
};

const offsetOf = (body: Json): number => {
  if (body.NextToken === undefined) return 0;
  const offset = Number(Buffer.from(text(body.NextToken), "base64url").toString());
  if (!Number.isSafeInteger(offset) || offset <= 0) throw new Refused("The value for parameter NextToken is invalid.");
  return offset;
};

const listed = (standIn: CloudwatchStandIn, body: Json): object => {
  const [from, size] = [offsetOf(body), standIn.listSize ?? 500];
  const metrics = (standIn.metrics ?? METRICS).filter(
    ({ namespace, name }) => (body.Namespace ?? namespace) === namespace && (body.MetricName ?? name) === name,
  );
  const some = metrics.slice(from, from + size).map(({ namespace, name, dimensions }) => ({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  const more = from + size < metrics.length;
  return { Metrics: some, ...(more ? { NextToken: Buffer.from(String(from + size)).toString("base64url") } : {}) };
};

const answer = (standIn: CloudwatchStandIn, { headers, body }: VendorCall): VendorAnswer => {
  if (headers["content-type"] !== JSON_1_0 || !isJson(body))
    return wrong(400, "SerializationException", "The body is not JSON of the protocol awsJson1_0.");
  try {
    if (headers["x-amz-target"] === `${TARGET}.GetMetricData`)
      return ok(pageOf(rowsOf(standIn, body), offsetOf(body), standIn.pageSize ?? 100_800));
    if (headers["x-amz-target"] === `${TARGET}.ListMetrics`) return ok(listed(standIn, body));
  } catch (error) {
    if (error instanceof Refused) return wrong(400, "InvalidParameterValueException", error.message);
    throw error;
  }
  return wrong(400, "InvalidAction", "The action is not known here.");
};

/** A stand-in for CloudWatch as the vendor's SDK speaks to it (awsJson1_0 over POST /); signatures are worked out. */
export const serveCloudwatch = (standIn: CloudwatchStandIn): Promise<VendorServer> =>
  serveVendor(
    [{ method: "POST", path: "/", handle: (call) => answer(standIn, call) }],
    (headers, body) => {
      const refusal = refusalOf(headers, body, standIn);
      return refusal && wrong(403, refusal, "The request is not signed by somebody who may ask.");
    },
    standIn.port,
  );
