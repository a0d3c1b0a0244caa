import type { AlertsDesk, MuteWish } from "../../core/alerts-desk.ts";
import type { ChatUser } from "../../core/chat.ts";
import { toFailure } from "../../core/failure.ts";
import type { Window } from "../../core/integration.ts";
import { factsOf, formatMatcher, matches } from "../../core/match.ts";
import { isQuiet, type Mute } from "../../core/mute.ts";
import { formatDuration } from "../../core/number-words.ts";
import { SELF } from "../../core/self.ts";
import { windowMuteId } from "../maintenance.ts";
import { actorAt, type DeskPorts } from "./ports.ts";

/** Looked at to say how much a mute makes quiet; so many of them are repainted at once. */
const MOST_LOOKED_AT = 1_000;
const MOST_REPAINTED = 100;
/** The same wish of the same person within this time is the same mute: a stored command may run twice. */
const SAME_WISH_MS = 15 * 60_000;

/** Keeps quiet what somebody asks for; the same wish again is the same mute. */
export const addMute: (wish: MuteWish, asker: ChatUser, ports: DeskPorts) => ReturnType<AlertsDesk["mute"]> = async (
  wish,
  asker,
  ports,
) => {
  const { store, clock } = ports;
  const before = (await store.mutes.live(clock())).find((mute) => isSameWish(mute, wish, asker));
  if (before) return { mute: before, open: (await openUnder(before, ports)).length, atPager: before.ref !== undefined };
  const made = wish.kind === "maintenance" ? await makeWindow(wish, asker, ports) : undefined;
  const mute: Mute = {
    ...wish,
    id: made ? windowMuteId(made.source, made.window.ref) : ports.newId(),
    by: asker.name,
    userId: asker.id,
    channel: ports.channel,
    ...(made ? { origin: made.source, ref: made.window.ref, untilMs: made.window.toMs } : {}),
    swallowed: 0,
  };
  await store.mutes.add(mute);
  const open = await openUnder(mute, ports);
  if (isQuiet(mute, clock())) await repaint(mute, open, `muted for ${formatDuration(mute.untilMs - clock())}`, ports);
  return { mute, open: open.length, atPager: made !== undefined };
};

const isSameWish = (mute: Mute, wish: MuteWish, asker: ChatUser): boolean =>
  mute.userId === asker.id &&
  mute.kind === wish.kind &&
  mute.because === wish.because &&
  formatMatcher(mute.match) === formatMatcher(wish.match) &&
  Math.abs(mute.fromMs - wish.fromMs) < SAME_WISH_MS &&
  Math.abs(mute.untilMs - wish.untilMs) < SAME_WISH_MS;

/** The window at the pager, where it knows the service and the asker; else undefined, and the mute stands only here. */
const makeWindow = async (
  { match, fromMs, untilMs, because }: MuteWish,
  asker: ChatUser,
  ports: DeskPorts,
): Promise<{ readonly source: string; readonly window: Window } | undefined> => {
  const service = match.labels?.service;
  if (typeof service !== "string" || match.words?.length || Object.keys(match.labels ?? {}).length > 1)
    return undefined;
  for (const [source, { maintenance, oncall }] of ports.pagers) {
    try {
      const actor = await actorAt(oncall, asker, ports);
      const window = actor && (await maintenance.create({ service, fromMs, toMs: untilMs, because }, actor));
      if (window) return { source, window };
    } catch (error) {
      const { code, message } = toFailure(error);
      ports.log.warn({ source, code, why: message }, "no maintenance window could be made at the pager");
    }
  }
  return undefined;
};

/** Problems of now that it keeps quiet. */
const openUnder = async (mute: Mute, { store }: DeskPorts) => {
  const open = await store.incidents({ states: ["firing", "acked"] }, "worst", MOST_LOOKED_AT);
  return open.incidents.filter((one) => one.source !== SELF && matches(mute.match, factsOf(one)));
};

const repaint = async (
  mute: Mute,
  open: Awaited<ReturnType<typeof openUnder>>,
  what: string,
  { tellOurs }: DeskPorts,
): Promise<void> => {
  for (const { source, key, id, severity } of open.slice(0, MOST_REPAINTED))
    await tellOurs({
      ...{ source, key, incidentId: id, severity, severityKnown: false, what, by: mute.by },
      eventId: `mute:${mute.id}:${id}`,
      state: "update",
    });
};
