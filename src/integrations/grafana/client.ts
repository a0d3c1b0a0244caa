import * as z from "zod";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import { type Answer, createAskJson } from "../../lib/ask-json.ts";
import { listOf, Text } from "../../lib/shape.ts";
import { type Dashboard, type Panel, readDashboard, readLibraryPanel } from "./dashboard.ts";
import { remember } from "./remember.ts";
import { durationMs, type FindSource } from "./targets.ts";

/** Where Grafana is asked, with what, and where browsers open it. */
export interface GrafanaPlace {
  readonly url: string;
  readonly token: string;
  readonly linkUrl: string;
  readonly orgId: string | undefined;
  /** 5 s when absent. */
  readonly timeoutMs?: number;
}

/** A dashboard as a search finds it. */
export interface FoundDashboard {
  readonly uid: string;
  readonly title: string;
  /** "/d/cIBgcSjkk/production-overview" */
  readonly url: string;
}

/** What Grafana says about itself. */
export interface GrafanaSettings {
  readonly canRender: boolean;
  readonly find: FindSource;
}

/** Requests to Grafana. Failures as of `Measure`. */
export interface GrafanaClient {
  /** Remembered for 30 s. Throws Failure("not_found"), with the dashboards to choose from when the uid is a slug. */
  dashboard(uid: string, words: string): Promise<Dashboard>;
  /** A panel of the library, remembered for 30 s; `panel` stands for it on a dashboard. */
  library(uid: string, panel: Panel): Promise<Panel>;
  /** The newest that was read, however old. */
  known(uid: string): Dashboard | undefined;
  search(text: string, limit: number): Promise<readonly FoundDashboard[]>;
  settings(): Promise<GrafanaSettings>;
  query(body: object): Promise<unknown>;
  /** PNG bytes; undefined for anything else: a login page is no picture. */
  render(path: string): Promise<Uint8Array | undefined>;
}

const SERVICE = "Grafana";
const FRESH_MS = 30_000;
const SETTINGS_FRESH_MS = 5 * 60_000;
/** A picture has to come in time for a message, or ours is taken. */
const RENDER_MS = 4_000;
const MOST_BYTES = 16 * 1024 * 1024;
const PNG = [0x89, 0x50, 0x4e, 0x47] as const;

const Hits = listOf(z.object({ uid: z.string().min(1), title: z.string(), url: Text, type: Text }));
const Json = z.object({ timeInterval: Text }).optional().catch(undefined);
const Settings = z.object({
  rendererAvailable: z.boolean().catch(false),
  defaultDatasource: Text,
  datasources: z.record(z.string(), z.object({ uid: Text, type: Text, name: Text, jsonData: Json })).catch({}),
});
const Refusal = z.object({ message: Text, results: z.record(z.string(), z.object({ error: Text })).catch({}) });

/** Queries that fail say why one by one, everything else has a message. */
const refusal = (body: unknown): string => {
  const read = Refusal.safeParse(body);
  if (!read.success) return "";
  const errors = Object.values(read.data.results).flatMap(({ error }) => (error ? [error] : []));
  return errors.length > 0 ? [...new Set(errors)].join("; ") : (read.data.message ?? "");
};

const readSettings = (body: unknown): GrafanaSettings => {
  const read = Settings.catch({ rendererAvailable: false, defaultDatasource: undefined, datasources: {} }).parse(body);
  const all = Object.entries(read.datasources);
  return {
    canRender: read.rendererAvailable,
    find(name = read.defaultDatasource ?? "") {
      const [, found] = all.find(([key, { uid }]) => key === name || uid === name) ?? [];
      if (!found?.uid) return undefined;
      return { uid: found.uid, type: found.type ?? "", everyMs: durationMs(found.jsonData?.timeInterval) };
    },
  };
};

/** "payments-overview" is what an address ends in, not a uid: the dashboards that it may mean. */
const unknown = (uid: string, words: string, found: readonly FoundDashboard[]): Failure => {
  const exact = found.filter(({ url }) => url.endsWith(`/${uid.toLowerCase()}`));
  const likely = exact.length > 0 ? exact : found;
  const [first] = likely;
  const options = likely.map(({ title, uid: value }) => ({
    label: title.slice(0, 75),
    value: words.replace(uid, value),
  }));
  const hint = first
    ? ` Try again with \`${words.replace(uid, first.uid)}\` ("${first.title}").`
    : " Look for one with /graph search.";
  return new Failure("not_found", `${SERVICE}: no dashboard has the uid ${uid}`, {
    tell: `No dashboard has the uid "${uid}".${hint}`,
    ...(options.length === 0 ? {} : { choices: { words, options } }),
  });
};

const notGrafana = (what: string): Failure =>
  new Failure("upstream", `${SERVICE}: ${what}: the answer has another shape`, {
    tell: "What answers at GRAFANA_URL is no Grafana: perhaps a login page. Whoever runs me has to look at it.",
  });

const createAsks = ({ token, orgId, timeoutMs }: GrafanaPlace, { signal }: Connection) => {
  const shared = {
    service: SERVICE,
    keySetting: "GRAFANA_API_TOKEN (and what its service account may read)",
    headers: { authorization: `Bearer ${token}`, ...(orgId === undefined ? {} : { "x-grafana-org-id": orgId }) },
    secrets: [token],
    why: refusal,
    signal,
  };
  return {
    ask: createAskJson({ ...shared, timeoutMs }),
    askPicture: createAskJson({ ...shared, timeoutMs: timeoutMs ?? RENDER_MS, maxBytes: MOST_BYTES }),
  };
};

const pictureOf = ({ contentType, bytes }: Answer): Uint8Array | undefined =>
  /^image\/png\b/i.test(contentType) && PNG.every((byte, at) => bytes[at] === byte) ? bytes : undefined;

/** A client of one Grafana. */
export const createClient = (place: GrafanaPlace, connection: Connection): GrafanaClient => {
  const { ask, askPicture } = createAsks(place, connection);
  const at = (path: string): URL => new URL(`${place.url.replace(/\/+$/, "")}/${path}`);
  const search = async (text: string, limit: number): Promise<readonly FoundDashboard[]> => {
    const asked = new URLSearchParams({ type: "dash-db", query: text, limit: String(limit) });
    const { body } = await ask("a search", { url: at(`api/search?${asked}`) });
    if (!Array.isArray(body)) throw notGrafana("a search");
    return Hits.parse(body).map(({ uid, title, url }) => ({ uid, title, url: url ?? "" }));
  };
  const dashboards = remember(FRESH_MS, connection.clock, async (uid: string): Promise<Dashboard> => {
    const { body } = await ask("a dashboard", { url: at(`api/dashboards/uid/${encodeURIComponent(uid)}`) });
    return readDashboard(body) ?? Promise.reject(notGrafana("a dashboard"));
  });
  const elements = remember(
    FRESH_MS,
    connection.clock,
    async (uid) => (await ask("a library panel", { url: at(`api/library-elements/${encodeURIComponent(uid)}`) })).body,
  );
  const settings = remember(SETTINGS_FRESH_MS, connection.clock, async () =>
    readSettings((await ask("settings", { url: at("api/frontend/settings") })).body),
  );
  return {
    search,
    known: dashboards.known,
    library: async (uid, panel) =>
      readLibraryPanel(await elements.get(uid), panel) ?? Promise.reject(notGrafana("a library panel")),
    settings: () => settings.get(""),
    query: async (body) => (await ask("points", { url: at("api/ds/query"), json: body })).body,
    render: async (path) =>
      pictureOf(await askPicture("a picture", { url: at(path), headers: { accept: "image/png" } })),
    async dashboard(uid, words) {
      try {
        return await dashboards.get(uid);
      } catch (error) {
        if (toFailure(error).code !== "not_found") throw error;
        throw unknown(uid, words, await search(uid.replaceAll(/[-_]+/g, " "), 5));
      }
    },
  };
};
