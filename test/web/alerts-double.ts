import { type Alert, SEVERITIES } from "../../src/core/alert.ts";
import type { Press } from "../../src/core/inbound.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import type { Known } from "../../src/core/known.ts";
import type { HandledBy, IncidentCounts, LiveStorm, LiveUnreadable, Tallies } from "../../src/core/live-list.ts";
import { factsOf, matches } from "../../src/core/match.ts";
import type { Mute } from "../../src/core/mute.ts";
import type { OnCall } from "../../src/core/oncall.ts";
import type { IncidentFilter } from "../../src/core/store.ts";
import type { LiveAlerts, PressOutcome, StoredDelivery } from "../../src/web/index.ts";

const tallies = (values: readonly (string | undefined)[]): Tallies =>
  [
    ...Map.groupBy(
      values.filter((value) => value !== undefined && value !== ""),
      (value) => value,
    ),
  ]
    .map(([name, all]) => ({ name: name ?? "", count: all.length }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

const changedMs = ({ history, openedAtMs }: Incident): number => history.at(-1)?.atMs ?? openedAtMs;

const fits = (incident: Incident, filter: IncidentFilter): boolean => {
  const { states, sources, services, severities, words = [], muted } = filter;
  return (
    (states === undefined || states.includes(incident.state)) &&
    (sources === undefined || sources.includes(incident.source)) &&
    (services === undefined || services.includes(incident.labels.service ?? "")) &&
    (severities === undefined || severities.includes(incident.severity)) &&
    (muted === undefined || muted === (incident.mutedBy !== undefined)) &&
    matches({ words }, factsOf(incident))
  );
};

const worst = (a: Incident, b: Incident): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.openedAtMs - a.openedAtMs;

/** Problems in memory, as the live list sees them; `work` does what was pressed. */
export class AlertsDouble implements LiveAlerts {
  readonly incidents = new Map<string, Incident>();
  readonly presses: Press[] = [];
  readonly outcomes = new Map<string, PressOutcome>();
  readonly deliveries = new Map<string, StoredDelivery>();
  readonly listeners = new Set<() => void>();
  readonly filters: IncidentFilter[] = [];
  people: readonly OnCall[] = [];
  quiet: readonly Mute[] = [];
  broken: readonly LiveUnreadable[] = [];
  storming: readonly LiveStorm[] = [];
  pager: string | undefined = "PagerDuty";
  oncallCalls = 0;
  oncall = async (): Promise<Known<readonly OnCall[]>> => {
    this.oncallCalls += 1;
    return { value: this.people, atMs: 0 };
  };

  async list(filter: IncidentFilter, order: "worst" | "recent", limit: number) {
    this.filters.push(filter);
    const all = [...this.incidents.values()].filter((incident) => fits(incident, filter));
    all.sort(order === "worst" ? worst : (a, b) => changedMs(b) - changedMs(a));
    return { incidents: all.slice(0, limit), total: all.length };
  }
  async counts(): Promise<IncidentCounts> {
    const open = [...this.incidents.values()].filter(({ state }) => state === "firing" || state === "acked");
    const loud = open.filter(({ mutedBy }) => mutedBy === undefined);
    return {
      states: tallies(loud.map(({ state }) => state)),
      severities: tallies(loud.map(({ severity }) => severity)),
      sources: tallies(loud.map(({ source }) => source)),
      services: tallies(loud.map(({ labels }) => labels.service)),
      muted: open.length - loud.length,
    };
  }
  async incident(id: string) {
    return this.incidents.get(id);
  }
  async stream(limit: number) {
    return [...this.incidents.values()].sort((a, b) => changedMs(b) - changedMs(a)).slice(0, limit);
  }
  async mutes() {
    return this.quiet;
  }
  async unreadable() {
    return this.broken;
  }
  async storms() {
    return this.storming;
  }
  async delivery(id: string) {
    return this.deliveries.get(id);
  }
  redact(text: string): string {
    return text.replaceAll(/sk_live_\w+/g, "[secret]");
  }
  runbookFor({ labels }: Incident): string | undefined {
    return labels.service === "Checkout" ? "https://wiki.example.com/playbooks/checkout" : undefined;
  }
  handledBy(source: string): HandledBy {
    return source === "pagerduty" ? "source" : source === "opsgenie" ? "nobody" : "here";
  }
  async press(press: Press) {
    this.presses.push(press);
  }
  async outcome(id: string): Promise<PressOutcome> {
    return this.outcomes.get(id) ?? "waiting";
  }
  onData(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Keeps an incident as it is given, and tells. */
  keep(incident: Incident): void {
    this.incidents.set(incident.id, incident);
    for (const listener of this.listeners) listener();
  }
  /** What a source says, applied; `more` is what rules would have judged. */
  hear(alert: Partial<Alert> & Pick<Alert, "source" | "key" | "atMs">, more: Partial<Incident> = {}): Incident {
    const whole: Alert = {
      ...{ eventId: `${alert.key}@${alert.atMs}`, state: "firing", severity: "error", title: alert.key },
      ...{ labels: {}, details: [] },
      ...alert,
    };
    const { incident } = applyAlert(this.incidents.get(`${alert.source}:${alert.key}`), whole);
    const kept = { ...incident, ...more };
    this.keep(kept);
    return kept;
  }
}
