import * as z from "zod";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import { type Answer, createAskJson } from "../../lib/ask-json.ts";
import { hiderOf } from "../../lib/hide-secrets.ts";
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
  /** Dashboards with the text in their title and, where one is given, that tag. */
  search(text: string, limit: number, tag?: string): Promise<readonly FoundDashboard[]>;
  /** The newest that were read, where they cannot be read just now. */
  settings(): Promise<GrafanaSettings>;
  query(body: object): Promise<unknown>;
  /** PNG bytes; undefined for anything else: neither a login page nor a notice of another size is the picture. */
  render(path: string, size: Size): Promise<Uint8Array | undefined>;
}

/** In pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
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
const Refusal = z.object({ message: Text }).catch({ message: undefined });
const Results = z.looseObject({ results: z.record(z.string(), z.looseObject({ error: Text })) });

const refusal = (body: unknown): string => Refusal.parse(body).message ?? "";

/** One query that fails makes it 400 for all of them, but the others have their points there. */
const hasResults = (body: unknown): boolean => {
  const read = Results.safeParse(body);
  return read.success && Object.keys(read.data.results).length > 0;
};

const readSettings = (body: unknown): GrafanaSettings => {
  const read = Settings.catch({ rendererAvailable: false, defaultDatasource: undefined, datasources: {} }).parse(body);
  const all = Object.entries(read.datasources);
  return {
    canRender: read.rendererAvailable,
    find(name, type) {
      const named = (wanted: string) => all.find(([key, { uid }]) => key === wanted || uid === wanted);
      const usual = named(read.defaultDatasource ?? "");
      const fits = !type || usual?.[1].type === type;
      const [, found] =
        (name !== undefined ? named(name) : fits ? usual : all.find(([, one]) => one.type === type)) ?? [];
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

/** What queries fail with is shown to people. */
const withoutSecrets = (body: unknown, hide: (text: string) => string): unknown => {
  const { data } = Results.safeParse(body);
  if (!data) return body;
  const results = Object.entries(data.results).map(([letter, { error, ...others }]) => [
    letter,
    error ? { ...others, error: hide(error) } : others,
  ]);
  return { ...data, results: Object.fromEntries(results) };
};

/** Width and height stand in the header of a PNG. */
const sizeOf = (bytes: Uint8Array): Size => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.byteLength < 24 ? { width: 0, height: 0 } : { width: view.getUint32(16), height: view.getUint32(20) };
};

/** Without a renderer, or when it is busy, Grafana answers 200 with a PNG that says so: it has another size. */
const pictureOf = ({ contentType, bytes }: Answer, asked: Size): Uint8Array | undefined => {
  if (!/^image\/png\b/i.test(contentType) || !PNG.every((byte, at) => bytes[at] === byte)) return undefined;
  const { width, height } = sizeOf(bytes);
  return Math.abs(width - asked.width) <= 2 && Math.abs(height - asked.height) <= 2 ? bytes : undefined;
};

const createSettings = (ask: () => Promise<Answer>, { clock }: Connection) => {
  const settings = remember(SETTINGS_FRESH_MS, clock, async () => readSettings((await ask()).body));
  return async (): Promise<GrafanaSettings> => {
    try {
      return await settings.get("");
    } catch (error) {
      const known = settings.known("");
      if (known && error instanceof Failure) return known;
      throw error;
    }
  };
};

/** A client of one Grafana. */
export const createClient = (place: GrafanaPlace, connection: Connection): GrafanaClient => {
  const { ask, askPicture } = createAsks(place, connection);
  const hide = hiderOf([place.token]);
  const at = (path: string): URL => new URL(`${place.url.replace(/\/+$/, "")}/${path}`);
  const search = async (text: string, limit: number, tag?: string): Promise<readonly FoundDashboard[]> => {
    const asked = new URLSearchParams({ type: "dash-db", query: text, limit: String(limit) });
    if (tag !== undefined) asked.set("tag", tag);
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
  return {
    search,
    known: dashboards.known,
    library: async (uid, panel) =>
      readLibraryPanel(await elements.get(uid), panel) ?? Promise.reject(notGrafana("a library panel")),
    settings: createSettings(() => ask("settings", { url: at("api/frontend/settings") }), connection),
    query: async (json) => {
      const { body } = await ask("points", { url: at("api/ds/query"), json, isAnswer: hasResults });
      return withoutSecrets(body, hide);
    },
    render: async (path, size) =>
      pictureOf(await askPicture("a picture", { url: at(path), headers: { accept: "image/png" } }), size),
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
