import { Failure } from "../core/failure.ts";
import type { AskedGraph } from "../core/graph/asked.ts";
import type { Incident } from "../core/incident.ts";
import type { Clock } from "../core/log.ts";
import type { Mark, MeasureData, MeasureWindow } from "../core/measure/data.ts";
import { type LogSource, type Measure, MOST_POINTS } from "../core/measure.ts";
import type { Policy } from "../core/policy.ts";
import { redactText } from "../core/redact.ts";
import { DEPLOYS, type Store } from "../core/store.ts";

/** What graphs of metrics and logs are read from. */
export interface MeasureDataPorts {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly logs: ReadonlyMap<string, LogSource>;
  readonly store: Pick<Store, "graphs" | "incident">;
  readonly clock: Clock;
  readonly policy: () => Pick<Policy, "redactions">;
}

const gone = (source: string): Failure =>
  new Failure("config", `${source} is not connected`, {
    tell: `I am not connected to ${source} any more. Whoever runs me has to set it up again, or save the graph anew.`,
  });

const requireOne = <T>(all: ReadonlyMap<string, T>, { source }: AskedGraph): T => {
  const one = all.get(source);
  if (one) return one;
  throw gone(source);
};

/** "#1234 Checkout slow", "v42 · checkout". */
const labelOf = ({ source, title, labels }: Incident): string => {
  if (source === DEPLOYS) return title.replace(/^deploy\s+/i, "");
  return labels.number === undefined ? title : `#${labels.number.replace(/^#/, "")} ${title}`;
};

/** What tells its series from the others: labels of what shares its card and fires, or did; else its own. */
const aboutOf = ({ labels, members = [] }: Incident): NonNullable<Mark["about"]> => {
  if (members.length === 0) return [labels];
  const firing = members.filter(({ state }) => state === "firing");
  return (firing.length > 0 ? firing : members).map((member) => member.labels);
};

const markOf = (incident: Incident, own: boolean): Mark => {
  const { id, source, severity, openedAtMs: fromMs, ackedAtMs, resolvedAtMs } = incident;
  const deploy = source === DEPLOYS;
  const toMs = deploy ? fromMs : resolvedAtMs;
  return {
    ...{ kind: deploy ? "deploy" : "incident", id, label: labelOf(incident), fromMs, severity },
    ...(ackedAtMs === undefined || deploy ? {} : { ackedMs: ackedAtMs }),
    ...(toMs === undefined ? {} : { toMs }),
    ...(own ? { own, about: aboutOf(incident) } : {}),
  };
};

const touches = ({ fromMs, toMs }: Mark, window: MeasureWindow): boolean =>
  fromMs < window.toMs && (toMs === undefined || toMs >= window.fromMs);

/** What graphs read of sources and of the store, at the moment they ask. */
export const createMeasureData = ({ measures, logs, store, clock, policy }: MeasureDataPorts): MeasureData => {
  const questionOf = ({ query, by }: AskedGraph, window: MeasureWindow, points: number) => ({
    ...window,
    ...{ query, by, points },
  });
  return {
    nowMs: clock,
    scrub: (text) => redactText(text, policy().redactions),
    async asked(id) {
      const asked = await store.graphs.read(id, clock());
      if (asked) return asked;
      throw new Failure("not_found", `no graph is kept as ${id}`, {
        tell: "This graph is no longer kept. Ask for it again with /graph.",
      });
    },
    sourceName: (source) => measures.get(source)?.name ?? logs.get(source)?.name ?? source,
    points: async (asked, window, points) => requireOne(measures, asked).ask(questionOf(asked, window, points)),
    logs: async (asked, window, points) =>
      requireOne(logs, asked).count({ ...window, text: asked.query, points, by: asked.by?.label }),
    openIn(asked, window) {
      if (asked.kind === "points") return measures.get(asked.source)?.link(questionOf(asked, window, MOST_POINTS));
      return logs.get(asked.source)?.link({ ...window, text: asked.query, points: 60, by: asked.by?.label });
    },
    async marks(window, incidentId, limit) {
      const own = incidentId === undefined ? undefined : await store.incident(incidentId);
      const others = await store.graphs.marks(window, limit);
      const all = [
        ...(own ? [markOf(own, true)] : []),
        ...others.filter(({ id }) => id !== incidentId).map((one) => markOf(one, false)),
      ];
      return all.filter((mark) => touches(mark, window));
    },
  };
};
