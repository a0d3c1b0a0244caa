import { Failure } from "../../core/failure.ts";
import { literalGlob } from "../../core/match.ts";
import { formatDuration } from "../../core/number-words.ts";
import { endMute } from "../due/mutes-end.ts";
import { oursOf, type Pressed, type PressPorts } from "./pressed.ts";

const BY_DEFAULT_MIN = 120;
/** A mute that nobody remembers hides the next real problem. */
const LONGEST_MIN = 31 * 24 * 60;

/** Keeps this problem quiet for a while: further alerts of it are counted and listed, its end is reported. */
export const pressMute = async (pressed: Pressed, { store, tellOurs, channel }: PressPorts): Promise<void> => {
  const { press, incident, user, id, atMs } = pressed;
  const minutes = press.minutes ?? BY_DEFAULT_MIN;
  if (!(minutes >= 1 && minutes <= LONGEST_MIN))
    throw new Failure("usage", `a mute of ${minutes} minutes`, { tell: "A mute lasts from 1 minute to 31 days." });
  await store.mutes.add({
    id,
    kind: "mute",
    match: { labels: { source: literalGlob(incident.source), key: literalGlob(incident.key) } },
    fromMs: atMs,
    untilMs: atMs + minutes * 60_000,
    by: user.name,
    userId: user.id,
    channel: incident.said?.channel ?? channel,
    because: press.because?.trim() || "no reason given",
    swallowed: 0,
  });
  await tellOurs({ ...oursOf(pressed), state: "update", what: `muted for ${formatDuration(minutes * 60_000)}` });
};

/** Ends the mute that keeps this problem quiet, for all that it keeps quiet; its report and their cards follow. */
export const pressUnmute = async (pressed: Pressed, { store }: PressPorts): Promise<void> => {
  const { incident, again, atMs } = pressed;
  const mute = incident.mutedBy === undefined ? undefined : await store.mutes.read(incident.mutedBy);
  const ended = mute !== undefined && (await endMute(mute, atMs, store));
  if (!ended && !again)
    throw new Failure("conflict", `${incident.id} is not muted`, { tell: "It is not muted any more." });
};
