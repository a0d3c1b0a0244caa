import type { ArgSpecs } from "../../core/args.ts";
import type { AuditEntry } from "../../core/audit.ts";
import type { ChatUser } from "../../core/chat.ts";
import type { Command, CommandContext, SaidWhere } from "../../core/command.ts";
import { type Failure, toFailure } from "../../core/failure.ts";
import type { Reply } from "../../core/message.ts";
import type { WeekStart } from "../../core/time/range.ts";
import { type Phrase, parseWords } from "../../core/words.ts";
import { outcomeOf, type Recorded, type RecordPorts, recordOrLog } from "../audit.ts";
import { type PermitPorts, requirePermission } from "../permit.ts";

/** Everything about an asker that commands may use, made fresh for each. */
export type ContextFor = (asker: ChatUser, said: SaidWhere) => CommandContext;

/** What running somebody's words needs from outside. */
export interface RunPorts extends RecordPorts, PermitPorts {
  readonly commands: readonly Command<ArgSpecs>[];
  readonly phrases?: readonly Phrase[] | undefined;
  readonly contextFor: ContextFor;
  readonly weekStart: WeekStart;
}

/** Words of one person, and how they reached us. */
export interface Said extends SaidWhere {
  readonly text: string;
  readonly how: AuditEntry["how"];
  /** It is not to be done any more. */
  readonly tooLate?: Failure | undefined;
}

/** What they came to. */
export interface Ran {
  readonly command: Command<ArgSpecs>;
  readonly reply: Reply;
  /** For what changed something under an id. */
  readonly recorded?: Recorded | undefined;
}

/** Reads the words, asks whether this person may, does it, and keeps who changed what. Throws Failure with what to tell. */
export const runWords = async (said: Said, asker: ChatUser, ports: RunPorts): Promise<Ran> => {
  const context = ports.contextFor(asker, said);
  const range = { nowMs: context.nowMs, tz: asker.tz, weekStart: ports.weekStart };
  const { command, args } = parseWords(said.text, ports.commands, range, ports.phrases);
  const keep = (entry: Pick<AuditEntry, "outcome" | "why" | "about" | "undo">) =>
    keepRecord(command, said, asker, entry, ports);
  try {
    if (said.tooLate) throw said.tooLate;
    const deeds = command.deeds?.(args) ?? (command.deed === undefined ? [] : [command.deed]);
    if (command.changes || command.insiders || deeds.length > 0)
      for (const deed of deeds.length > 0 ? deeds : [undefined])
        await requirePermission(deed, asker, said.place?.channel ?? "", ports);
    const reply = await command.run(context, args);
    if (reply.asks) return { command, reply };
    const recorded = await keep({ outcome: "done", about: reply.did?.about ?? reply.title, undo: reply.did?.undo });
    return { command, reply, recorded };
  } catch (error) {
    const failure = toFailure(error);
    // Words that cannot be understood have changed nothing, and were not to.
    if (failure.code !== "usage") await keep(outcomeOf(failure));
    throw failure;
  }
};

const keepRecord = async (
  { name, changes, discreet }: Command<ArgSpecs>,
  { actionId, how, text, place }: Said,
  { id: userId, name: by }: ChatUser,
  entry: Pick<AuditEntry, "outcome" | "why" | "about" | "undo">,
  ports: RunPorts,
): Promise<Recorded | undefined> => {
  if (!changes || discreet || actionId === undefined) return undefined;
  return recordOrLog(
    { ...entry, id: actionId, userId, by, how, channel: place?.channel ?? "", deed: name, words: text },
    ports,
  );
};
