import { Failure, toFailure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { inTime } from "../../lib/in-time.ts";
import { groupRows } from "../../lib/scattered-groups.ts";
import { gridPoints } from "../../lib/scattered-points.ts";
import { createClient, type GrafanaClient, type GrafanaPlace } from "./client.ts";
import type { Dashboard, Panel } from "./dashboard.ts";
import { type Answered, type PanelRows, readFrames } from "./frames.ts";
import { filledTitle, panelLink, renderPath } from "./link.ts";
import { panelNotes } from "./panel-notes.ts";
import { findPanel, panelTitle } from "./panels.ts";
import { type GrafanaQuery, readQuery } from "./query.ts";
import { searchPanels } from "./search.ts";
import { batchesOf, type ReadyTarget, readyTargets } from "./targets.ts";
import { thresholdsOf } from "./thresholds.ts";
import { unitWords } from "./units.ts";
import { createFill, fillVariables } from "./variables.ts";
import { wholePanel } from "./whole-panel.ts";

const LEAST_STEP_MS = 1_000;
/** After a picture that did not come, the renderer is left alone for a while. */
const RENDER_PAUSE_MS = 60_000;

interface Found {
  readonly query: GrafanaQuery;
  readonly dashboard: Dashboard;
  readonly panel: Panel;
}

const find = async (client: GrafanaClient, { query: text }: MeasureQuestion): Promise<Found> => {
  const query = readQuery(text);
  const dashboard = await client.dashboard(query.uid, query.words);
  return { query, dashboard, panel: findPanel(dashboard, query) };
};

const targetsOf = async (
  client: GrafanaClient,
  found: Found,
  question: MeasureQuestion,
): Promise<readonly ReadyTarget[]> => {
  const { fromMs, toMs, points } = question;
  const intervalMs = Math.max(LEAST_STEP_MS, Math.ceil((toMs - fromMs) / Math.max(1, points) / 1000) * 1000);
  const { find: findSource } = await client.settings();
  const filled = fillVariables(found.dashboard.variables, found.query.variables);
  const fill = createFill(filled, { fromMs, toMs, intervalMs });
  return readyTargets(found.panel, findSource, fill, { intervalMs, maxDataPoints: points });
};

const requireRows = (answers: readonly Answered[]): PanelRows => {
  const read = readFrames(answers);
  if (read === undefined)
    throw new Failure("upstream", "Grafana: points: the answer has another shape", {
      tell: "What answers at GRAFANA_URL is no Grafana: perhaps a login page. Whoever runs me has to look at it.",
    });
  const [error] = read.errors.values();
  if (error !== undefined && read.rows.length === 0)
    throw new Failure("usage", `Grafana: points: ${error.slice(0, 300)}`, {
      tell: `The panel's query fails: ${error.slice(0, 300)}`,
    });
  if (read.isTimeless && read.rows.length === 0)
    throw new Failure("usage", "Grafana: points: numbers without times", {
      tell: "That panel shows numbers without times, as a table does: there is nothing to draw.",
    });
  return read;
};

const measured = ({ dashboard, panel, query }: Found, read: PanelRows, { by, ...frame }: MeasureQuestion): Measured => {
  const grid = gridPoints(groupRows(read.rows, by), { ...frame, by: by?.label });
  const thresholds = thresholdsOf(panel);
  const fails = [...read.errors].map(([letter, error]) => `Query ${letter} fails: ${error.slice(0, 200)}`);
  return {
    ...grid,
    unit: unitWords(panel.fieldConfig?.defaults.unit || read.unit || panel.yaxes[0]?.format || "") || undefined,
    title: filledTitle(panelTitle(panel), query, dashboard.variables),
    ...(thresholds.length > 0 ? { thresholds } : {}),
    ...(fails[0] !== undefined && { lacks: fails[0] }),
    notes: [...fails, ...grid.notes, ...panelNotes(panel, dashboard.variables)],
  };
};

const askPanel = async (client: GrafanaClient, found: Found, question: MeasureQuestion): Promise<Measured> => {
  const whole = { ...found, panel: await wholePanel(found.panel, found.dashboard, client) };
  const targets = await targetsOf(client, whole, question);
  const range = { from: String(question.fromMs), to: String(question.toMs) };
  const ask = async (batch: readonly ReadyTarget[]): Promise<Answered> => ({
    body: await client.query({ ...range, queries: batch.map(({ body }) => body) }),
    hidden: new Set(batch.flatMap(({ letter, isHidden }) => (isHidden ? [letter] : []))),
  });
  return measured(whole, requireRows(await Promise.all(batchesOf(targets).map(ask))), question);
};

const unlessRefused = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};

const knownPanel = (dashboard: Dashboard | undefined, query: GrafanaQuery): number | undefined => {
  if (query.panel && "id" in query.panel) return query.panel.id;
  return unlessRefused(() => dashboard && findPanel(dashboard, query).id);
};

const createPicture = (
  client: GrafanaClient,
  { orgId }: GrafanaPlace,
  { clock }: Connection,
): NonNullable<Measure["picture"]> => {
  let quietUntilMs = 0;
  return async (question, size) => {
    // Only our own drawing puts together what shares a label.
    if (question.by !== undefined || clock() < quietUntilMs || !(await client.settings()).canRender) return undefined;
    const { query, dashboard, panel } = await find(client, question);
    try {
      const known = { id: panel.id, variables: dashboard.variables, orgId };
      return await client.render(renderPath(question, query, known, size), size);
    } catch (error) {
      quietUntilMs = clock() + RENDER_PAUSE_MS;
      throw toFailure(error);
    }
  };
};

/** What cannot be asked may still be looked at: the same failure, with where. */
const withLink = (failure: Failure, url: string): Failure => {
  const { code, message, tell = message, choices, cause } = failure;
  return new Failure(code, message, { tell: `${tell} In Grafana: ${url}`, cause, ...(choices && { choices }) });
};

/** Panels of Grafana: their queries are asked through Grafana, whatever the data source is. */
export const createMeasure = (place: GrafanaPlace, connection: Connection): Measure => {
  const client = createClient(place, connection);
  const linkTo = (question: MeasureQuestion, query: GrafanaQuery): string => {
    const dashboard = client.known(query.uid);
    const known = { id: knownPanel(dashboard, query), variables: dashboard?.variables ?? [], orgId: place.orgId };
    return panelLink(place.linkUrl, question, query, known);
  };
  return {
    name: "Grafana",
    async ask(question) {
      let found: Found | undefined;
      const askAll = async (): Promise<Measured> => {
        found = await find(client, question);
        return askPanel(client, found, question);
      };
      try {
        return await inTime("Grafana", askAll(), place.timeoutMs);
      } catch (error) {
        throw error instanceof Failure && found ? withLink(error, linkTo(question, found.query)) : error;
      }
    },
    link(question) {
      const query = unlessRefused(() => readQuery(question.query));
      return query && linkTo(question, query);
    },
    picture: createPicture(client, place, connection),
    panels: (words, limit) => searchPanels(client, place.linkUrl, words, limit),
  };
};
