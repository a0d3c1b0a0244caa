import type { Undo } from "./message.ts";

/** What was done can be taken back for this long. */
export const UNDO_MS = 60_000;

/** One thing that somebody asked Dr. M to change, and what became of it. */
export interface AuditEntry {
  /** That of the stored action: the same on every try. */
  readonly id: string;
  readonly atMs: number;
  readonly userId: string;
  /** Name. */
  readonly by: string;
  readonly how: "words" | "button" | "page";
  /** Id of the conversation; "" for a page. */
  readonly channel: string;
  /** Command or verb: "oncall ack", "mute". */
  readonly deed: string;
  /** What was said or pressed, redacted, at most 300 characters. */
  readonly words: string;
  /** What it was done to, for people. */
  readonly about?: string | undefined;
  readonly outcome: "done" | "refused" | "failed";
  readonly why?: string | undefined;
  readonly undo?: Undo | undefined;
  /** It was taken back then. */
  readonly undoneAtMs?: number | undefined;
}

/** Whether it can still be taken back. */
export const canUndo = ({ outcome, undo, undoneAtMs, atMs }: AuditEntry, nowMs: number): boolean =>
  outcome === "done" && undo !== undefined && undoneAtMs === undefined && nowMs - atMs <= UNDO_MS;

/** What was changed and by whom; rows are never deleted before their retention ends. */
export interface Audit {
  /** The same id again replaces it. */
  add(entry: AuditEntry): Promise<void>;
  read(id: string): Promise<AuditEntry | undefined>;
  /** Newest first. */
  list(
    range: { readonly fromMs: number; readonly toMs: number },
    filter: {
      readonly userId?: string | undefined;
      /** Part of the name. */
      readonly by?: string | undefined;
      /** Each of them in any text. */
      readonly words?: string | undefined;
    },
    limit: number,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly total: number }>;
  /** True once: the undo of this entry is now this caller's. */
  takeUndo(id: string, nowMs: number): Promise<boolean>;
  /** It could not be undone: it may be tried again. */
  giveUndoBack(id: string): Promise<void>;
}
