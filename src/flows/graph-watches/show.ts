import type { Chat } from "../../core/chat.ts";
import { type Failure, toFailure } from "../../core/failure.ts";
import type { Clock } from "../../core/log.ts";
import type { Link, MessageRef, PictureAt } from "../../core/message.ts";
import type { GraphWatch, Snapshot, Store, WatchState } from "../../core/store.ts";
import { removeOnce } from "../deliver/settle-doubles.ts";
import { postBudget, UPDATES } from "../deliver/spend.ts";
import type { Pace } from "../deliver.ts";
import type { EveryMs } from "./begin.ts";
import type { Fresh } from "./fresh.ts";
import { watchMessage, watchPostId } from "./words.ts";

/** What showing needs from outside. */
export interface ShowPorts {
  readonly store: Pick<Store, "graphs" | "budgets">;
  readonly chat: Pick<Chat, "post" | "update" | "remove" | "find" | "upload" | "channelId">;
  /** Signed public address of a kept picture's PNG; undefined when the chat cannot reach us. */
  readonly pictureUrl: (snapshotId: string) => string | undefined;
  /** Where the same can be looked at: live, and at its source. */
  readonly links: (picture: Pick<Snapshot, "graph" | "query" | "spec">) => readonly Link[];
  readonly everyMs: EveryMs;
  readonly pace: Pace;
  readonly clock: Clock;
}

/** How it is shown now; undefined: the message is gone, or nobody watches it any more. */
export type Shown = WatchState | undefined;

/** Clocks of ours and the chat's may differ by this much. */
const SKEW_MS = 60_000;
/** Edits that cards may make although watches use the workspace's budget too. */
const KEPT_UPDATES = 4;

/** Takes the budget of showing the next picture before it is made; how long to wait when there is none, in milliseconds. */
export const payFor = async ({ mode, ts, channel }: GraphWatch, { store, chat, pace }: ShowPorts): Promise<number> => {
  const { budgets } = store;
  if (mode === "again" || ts === undefined)
    return (await budgets.take(postBudget(await chat.channelId(channel)), pace.postEveryMs, 1)).waitMs;
  const burst = Math.max(1, pace.updateBurst - KEPT_UPDATES);
  return (await budgets.take(UPDATES, pace.updateEveryMs, burst)).waitMs;
};

/** Shows a picture that was just made, and is paid for, in the message of its watch. */
export const showFresh = async (watch: GraphWatch, fresh: Fresh, ports: ShowPorts): Promise<Shown> => {
  const settled = await settle(watch, ports);
  if (!settled) return undefined;
  const url = settled.mode === "update" ? ports.pictureUrl(fresh.snapshot.id) : undefined;
  if (url === undefined) return showAgain(settled, fresh, ports);
  try {
    return await (settled.ts === undefined ? post(settled, fresh, { url }, ports) : edit(settled, fresh, url, ports));
  } catch (error) {
    if (toFailure(error).code !== "rejected") throw error;
    // The chat cannot read our address: what cannot be edited is replaced.
    return showAgain(settled, fresh, ports);
  }
};

/** After a crash in mid-post the newest of our messages stays. Undefined: there is none any more. */
const settle = async (watch: GraphWatch, { store, chat }: ShowPorts): Promise<GraphWatch | undefined> => {
  const { tryingSinceMs, ts, mode, channel, thread } = watch;
  if (tryingSinceMs === undefined && (ts === undefined || mode === "update")) return watch;
  const postedMs = ts === undefined ? Number.POSITIVE_INFINITY : Number(ts) * 1_000;
  const sinceMs = Math.min(tryingSinceMs ?? postedMs, postedMs) - SKEW_MS;
  const refs = await chat.find({ channel, thread }, watchPostId(watch), sinceMs);
  const newest = refs.at(-1);
  if (ts !== undefined && !newest) return undefined;
  for (const ref of refs) if (ref !== newest) await removeOnce(chat, ref);
  const settled = { ...watch, ts: newest?.ts, tryingSinceMs: undefined };
  return (await store.graphs.watched(watch.id, settled)) ? settled : undefined;
};

const messageOf = (watch: GraphWatch, fresh: Fresh, at: PictureAt, { links, everyMs }: ShowPorts) =>
  watchMessage(watch, fresh, everyMs[watch.mode], at, links(fresh.snapshot));

const edit = async (watch: GraphWatch, fresh: Fresh, url: string, ports: ShowPorts): Promise<Shown> => {
  const ref = { channel: watch.channel, ts: watch.ts ?? "" };
  try {
    await ports.chat.update(ref, messageOf(watch, fresh, { url }, ports), watchPostId(watch));
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === "message_gone") return undefined;
    await hold(UPDATES, failure, ports);
    throw failure;
  }
  return { ...watch, snapshotId: fresh.snapshot.id };
};

/** The chat asked to wait: nobody edits or posts meanwhile. */
const hold = async (name: string, { code, retryAfterMs = 1_000 }: Failure, { store }: ShowPorts): Promise<void> => {
  if (code === "rate_limited") await store.budgets.hold(name, Math.min(retryAfterMs, 60_000));
};

/** A new message, durably announced before it is tried; undefined when nobody watches it any more. */
const postNew = async (
  watch: GraphWatch,
  fresh: Fresh,
  at: PictureAt,
  ports: ShowPorts,
): Promise<MessageRef | undefined> => {
  const { store, chat, clock } = ports;
  if (!(await store.graphs.watched(watch.id, { ...watch, tryingSinceMs: clock() }))) return undefined;
  const place = { channel: watch.channel, thread: watch.thread };
  try {
    return await chat.post(place, messageOf(watch, fresh, at, ports), watchPostId(watch));
  } catch (error) {
    const failure = toFailure(error);
    const certain = failure.code === "rejected" || failure.code === "rate_limited" || failure.code === "channel";
    if (certain) await store.graphs.watched(watch.id, { ...watch, tryingSinceMs: undefined });
    await hold(postBudget(await chat.channelId(watch.channel)), failure, ports);
    throw failure;
  }
};

const post = async (watch: GraphWatch, fresh: Fresh, at: PictureAt, ports: ShowPorts): Promise<Shown> => {
  const posted = await postNew(watch, fresh, at, ports);
  return posted && { ...watch, ts: posted.ts, snapshotId: fresh.snapshot.id };
};

/** A new message takes the place of the old one: an edit would show "file not found". */
const showAgain = async (watch: GraphWatch, fresh: Fresh, ports: ShowPorts): Promise<Shown> => {
  const { chat } = ports;
  const { id: snapshotId, png, spec } = fresh.snapshot;
  const again: GraphWatch = { ...watch, mode: "again" };
  const fileId = await chat.upload(png, { filename: `graph-${snapshotId}.png`, title: spec.title, alt: spec.summary });
  const posted = await postNew(again, fresh, { fileId }, ports);
  if (!posted) return undefined;
  // The doubt is still on: after a crash here both are found, and the newest stays.
  if (watch.ts !== undefined) await removeOnce(chat, { channel: watch.channel, ts: watch.ts });
  return { ...again, ts: posted.ts, snapshotId };
};
