import type { Alert } from "../../core/alert.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import { instrumentedNow } from "../../core/instrument.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { Policy, PolicyNow } from "../../core/policy.ts";
import { redactAlert, redactText } from "../../core/redact.ts";
import { SELF } from "../../core/self.ts";
import type { Delivery, Outcome } from "../../core/store.ts";
import type { Tally } from "../../core/tally.ts";
import { type Beat, beatsOf, isOnlyBeat } from "./beats.ts";

/** What reading needs from outside. */
export interface ReadPorts {
  /** Integration name -> its pure `parse`; that of our own words answers whole alerts, of any source. */
  readonly parsers: ReadonlyMap<string, (delivered: Delivered) => readonly (ParsedAlert | Alert)[]>;
  readonly policyNow: PolicyNow;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

/** A delivery that was read. */
export interface Read {
  readonly outcome: Outcome;
  readonly beats: readonly Beat[];
}

/** Longer ids do not fit an index of PostgreSQL; no sender's are. */
const MAX_ID = 600;

/** Both databases keep such an id as it is: neither half a character nor a NUL, and short enough for an index. */
const isStorable = (id: string): boolean => id.length <= MAX_ID && id.isWellFormed() && !id.includes("\0");

/**
 * Parses one delivery and takes out what must not be stored as text; what cannot be read becomes a notice of our own
 * about it, and the delivery is kept.
 */
export const readDelivery = (delivery: Delivery, ports: ReadPorts): Read => {
  const { policyNow, log, tally } = ports;
  const { id, source, receivedAtMs } = delivery;
  const policy = policyNow();
  try {
    const work = { kind: "webhook", name: source } as const;
    const read = (): readonly Alert[] => alertsOf(delivery, policy, ports);
    const alerts = source === SELF ? read() : instrumentedNow(work, read, ports);
    tally.count("deliveries", { source, outcome: alerts.length ? "read" : "silent" });
    const news = alerts.filter((alert) => alert.ours || !isOnlyBeat(alert, policy.heartbeats));
    const beats = source === SELF ? [] : beatsOf(source, alerts, receivedAtMs, policy.heartbeats);
    return {
      outcome: { deliveryId: id, source, state: "done", alerts: news, receivedAtMs: delivery.receivedAtMs },
      beats,
    };
  } catch (error) {
    const why = redactText(toFailure(error).message, policy.redactions);
    tally.count("deliveries", { source, outcome: "unreadable" });
    log.warn({ source, delivery: id, why }, "could not read a delivery; it is kept");
    const alerts = [unreadable(delivery, why)];
    return { outcome: { deliveryId: id, source, state: "unreadable", why, alerts }, beats: [] };
  }
};

/** What it tells, checked and redacted. Throws what `parse` throws, and Failure("unreadable"). */
const alertsOf = (delivery: Delivery, { redactions }: Policy, { parsers }: ReadPorts): readonly Alert[] => {
  const { id, source, receivedAtMs } = delivery;
  const parse = parsers.get(source);
  if (!parse) throw new Error(`no integration is named ${source}`);
  const alerts = parse({ deliveryId: id, ...delivery }).map((alert) =>
    redactAlert(happened(withSource(alert, source), receivedAtMs), redactions),
  );
  if (alerts.some(({ key, eventId }) => !isStorable(key) || !isStorable(eventId)))
    throw new Failure("unreadable", `an id is longer than ${MAX_ID} characters or no text`);
  return alerts;
};

/** What arrived has happened: a sender whose clock is ahead is taken by ours. */
const happened = (alert: Alert, receivedAtMs: number): Alert =>
  alert.ours || alert.atMs <= receivedAtMs ? alert : { ...alert, atMs: receivedAtMs };

/** Only our own words may speak of another source. */
const withSource = (alert: ParsedAlert | Alert, source: string): Alert => ({
  ...alert,
  source: source === SELF && "source" in alert ? alert.source : source,
});

/** The notice that a delivery could not be read, and where it is kept. */
export const unreadable = (delivery: Pick<Delivery, "id" | "source" | "receivedAtMs">, why: string): Alert => ({
  source: SELF,
  key: `unreadable:${delivery.source}`,
  eventId: `unreadable:${delivery.id}`,
  state: "notice",
  severity: "warning",
  title: `Could not read what ${delivery.source} sent`,
  atMs: delivery.receivedAtMs,
  what: `kept as ${delivery.id}`,
  labels: { service: delivery.source, reason: why },
  details: [],
});
