import type { Chat } from "../../core/chat.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Log } from "../../core/log.ts";
import type { GraphPort, Link } from "../../core/message.ts";
import type { Report } from "../../core/report/types.ts";
import type { Snapshot } from "../../core/store.ts";
import { rangeToQuery } from "../../core/time/query.ts";
import { inTime, LATE } from "../in-time.ts";
import type { PictureFor } from "../snapshot.ts";

/** What drawing the pictures of a report needs from outside. */
export interface ReportPicturePorts {
  /** Loads, draws and keeps a picture. */
  readonly snapshot: (picture: GraphPort, asked: PictureFor) => Promise<Snapshot>;
  readonly chat: Pick<Chat, "upload">;
  /** Link to the live page of the same. */
  readonly liveUrl: (picture: Pick<Snapshot, "graph" | "query">) => string;
  readonly log: Log;
}

/** A picture that the chat has, and may show. */
export interface Uploaded {
  readonly snapshot: Snapshot;
  readonly fileId: string;
}

/** All in all: loading, drawing, uploading. */
const MOST_MS = 20_000;

/** The page's link for the range of a report. */
export const pageQuery = ({ range }: Pick<Report, "range">): URLSearchParams => {
  const query = new URLSearchParams();
  rangeToQuery(range, query);
  return query;
};

/** Live pages of everything that a report draws. */
export const liveLinks = (report: Report, { liveUrl }: Pick<ReportPicturePorts, "liveUrl">): readonly Link[] =>
  report.pictures.map(({ page, label }) => ({
    label,
    url: liveUrl({ graph: page, query: pageQuery(report).toString() }),
  }));

/** Draws and uploads one picture; undefined where that fails or takes too long: a report goes without it. */
export const drawnFor = async (
  report: Report,
  page: string,
  channel: string,
  { snapshot, chat, log }: ReportPicturePorts,
): Promise<Uploaded | undefined> => {
  const draw = async (): Promise<Uploaded> => {
    const taken = await snapshot({ graph: page, query: pageQuery(report) }, { by: "Dr. M", channel });
    const meta = { filename: `${page}-${taken.id}.png`, title: taken.spec.title, alt: taken.spec.summary };
    return { snapshot: taken, fileId: await chat.upload(taken.png, meta) };
  };
  try {
    const drawn = await inTime(draw(), MOST_MS);
    if (drawn === LATE) throw new Failure("timeout", `it took longer than ${MOST_MS} ms`);
    return drawn;
  } catch (error) {
    log.warn({ page, err: toFailure(error) }, "a picture of a report failed; the report goes without it");
    return undefined;
  }
};
