import type { ChartSpec } from "../../core/chart.ts";
import type { Chat } from "../../core/chat.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Log } from "../../core/log.ts";
import type { GraphPort, Link, Message, PictureAt, Reply } from "../../core/message.ts";
import type { Snapshot } from "../../core/store.ts";
import { inTime, LATE } from "../in-time.ts";
import type { PictureFor } from "../snapshot.ts";

/** What pictures of answers need from outside. */
export interface PicturePorts {
  readonly chat: Pick<Chat, "upload">;
  /** Loads, draws and keeps a picture. */
  readonly snapshot: (picture: GraphPort, asked: PictureFor) => Promise<Snapshot>;
  /** One that was kept before. */
  readonly kept: (id: string) => Promise<Snapshot | undefined>;
  /** Where the same can be looked at: live, and at its source. */
  readonly links: (
    picture: Pick<Snapshot, "graph" | "query"> & { readonly spec?: ChartSpec | undefined },
  ) => readonly Link[];
  readonly log: Log;
}

/** One answer with a picture: who asked where, and how to answer. */
export interface Showing {
  readonly asked: PictureFor;
  /** Says it where it was asked, or to the asker alone. */
  say(message: Message): Promise<void>;
  /** Says to the asker alone what is missing. Never throws. */
  sorry(words: string): Promise<void>;
  readonly askedBy: string | undefined;
}

/** A message waits so long for its picture. */
const LATE_MS = 5_000;

/** A picture that the chat has. */
interface Uploaded {
  readonly snapshot: Snapshot;
  readonly at: PictureAt;
}

/** A step of the way that failed, in words for the person. */
class Missing extends Error {
  readonly failure: Failure;
  constructor(why: string, error: unknown) {
    super(why);
    this.failure = toFailure(error);
  }
}

const step = async <T>(why: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw new Missing(why, error);
  }
};

const uploaded = async (graph: string, taking: Promise<Snapshot>, { chat }: PicturePorts): Promise<Uploaded> => {
  const snapshot = await step("it could not be drawn", taking);
  const { id, png, spec } = snapshot;
  const meta = { filename: `${graph.replace(/~.*/, "")}-${id}.png`, title: spec.title, alt: spec.summary };
  const fileId = await step("Slack did not take it", chat.upload(png, meta));
  return { snapshot, at: { fileId } };
};

const requireKept = async (id: string, { kept }: PicturePorts): Promise<Snapshot> => {
  const snapshot = await kept(id);
  if (snapshot) return snapshot;
  throw new Failure("not_found", `no snapshot ${id}`, { tell: "This picture is no longer kept. Ask for it again." });
};

const sorryWords = (error: unknown, graph: string, { log }: PicturePorts): string => {
  const missing = error instanceof Missing ? error : new Missing("Slack did not take it", error);
  const { failure } = missing;
  const facts = { graph, code: failure.code, err: failure };
  if (failure.retry) log.warn(facts, "the picture failed; the text was posted");
  else log.error(facts, "the picture failed; the text was posted");
  const mend = failure.code === "credentials" || failure.code === "channel" ? `\n${failure.tell}` : "";
  return `No picture this time: ${missing.message}.${mend}\nThe numbers stand; ask again in a minute.`;
};

const withLinks = (reply: Reply, links: readonly Link[]): Reply => {
  const had = reply.links ?? [];
  const more = links.filter(({ url, label }) => !had.some((one) => one.url === url || one.label === label));
  return { ...reply, links: [...had, ...more] };
};

/** An answer whose picture is being made. */
interface Making {
  readonly reply: Reply;
  readonly graph: string;
  readonly making: Promise<Uploaded>;
}

/** The picture as a message of its own, behind words that were said already. */
const showAfter = async ({ reply, graph, making }: Making, showing: Showing, ports: PicturePorts): Promise<void> => {
  try {
    const { snapshot, at } = await making;
    const { title, summary: alt } = snapshot.spec;
    const links = reply.picture?.together ? [] : ports.links(snapshot);
    await showing.say({ kind: "picture", title, alt, at, footer: [], links });
  } catch (error) {
    await showing.sorry(sorryWords(error, graph, ports));
  }
};

/** Words and picture as one message; the words alone when the picture is late or fails. */
const showTogether = async (one: Making, showing: Showing, ports: PicturePorts): Promise<void> => {
  const { reply, graph, making } = one;
  const { askedBy } = showing;
  const sayWords = (lines: readonly string[]): Promise<void> =>
    showing.say({ kind: "reply", reply: { ...reply, lines: [...(reply.lines ?? []), ...lines] }, askedBy });
  const without = (error: unknown): Promise<void> => sayWords(sorryWords(error, graph, ports).split("\n").slice(0, -1));
  let made: Uploaded | typeof LATE;
  try {
    made = await inTime(making, LATE_MS);
  } catch (error) {
    return without(error);
  }
  if (made === LATE) {
    await sayWords(["The picture takes longer; it follows."]);
    return showAfter(one, showing, ports);
  }
  const picture = { at: made.at, alt: made.snapshot.spec.summary };
  try {
    await showing.say({ kind: "reply", reply, askedBy, picture });
  } catch (error) {
    if (toFailure(error).code !== "rejected") throw error;
    await without(error);
  }
};

/** Says an answer and its picture, if it has one. A failing picture never swallows the words. */
export const showWithPicture = async (reply: Reply, showing: Showing, ports: PicturePorts): Promise<void> => {
  const { picture, taken } = reply;
  if (taken !== undefined) {
    const snapshot = await requireKept(taken, ports);
    const { graph } = snapshot;
    const making = uploaded(graph, Promise.resolve(snapshot), ports);
    return showTogether({ reply: withLinks(reply, ports.links(snapshot)), graph, making }, showing, ports);
  }
  if (picture === undefined) return showing.say({ kind: "reply", reply, askedBy: showing.askedBy });
  const { graph } = picture;
  const make = () => uploaded(graph, ports.snapshot(picture, showing.asked), ports);
  if (picture.together) {
    const linked = withLinks(reply, ports.links({ ...picture, query: picture.query.toString() }));
    return showTogether({ reply: linked, graph, making: make() }, showing, ports);
  }
  await showing.say({ kind: "reply", reply, askedBy: showing.askedBy });
  return showAfter({ reply, graph, making: make() }, showing, ports);
};
