import { label } from "../core/args.ts";
import { type AuditEntry, canUndo } from "../core/audit.ts";
import { auditWish } from "../core/audit-args.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import type { Item } from "../core/message.ts";
import { countOf } from "../core/number-words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { formatRange } from "../core/time/range.ts";
import { when } from "../core/time/when.ts";

const SIZE = 10;
const MARKS = { done: "✅", refused: "⛔", failed: "⚠️" } as const;
const HOW = { words: "said", button: "pressed", page: "pressed on the live list" } as const;

const markOf = ({ outcome, undoneAtMs }: AuditEntry): string => (undoneAtMs === undefined ? MARKS[outcome] : "↩️");

const outcomeLines = ({ outcome, why, undoneAtMs }: AuditEntry): readonly string[] => [
  ...(outcome === "done" ? [] : [`${outcome}${why === undefined ? "" : `: ${why}`}`]),
  ...(undoneAtMs === undefined ? [] : [`taken back at ${when(undoneAtMs, "time")}`]),
];

const itemOf = (entry: AuditEntry, { asker, nowMs }: CommandContext): Item => ({
  mark: markOf(entry),
  title: `${entry.by}: ${entry.words}`,
  lines: [[when(entry.atMs), HOW[entry.how], entry.about].filter(Boolean).join(" · "), ...outcomeLines(entry)],
  ...(entry.userId === asker.id && canUndo(entry, nowMs)
    ? { buttons: [{ label: "Undo", say: `oncall undo ${entry.id}` }] }
    : {}),
});

const USER = /^(?:<@)?([UW][A-Z0-9]{5,})(?:\|[^>]*)?>?$/;

/** "me", a mention or an id is one person; other words are part of a name. */
const byWhom = (by: string | undefined, { asker }: CommandContext) => {
  if (by === undefined) return {};
  if (/^me$/i.test(by)) return { userId: asker.id };
  const id = USER.exec(by)?.[1];
  return id === undefined ? { by: by.replace(/^@/, "") } : { userId: id };
};

/** Who changed what, when, and what became of it: for every member, or for those whom `admin` is granted. */
export default defineCommand({
  name: "oncall audit",
  aliases: ["audit", "audit log"],
  help: "Who changed what through me, newest first: acks, mutes, pages, overrides, also what was refused.",
  examples: ["oncall audit", "oncall audit today by:me", "oncall audit last week mute"],
  args: { of: paged(auditWish()), by: label("by") },
  notes: [
    "Every member may read it, unless the config file grants admin to some: then only they.",
    "Secrets are taken out of what was said. Kept for KEEP_AUDIT_DAYS.",
  ],
  deed: "admin",

  async run(context, { of: { asked, page }, by }) {
    const filter = { ...byWhom(by, context), words: asked.words };
    const { entries, total } = await context.audit.list(asked.range, filter, page * SIZE);
    const shown = pageOf(entries, page, SIZE).shown;
    const first = entries.length - shown.length;
    const again = ["oncall audit", asked.text, by === undefined ? undefined : `by:"${by}"`].filter(Boolean).join(" ");
    return {
      title: `${total === 0 ? "Nothing changed" : countOf(total, "change")} · ${formatRange(asked.range)}`,
      items: shown.map((entry) => itemOf(entry, context)),
      buttons: nextButton(again, page, SIZE, total - entries.length),
      footer: total > SIZE ? [`${first + 1}–${entries.length} of ${total}`] : [],
      private: true,
    };
  },
});
