import type { Due } from "../../core/due.ts";
import type { Incident } from "../../core/incident.ts";
import { formatMatcher } from "../../core/match.ts";
import type { Mute } from "../../core/mute.ts";
import { countOf } from "../../core/number-words.ts";
import type { Store } from "../../core/store.ts";
import type { DueHandler, DuePorts } from "../due.ts";
import { armLeftAlone } from "./left-alone.ts";

/** So many still open problems are looked after side by side. */
const AT_ONCE = 50;
/** What was applied while the mute ended may have missed that: it is looked for once more. */
const MISSED_MS = 5_000;

/** What is to be done at the end of a mute, which is at most one thing. */
const muteDue = (muteId: string, atMs: number): Due => ({
  id: `mute_end:${muteId}`,
  kind: "mute_end",
  atMs,
  subject: muteId,
  step: 1,
});

/** Ends a mute now and owes its report. False: it had ended. */
export const endMute = async (
  mute: Mute,
  nowMs: number,
  { mutes, dues }: Pick<Store, "mutes" | "dues">,
): Promise<boolean> => {
  const ended = await mutes.end(mute.id, nowMs);
  await dues.add(muteDue(mute.id, nowMs));
  return ended;
};

/** Reports what a mute kept quiet, and gives what is still open its card; a storm of them is braked like any other. */
export const muteEnded: DueHandler = async (due, ports) => {
  const { store, clock } = ports;
  const mute = await store.mutes.read(due.subject);
  if (!mute) return undefined;
  const over = mute.endedAtMs !== undefined || mute.untilMs <= clock();
  if (!over) return { ...due, atMs: mute.untilMs };
  await store.mutes.end(mute.id, clock());
  const { all, open } = await store.mutes.swallowed(mute.id);
  if (due.step === 1 && !(await isNoNews(mute, ports))) await report(mute, all, open, ports);
  for (let at = 0; at < open.length; at += AT_ONCE)
    await Promise.all(open.slice(at, at + AT_ONCE).map((incident) => show(mute, incident, due.step, ports)));
  return due.step === 1 ? { ...due, step: 2, atMs: clock() + MISSED_MS } : undefined;
};

/** Windows of the pager that go on under another id are not over; those made there that kept nothing quiet are no news. */
const isNoNews = async (mute: Mute, { store, clock }: DuePorts): Promise<boolean> => {
  if (mute.origin === undefined) return false;
  if (mute.userId === undefined && mute.swallowed === 0) return true;
  return (await store.mutes.live(clock())).some(({ ref, origin }) => ref === mute.ref && origin === mute.origin);
};

const report = async (mute: Mute, all: number, open: readonly Incident[], ports: DuePorts): Promise<void> => {
  const { kind, id, by, because, channel, swallowed } = mute;
  const firing = open.filter(({ state }) => state === "firing").length;
  const still = firing === 0 ? "" : `, ${firing} still ${firing === 1 ? "fires" : "fire"}`;
  const kept =
    swallowed === 0 && all === 0
      ? "it kept nothing quiet"
      : `it kept ${countOf(swallowed, "alert")} of ${countOf(all, "problem")} quiet${still}`;
  await ports.tellAdmin({
    key: `mute:${id}`,
    state: "notice",
    once: "over",
    severity: "info",
    channel,
    title: `${kind === "mute" ? "Mute" : "Maintenance"} of ${await nameOf(mute, ports)} by ${by} (${because}) is over: ${kept}`,
    what: "reported",
  });
};

/** Its words, or the title of the one problem that it was made for by a button. */
const nameOf = async ({ match }: Mute, { store }: DuePorts): Promise<string> => {
  const { source, key, ...others } = match.labels ?? {};
  const one = Object.keys(others).length === 0 && !match.words && typeof source === "string" && typeof key === "string";
  const incident = one ? await store.incident(`${source}:${key}`) : undefined;
  return incident?.title || formatMatcher(match) || "everything";
};

const show = async (mute: Mute, incident: Incident, step: number, ports: DuePorts): Promise<void> => {
  const { source, key, id, severity } = incident;
  await ports.tellOurs({
    ...{ source, key, incidentId: id, severity, severityKnown: false },
    eventId: `mute_over:${mute.id}:${id}${step === 1 ? "" : `:${step}`}`,
    state: "update",
    what: "no longer muted",
  });
  await armLeftAlone(incident, ports);
};
