import type { ChartSpec } from "../chart.ts";
import type { Reply, SayButton } from "../message.ts";
import { formatDuration } from "../number-words.ts";
import { formatRange, type TimeRange } from "../time/range.ts";
import type { Drawn } from "./desk.ts";

/** Ids of pictures: 16 signs of a UUID. */
const SNAPSHOT_ID = /^(?=.*\d)[0-9a-f]{8,40}$/i;

/** A picture's id at the beginning of words, and the rest. */
export const splitSnapshotId = (text: string): { readonly id: string | undefined; readonly rest: string } => {
  const [, first = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
  return SNAPSHOT_ID.test(first) ? { id: first.toLowerCase(), rest } : { id: undefined, rest: text.trim() };
};

/** What can be done with a picture, by its id. "Watch" only where a problem's end ends it. */
export const pictureButtons = (id: string, ofProblem: boolean): readonly SayButton[] => [
  { label: "Snapshot", say: `graph snapshot ${id}` },
  { label: "Wider", say: `graph wider ${id}` },
  { label: "Narrower", say: `graph narrower ${id}` },
  ...(ofProblem ? [{ label: "Watch", say: `graph watch ${id}` }] : []),
  { label: "My live view", say: `graph live ${id}` },
];

/** How long, and from when to when in the asker's own zone. */
export const rangeLine = (range: TimeRange): string =>
  `${formatDuration(range.toMs - range.fromMs)}: ${formatRange(range)}`;

/** The sentence below a title: without the title, which may be a long query. */
export const summaryLine = ({ title, summary }: Pick<ChartSpec, "title" | "summary">): string => {
  const rest = summary.startsWith(`${title}: `) ? summary.slice(title.length + 2) : summary;
  return `${rest[0]?.toUpperCase() ?? ""}${rest.slice(1)}`;
};

/** A drawn graph as an answer: one sentence, its picture and what can be done with it. */
export const drawnReply = ({ id, spec, picture }: Drawn, range: TimeRange, ofProblem: boolean): Reply => ({
  title: spec.title,
  lines: [summaryLine(spec)],
  picture,
  buttons: pictureButtons(id, ofProblem),
  footer: [rangeLine(range)],
});
