import type { AuditEntry } from "../../core/audit.ts";
import type { ChatUser } from "../../core/chat.ts";
import type { Failure } from "../../core/failure.ts";
import type { Press } from "../../core/inbound.ts";
import type { Incident } from "../../core/incident.ts";
import { formatDuration } from "../../core/number-words.ts";
import type { Deed } from "../../core/permissions.ts";
import type { Store } from "../../core/store.ts";
import { type Deeded, outcomeOf, type Recorded, type RecordPorts, record } from "../audit.ts";
import type { PressDone } from "./pressed.ts";

/** What permission each press takes. */
export const DEED_OF: Readonly<Record<Press["verb"], Deed>> = {
  ack: "act",
  resolve: "act",
  offer: "act",
  mute: "mute",
  unmute: "mute",
  page: "page",
};

/** What the ids of presses begin with that were made on a page. */
const ON_PAGE = "web:";

/** Whether it was pressed on a page instead of in the chat. */
export const isOnPage = ({ id }: Pick<Press, "id">): boolean => id.startsWith(ON_PAGE);

/** What recording a press needs from outside. */
export interface PressRecordPorts extends RecordPorts {
  readonly store: Pick<Store, "audit" | "incident">;
}

const aboutOf = ({ title, key, labels }: Incident): string =>
  [labels.number === undefined ? undefined : `#${labels.number}`, title || key].filter(Boolean).join(" ");

const wordsOf = ({ verb, minutes, because, offer }: Press): string =>
  [verb, minutes === undefined ? undefined : formatDuration(minutes * 60_000), because && `because ${because}`, offer]
    .filter(Boolean)
    .join(" ");

/** Keeps what a press did or why it did not, under the id of its stored action. Throws what the store throws. */
export const recordPress = async (
  press: Press,
  id: string,
  user: ChatUser | undefined,
  came: PressDone | Failure,
  ports: PressRecordPorts,
): Promise<Recorded> => {
  const done = "incident" in came ? came : undefined;
  const incident = done?.incident ?? (await ports.store.incident(press.incidentId));
  const outcome: Pick<AuditEntry, "outcome" | "why"> = "incident" in came ? { outcome: "done" } : outcomeOf(came);
  const deeded: Deeded = {
    ...outcome,
    id,
    userId: press.userId,
    by: user?.name ?? press.userId,
    how: isOnPage(press) ? "page" : "button",
    channel: press.channel,
    deed: press.verb,
    words: wordsOf(press),
    about: incident ? aboutOf(incident) : press.incidentId,
    undo: done?.undo,
  };
  return record(deeded, ports);
};
