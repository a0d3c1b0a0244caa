import { type Arg, usage, wordsArg } from "../args.ts";
import type { CommandContext } from "../command.ts";
import type { Reply } from "../message.ts";
import { stretched } from "./here.ts";
import { drawnReply, splitSnapshotId } from "./reply.ts";

/** Words for the newest picture of the place: none, or one of these. */
const NEWEST = /^(?:this(?: graph| one)?|it|that)$/i;

/** A picture's id at the beginning of words, and the rest, which is empty where the newest one is meant. */
export const splitPicture = (text: string): ReturnType<typeof splitSnapshotId> =>
  splitSnapshotId(NEWEST.test(text.trim()) ? "" : text);

/** `[<snapshot>]`: the newest picture of the place when nothing is said. Throws Failure("usage") for other words. */
export const snapshotId = (): Arg<string | undefined> =>
  wordsArg("[snapshot]", (text) => {
    const { id, rest } = splitPicture(text);
    if (rest === "") return id;
    throw usage(
      `no snapshot ${rest}`,
      `"${rest.slice(0, 60)}" is no picture. Press the button below one, or say nothing for the newest here.`,
    );
  });

/** A posted picture again over a longer or shorter time; its end stays, or is now when it was now. */
export const stretch = async (
  { graphs, here, nowMs }: Pick<CommandContext, "graphs" | "here" | "nowMs">,
  id: string | undefined,
  factor: number,
): Promise<Reply> => {
  const snapshot = await graphs.posted(id);
  const before = graphs.rangeOf(snapshot);
  const range = stretched(before, factor, snapshot.atMs, nowMs);
  if (factor < 1 && range.toMs - range.fromMs >= before.toMs - before.fromMs)
    throw usage("a picture of a minute", "It gets no narrower than a minute.");
  if (factor > 1 && range.toMs - range.fromMs <= before.toMs - before.fromMs)
    throw usage("a picture of a year", "It gets no wider than a year.");
  const drawn = await graphs.redraw(snapshot, range);
  return drawnReply(drawn, range, (await here()) !== undefined);
};
