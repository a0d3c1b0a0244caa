import { type AuditEntry, canUndo } from "../../core/audit.ts";
import type { Reply, SayButton } from "../../core/message.ts";

const HINT = "Undo within a minute.";

/** The button that takes an entry back. */
const undoButton = ({ id }: AuditEntry): SayButton => ({ label: "Undo", say: `oncall undo ${id}` });

/** The reply with the way back, while there is one. */
export const withUndo = (reply: Reply, entry: AuditEntry | undefined, nowMs: number): Reply =>
  entry && canUndo(entry, nowMs)
    ? {
        ...reply,
        lines: [...(reply.lines ?? []), HINT],
        buttons: [...(reply.buttons ?? []), undoButton(entry)],
      }
    : reply;
