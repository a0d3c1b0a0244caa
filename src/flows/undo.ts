import { type AuditEntry, UNDO_MS } from "../core/audit.ts";
import type { ChatUser } from "../core/chat.ts";
import type { SaidWhere } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { Incident } from "../core/incident.ts";
import type { Actor } from "../core/integration.ts";
import type { Clock } from "../core/log.ts";
import type { Reply, Undo } from "../core/message.ts";
import type { OnCallSource } from "../core/oncall.ts";
import type { Responding } from "../core/responding.ts";
import type { Store } from "../core/store.ts";
import { requireActor } from "./act/who.ts";
import type { TellOurs } from "./tell-admin.ts";
import { overtaken } from "./undo/overtaken.ts";

/** What taking back needs from outside. */
export interface UndoPorts {
  readonly store: Pick<Store, "audit" | "incident" | "linkedEmail">;
  readonly abilities: {
    /** Source -> where incidents are handled there. */
    readonly respondings: ReadonlyMap<string, Pick<Responding, "setStatus" | "read" | "list">>;
    /** Source -> who people are there. */
    readonly oncalls?: ReadonlyMap<string, Pick<OnCallSource, "personByEmail">>;
  };
  readonly tellOurs: TellOurs;
  /** Asks for a poll soon, in case the source's webhook gets lost. */
  readonly nudge: (source: string) => void;
  readonly clock: Clock;
}

/** Takes the asker's last ack or resolve back, or the one with that id. */
export type TakeBack = (asker: ChatUser, id: string | undefined, said?: SaidWhere) => Promise<Reply>;

const LOOKED_AT = 50;

/** Takes back what somebody did themselves within the last minute, once. Throws Failure with what to do instead. */
export const createUndo =
  (ports: UndoPorts): TakeBack =>
  async (asker, id, said = {}) => {
    const nowMs = ports.clock();
    const entry = await find(asker, id, nowMs, ports);
    const { undo } = entry;
    if (undo === undefined)
      throw new Failure("conflict", `${entry.id} cannot be undone`, { tell: "That cannot be taken back from here." });
    const mine = await ports.store.audit.takeUndo(entry.id, nowMs);
    if (!mine && !said.again)
      throw new Failure("conflict", `${entry.id} was undone`, { tell: "That was taken back already." });
    try {
      const left = await takeBack(entry, undo, asker, said.again === true, ports);
      const about = entry.about ?? "what you did last";
      const title = undo.to === "unack" ? `Taken back: nobody is on ${about}` : `Open again: ${about}`;
      return { title, lines: left, private: true, did: { about } };
    } catch (error) {
      await ports.store.audit.giveUndoBack(entry.id);
      throw error;
    }
  };

const find = async (
  asker: ChatUser,
  id: string | undefined,
  nowMs: number,
  { store }: UndoPorts,
): Promise<AuditEntry> => {
  const entry = id === undefined ? await findLast(asker, nowMs, store.audit) : await store.audit.read(id);
  if (!entry)
    throw new Failure("not_found", `nothing to undo: ${id ?? "last"}`, {
      tell: "There is nothing of yours from the last minute that I can take back.",
    });
  if (entry.userId !== asker.id)
    throw new Failure("forbidden", `${entry.id} is of ${entry.userId}`, {
      tell: `Only ${entry.by} can take that back.`,
    });
  if (nowMs - entry.atMs > UNDO_MS)
    throw new Failure("conflict", `${entry.id} is too old`, {
      tell: `That is longer than a minute ago. ${instead(entry.undo)}`,
    });
  return entry;
};

const instead = (undo: Undo | undefined): string => {
  const words = undo?.to === "reopen" ? "reopen" : "unack";
  return undo === undefined ? "It cannot be taken back." : `Say "/oncall ${words}" in the thread of its card.`;
};

const findLast = async (
  { id: userId }: ChatUser,
  nowMs: number,
  audit: Pick<Store["audit"], "list">,
): Promise<AuditEntry | undefined> => {
  const range = { fromMs: nowMs - UNDO_MS, toMs: nowMs + 1 };
  const { entries } = await audit.list(range, { userId }, LOOKED_AT);
  return entries.find((one) => one.undo !== undefined && one.outcome === "done" && one.undoneAtMs === undefined);
};

/** One incident to take back: as the store has it, or by its id alone where it was never told here. */
interface Part {
  readonly id: string;
  readonly source: string;
  readonly key: string;
  readonly incident?: Incident | undefined;
}

const partOf = async (id: string, store: UndoPorts["store"]): Promise<Part> => {
  const incident = await store.incident(id);
  if (incident) return { id, source: incident.source, key: incident.key, incident };
  const at = id.indexOf(":");
  return { id, source: id.slice(0, at), key: id.slice(at + 1) };
};

/** Answers what could not be taken back, in words. Throws when nothing could be. */
const takeBack = async (
  entry: AuditEntry,
  { to, incidentIds }: Undo,
  asker: ChatUser,
  again: boolean,
  ports: UndoPorts,
): Promise<readonly string[]> => {
  const all = await Promise.all(incidentIds.map((id) => partOf(id, ports.store)));
  const meanwhile = all.flatMap((part) => changedSince(part, to, asker));
  const parts = all.filter((part) => changedSince(part, to, asker).length === 0);
  if (parts.length === 0) throw nothingLeft(entry, meanwhile);
  const there = Map.groupBy(
    parts.filter(({ source }) => ports.abilities.respondings.has(source)),
    ({ source }) => source,
  );
  for (const [source, some] of there) {
    const actor = await requireActor(asker, ports.store);
    meanwhile.push(...(await takeBackThere({ source, parts: some, to, actor, again }, ports)));
    if (meanwhile.length === all.length) throw nothingLeft(entry, meanwhile);
  }
  for (const part of parts)
    if (!ports.abilities.respondings.has(part.source)) await takeBackHere(part, entry, to, asker, ports);
  return meanwhile;
};

const nothingLeft = ({ id }: AuditEntry, why: readonly string[]): Failure =>
  new Failure("conflict", `nothing of ${id} is left to undo`, { tell: why.join("\n") });

/** What is taken back at one source, in whose name. */
interface There {
  readonly source: string;
  readonly parts: readonly Part[];
  readonly to: Undo["to"];
  readonly actor: Actor;
  readonly again: boolean;
}

/** Answers what was left as it is there, in words. */
const takeBackThere = async (
  { source, parts, to, actor, again }: There,
  { abilities, nudge }: UndoPorts,
): Promise<readonly string[]> => {
  const responding = abilities.respondings.get(source);
  if (!responding) return [];
  const left: string[] = [];
  const leave = (key: string, tell: string): void => {
    const part = parts.find((one) => one.key === key);
    left.push(parts.length === 1 ? tell : `${part?.incident?.title || key}: ${tell}`);
  };
  const ids = parts.map(({ key }) => key);
  const since = await overtaken(ids, to, actor, again, { responding, oncall: abilities.oncalls?.get(source) });
  for (const [key, tell] of since) leave(key, tell);
  const due = ids.filter((id) => !since.has(id));
  const refuse = (key: string, why: Failure): void => {
    if (!(again && why.code === "conflict")) leave(key, why.tell?.split("\n")[0] ?? why.message);
  };
  if (due.length > 0) await responding.setStatus(due, "triggered", actor, refuse);
  nudge(source);
  return left;
};

/** What somebody else did since then stays. */
const changedSince = ({ incident }: Part, to: Undo["to"], asker: ChatUser): readonly string[] => {
  if (!incident || to === "reopen") return [];
  const name = incident.title || incident.key;
  if (incident.state === "resolved") return [`${name} is over already.`];
  const taken = incident.history.findLast(({ state }) => state === "acked")?.by;
  const other = incident.state === "acked" && incident.claimed && taken !== undefined && taken !== asker.name;
  return other ? [`${taken} is on ${name} now.`] : [];
};

/** Handled here: the card goes back to open, and whoever should be reminded is. */
const takeBackHere = async (
  { id, source, key, incident }: Part,
  entry: AuditEntry,
  to: Undo["to"],
  asker: ChatUser,
  { tellOurs, clock }: UndoPorts,
): Promise<void> => {
  if (!incident) throw new Failure("not_found", `${id} is not kept`, { tell: "I do not know this problem any more." });
  await tellOurs({
    ...{ source, key, incidentId: id, severity: incident.severity, severityKnown: false },
    eventId: `undo:${entry.id}:${id}`,
    state: "firing",
    what: to === "unack" ? "ack taken back" : "resolve taken back",
    by: asker.name,
    atMs: clock(),
  });
};
