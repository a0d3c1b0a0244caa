import type { Failure } from "../../core/failure.ts";
import type { Link, Message, Picture, PictureAt } from "../../core/message.ts";
import { formatDuration } from "../../core/number-words.ts";
import type { GraphWatch, Snapshot } from "../../core/store.ts";

/** Why a picture is the last: the problem ended, or the time is up. */
export type End = "over" | "time" | undefined;

/** How its message is found again. */
export const watchPostId = ({ id }: Pick<GraphWatch, "id">): string => `watch:${id}`;

const TITLE = { over: " until it ended", time: ", watched to its end" } as const;

const footerOf = ({ incidentId, by }: GraphWatch, everyMs: number, end: End): string => {
  if (end === "over") return "The problem ended; this picture stays as it is.";
  if (end === "time") return "The time is up; this picture stays as it is.";
  return `Fresh every ${formatDuration(everyMs)} for ${by}, ${incidentId === undefined ? "for an hour" : "until the problem ends"}.`;
};

/** The message of a watched graph as it is now. */
export const watchMessage = (
  watch: GraphWatch,
  { snapshot, end }: { readonly snapshot: Snapshot; readonly end: End },
  everyMs: number,
  at: PictureAt,
  links: readonly Link[],
): Picture => ({
  kind: "picture",
  title: `${snapshot.spec.title}${end ? TITLE[end] : ""}`,
  alt: snapshot.spec.summary,
  at,
  footer: [footerOf(watch, everyMs, end)],
  links,
  buttons: [
    { label: "Wider", say: `graph wider ${snapshot.id}` },
    ...(end ? [] : [{ label: "Stop", say: "graph unwatch" }]),
  ],
});

/** Said once: `goesOn` until it works again or the end comes. */
export const failingNote = ({ tell, message }: Failure, goesOn: boolean): Message => ({
  kind: "note",
  lines: [
    goesOn
      ? "The watched graph is not fresh any more: five times in a row it could not be made. I go on trying."
      : "I stopped keeping this graph fresh: it failed five times in a row.",
    tell ?? message,
  ],
});
