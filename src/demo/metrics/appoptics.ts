import { serveVendor, type VendorAnswer, type VendorCall, type VendorServer } from "./vendor-server.ts";
import { ticks, waveAt } from "./wave.ts";

/** What the stand-in knows, and who may ask it. */
export interface AppopticsStandIn {
  readonly token: string;
  readonly clock: () => number;
  /** Metric -> the tags of its series. */
  readonly metrics?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  readonly port?: number;
}

const METRICS: NonNullable<AppopticsStandIn["metrics"]> = {
  "collectd.load.load.shortterm": [
    { host: "web-1", zone: "a" },
    { host: "web-2", zone: "a" },
    { host: "web-3", zone: "b" },
  ],
  "librato.cpu.percent.idle": [{ host: "web-1" }],
};
const RESOLUTIONS = new Set(["1", "60", "300", "900", "3600", "86400"]);

const wrong = (status: number, errors: object): VendorAnswer => ({ status, body: { errors } });

/** Value of a series at a time; undefined at every eleventh: then nothing was submitted. */
export const appopticsValue = (
  metric: string,
  tags: Readonly<Record<string, string>>,
  atMs: number,
  resolutionS: number,
): number | undefined => {
  if ((atMs / (resolutionS * 1000)) % 11 === 0) return undefined;
  return waveAt(`${metric}|${JSON.stringify(tags)}`, atMs);
};

const measurements = (standIn: AppopticsStandIn, { query }: VendorCall, name: string): VendorAnswer => {
  const known = (standIn.metrics ?? METRICS)[name];
  if (known === undefined) return wrong(404, { request: ["Not Found"] });
  const { resolution = "1", start_time: start, end_time: end, duration } = query;
  if (!RESOLUTIONS.has(resolution)) return wrong(400, { params: { resolution: ["is not a valid resolution"] } });
  if (start === undefined && duration === undefined)
    return wrong(400, { params: { start_time: ["or duration is required"] } });
  if (start !== undefined && end !== undefined && duration !== undefined)
    return wrong(400, { params: { duration: ["cannot be given with start_time and end_time"] } });
  const nowS = Math.floor(standIn.clock() / 1000);
  const toS = Math.min(Number(end ?? nowS), nowS);
  const fromS = start === undefined ? toS - Number(duration) : Number(start);
  const asked = Object.entries(query).flatMap(([key, value]) => {
    const [, tag] = /^tags\[(.+)\]$/.exec(key) ?? [];
    return tag === undefined ? [] : [[tag, value] as const];
  });
  const wanted = known.filter((tags) => asked.every(([tag, value]) => tags[tag] === value));
  const series = wanted.map((tags) => ({
    tags,
    measurements: ticks(fromS * 1000, toS * 1000, Number(resolution) * 1000).flatMap((atMs) => {
      const value = appopticsValue(name, tags, atMs, Number(resolution));
      return value === undefined ? [] : [{ time: atMs / 1000, value }];
    }),
  }));
  return { status: 200, body: { attributes: {}, links: [], name, resolution: Number(resolution), series } };
};

/** A stand-in for AppOptics as its documentation described it: the token is the user name of basic authentication. */
export const serveAppoptics = (standIn: AppopticsStandIn): Promise<VendorServer> =>
  serveVendor(
    [
      {
        method: "GET",
        path: "/v1/measurements/:name",
        handle: (call, { name = "" }) => measurements(standIn, call, name),
      },
      {
        method: "GET",
        path: "/v1/metrics",
        handle: ({ query }) => {
          const names = Object.keys(standIn.metrics ?? METRICS).filter((name) => name.includes(query.name ?? ""));
          const page = { found: names.length, length: names.length, offset: 0, total: names.length };
          return { status: 200, body: { query: page, metrics: names.map((name) => ({ name, type: "gauge" })) } };
        },
      },
    ],
    ({ authorization }) =>
      authorization === `Basic ${Buffer.from(`${standIn.token}:`).toString("base64")}`
        ? undefined
        : wrong(401, { request: ["Authorization Required"] }),
    standIn.port,
  );
