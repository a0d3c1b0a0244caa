import type { Due } from "../core/due.ts";
import type { Incident } from "../core/incident.ts";
import { formatMatcher } from "../core/match.ts";
import type { Mute } from "../core/mute.ts";
import { countOf } from "../core/number-words.ts";
import type { Store } from "../core/store.ts";
import type { DueHandler, DuePorts } from "./due.ts";
import { armLeftAlone } from "./left-alone.ts";

/** So many still open problems get their card when a mute ends; further ones are listed by name. */
const MOST_CARDS = 100;
const MOST_NAMES = 50;

/** What is to be done at the end of a mute, which is at most one thing. */
export const muteDue = (muteId: string, atMs: number): Due => ({
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

/** Reports what a mute kept quiet, and gives what is still open its card. */
export const muteEnded: DueHandler = async (due, ports) => {
  const { store, clock } = ports;
  const mute = await store.mutes.read(due.subject);
  if (!mute) return undefined;
  const over = mute.endedAtMs !== undefined || mute.untilMs <= clock();
  if (!over) return { ...due, atMs: mute.untilMs };
  await store.mutes.end(mute.id, clock());
  const { all, open } = await store.mutes.swallowed(mute.id);
  if (!(await isImportedAndQuiet(mute, ports))) await report(mute, all, open, ports);
  for (const incident of open.slice(0, MOST_CARDS)) {
    await show(mute, incident, ports);
    await armLeftAlone(incident, ports);
  }
  return undefined;
};

/** Windows that the pager told us of and that kept nothing quiet, or go on under another id, are no news. */
const isImportedAndQuiet = async (mute: Mute, { store, clock }: DuePorts): Promise<boolean> => {
  if (mute.origin === undefined || mute.userId !== undefined) return false;
  if (mute.swallowed === 0) return true;
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
  const rest = open.slice(MOST_CARDS);
  const unnamed = rest.length - MOST_NAMES;
  await ports.tellAdmin({
    key: `mute:${id}`,
    state: "notice",
    once: "over",
    severity: "info",
    channel,
    title: `${kind === "mute" ? "Mute" : "Maintenance"} of ${await nameOf(mute, ports)} by ${by} (${because}) is over: ${kept}`,
    what: "reported",
    details: [
      ...rest.slice(0, MOST_NAMES).map(({ title }) => `Still open: ${title}`),
      ...(unnamed > 0 ? [`and ${unnamed} more`] : []),
    ],
  });
};

/** Its words, or the title of the one problem that it was made for by a button. */
const nameOf = async ({ match }: Mute, { store }: DuePorts): Promise<string> => {
  const { source, key, ...others } = match.labels ?? {};
  const one = Object.keys(others).length === 0 && !match.words && typeof source === "string" && typeof key === "string";
  const incident = one ? await store.incident(`${source}:${key}`) : undefined;
  return incident?.title || formatMatcher(match) || "everything";
};

const show = (mute: Mute, { source, key, id, severity }: Incident, { tellOurs }: DuePorts): Promise<void> =>
  tellOurs({
    ...{ source, key, incidentId: id, severity, severityKnown: false },
    eventId: `mute_over:${mute.id}:${id}`,
    state: "update",
    what: "no longer muted",
  });
