import { isJson, objects, text } from "../slack/json.ts";
import { DASHBOARDS, LIBRARY } from "./grafana-dashboards.ts";
import { runQueries, SOURCES } from "./grafana-query.ts";
import { serveVendor, type VendorAnswer, type VendorCall, type VendorServer } from "./vendor-server.ts";

/** What the stand-in knows, and who may ask it. */
export interface GrafanaStandIn {
  readonly token: string;
  readonly clock: () => number;
  readonly dashboards?: readonly Readonly<Record<string, unknown>>[];
  /** A PNG that its renderer draws, in the size that is asked for; without it there is no renderer. */
  readonly picture?: Buffer;
  readonly port?: number;
}

const wrong = (status: number, message: string): VendorAnswer => ({ status, body: { message } });
const slugOf = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
const dashboardsOf = ({ dashboards = DASHBOARDS }: GrafanaStandIn) => dashboards;

const search = (standIn: GrafanaStandIn, { query }: VendorCall): VendorAnswer => {
  const wanted = (query.query ?? "").toLowerCase();
  const hasTag = (tags: unknown): boolean => !query.tag || (Array.isArray(tags) && tags.includes(query.tag));
  const found = dashboardsOf(standIn).filter(
    ({ title, tags }) => text(title).toLowerCase().includes(wanted) && hasTag(tags),
  );
  const hits = found.slice(0, Number(query.limit ?? 1000)).map(({ uid, title, tags = [] }, id) => ({
    ...{ id, uid, title, uri: `db/${slugOf(text(title))}`, url: `/d/${text(uid)}/${slugOf(text(title))}` },
    ...{ slug: "", type: "dash-db", tags, isStarred: false },
  }));
  return { status: 200, body: hits };
};

const dashboard = (standIn: GrafanaStandIn, uid: string): VendorAnswer => {
  const found = dashboardsOf(standIn).find((one) => one.uid === uid);
  if (!found) return wrong(404, "Dashboard not found");
  const slug = slugOf(text(found.title));
  return { status: 200, body: { meta: { type: "db", slug, url: `/d/${uid}/${slug}`, version: 4 }, dashboard: found } };
};

const libraryPanel = (uid: string): VendorAnswer => {
  const model = LIBRARY[uid];
  if (!model) return wrong(404, "library element could not be found");
  return {
    status: 200,
    body: { result: { id: 1, uid, name: model.title, kind: 1, type: model.type, model, version: 1 } },
  };
};

/** The body must be what the documentation says, and every variable filled in but those of expressions. */
const complaintAbout = (body: unknown): VendorAnswer | undefined => {
  if (!isJson(body)) return wrong(400, "bad request data");
  const queries = objects(body.queries);
  if (queries.length === 0) return wrong(400, "No queries found in query");
  if (!/^\d{13}$/.test(text(body.from)) || !/^\d{13}$/.test(text(body.to))) return wrong(400, "Invalid time range");
  const known = new Set([...Object.values(SOURCES).map(({ uid }) => uid), "__expr__"]);
  const uids = queries.map(({ datasource }) => (isJson(datasource) ? text(datasource.uid) : ""));
  if (uids.some((uid) => !known.has(uid))) return wrong(404, "Data source not found");
  const letters = queries.map(({ refId }) => text(refId));
  return new Set(letters).size < letters.length
    ? wrong(400, "Multiple queries using the same RefId is not allowed ")
    : undefined;
};

const query = (standIn: GrafanaStandIn, { body }: VendorCall): VendorAnswer => {
  const complaint = complaintAbout(body);
  if (complaint) return complaint;
  const { results, fails } = runQueries(isJson(body) ? body : {}, standIn.clock());
  return { status: fails ? 400 : 200, body: { results } };
};

const settings = ({ picture }: GrafanaStandIn): VendorAnswer => ({
  status: 200,
  body: {
    rendererAvailable: picture !== undefined,
    rendererVersion: picture ? "4.0.0" : "",
    defaultDatasource: "Prometheus",
    datasources: Object.fromEntries(
      Object.entries(SOURCES).map(([name, source], id) => [name, { id, ...source, name, meta: {} }]),
    ),
  },
});

/** The picture with another size in its header. */
const sized = (picture: Buffer, width: number, height: number): Buffer => {
  const copy = Buffer.from(picture);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  return copy;
};

/** What Grafana draws in place of a panel when it has no renderer, or one that is busy: a PNG as any other, with 200. */
export const NOTICE = sized(Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(40)]), 1000, 500);

const render = (standIn: GrafanaStandIn, { query: asked }: VendorCall, uid: string): VendorAnswer => {
  for (const name of ["panelId", "from", "to", "width", "height"])
    if (!/^\d+$/.test(asked[name] ?? "")) return wrong(400, `Render parameters error: ${name}`);
  if (!standIn.picture) return { status: 200, type: "image/png", body: NOTICE };
  const known = dashboardsOf(standIn).some((one) => one.uid === uid);
  const [width, height] = [asked.width, asked.height].map((text) => Number(text) * Number(asked.scale ?? 1));
  const body = sized(standIn.picture, width ?? 0, height ?? 0);
  return known ? { status: 200, type: "image/png", body } : wrong(404, "Dashboard not found");
};

/** A stand-in for Grafana's HTTP API as its documentation describes it, with two data sources behind it. */
export const serveGrafana = (standIn: GrafanaStandIn): Promise<VendorServer> =>
  serveVendor(
    [
      { method: "GET", path: "/api/search", handle: (call) => search(standIn, call) },
      { method: "GET", path: "/api/frontend/settings", handle: () => settings(standIn) },
      { method: "GET", path: "/api/dashboards/uid/:uid", handle: (_call, { uid = "" }) => dashboard(standIn, uid) },
      { method: "GET", path: "/api/library-elements/:uid", handle: (_call, { uid = "" }) => libraryPanel(uid) },
      { method: "POST", path: "/api/ds/query", handle: (call) => query(standIn, call) },
      { method: "GET", path: "/render/d-solo/:uid/:slug", handle: (call, { uid = "" }) => render(standIn, call, uid) },
    ],
    ({ authorization }) => (authorization === `Bearer ${standIn.token}` ? undefined : wrong(401, "Invalid API key")),
    standIn.port,
  );
