import { toFailure } from "../../core/failure.ts";
import type { Message } from "../../core/message.ts";
import { reportReply } from "../../core/report/formats.ts";
import type { Report } from "../../core/report/types.ts";
import { findSaid, type SayOncePorts, sayOnce } from "../say-once.ts";
import { drawnFor, liveLinks, type ReportPicturePorts, type Uploaded } from "./pictures.ts";

/** What posting a report needs from outside. */
export type PostReportPorts = SayOncePorts & ReportPicturePorts;

/** Where and since when, and the id that makes it one. */
export interface ReportPost {
  readonly id: string;
  readonly channel: string;
  readonly sinceMs: number;
}

/**
 * Posts a report once: the words with the first picture in the channel, the other pictures in its thread, each left out
 * where it fails. What a process that died had posted already is not posted again. Throws Failure.
 */
export const postReport = async (report: Report, post: ReportPost, ports: PostReportPorts): Promise<void> => {
  const { id, channel, sinceMs } = post;
  const place = { channel };
  const [first, ...others] = report.pictures;
  const before = await findSaid({ place, id, sinceMs }, ports);
  const head =
    before ?? (await sayHead(report, first && (await drawnFor(report, first.page, channel, ports)), post, ports));
  for (const { page } of others) {
    const said = { place: { channel, thread: head.ts }, id: `${id}:${page}`, sinceMs };
    if (await findSaid(said, ports)) continue;
    const drawn = await drawnFor(report, page, channel, ports);
    if (!drawn) continue;
    await sayOnce({ ...said, message: pictureOf(drawn, ports) }, ports);
  }
};

/** With its picture, and without where the chat does not take that. */
const sayHead = async (
  report: Report,
  drawn: Uploaded | undefined,
  { id, channel, sinceMs }: ReportPost,
  ports: PostReportPorts,
) => {
  const reply = reportReply(report, liveLinks(report, ports));
  const plain: Message = { kind: "reply", reply };
  const said = { place: { channel }, id, sinceMs };
  if (!drawn) return sayOnce({ ...said, message: plain }, ports);
  const picture = { at: { fileId: drawn.fileId }, alt: drawn.snapshot.spec.summary };
  try {
    return await sayOnce({ ...said, message: { ...plain, picture } }, ports);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code !== "rejected") throw error;
    ports.log.warn({ channel, err: failure }, "the chat refused the picture of a report; its words go alone");
    return sayOnce({ ...said, message: plain }, ports);
  }
};

const pictureOf = ({ snapshot, fileId }: Uploaded, { liveUrl }: ReportPicturePorts): Message => ({
  kind: "picture",
  title: snapshot.spec.title,
  alt: snapshot.spec.summary,
  at: { fileId },
  footer: [],
  links: [{ label: "Live view", url: liveUrl(snapshot) }],
});
