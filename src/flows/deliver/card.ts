import type { Before } from "../../core/before.ts";
import type { Incident } from "../../core/incident.ts";
import type { CardExtras, Message } from "../../core/message.ts";
import { SELF } from "../../core/self.ts";
import type { DigestState, Post, Store } from "../../core/store.ts";
import { questionReply } from "../../core/verdict-words.ts";

/** What cards and digests say beyond the problem itself. */
export interface CardPorts {
  readonly store: Pick<Store, "incident" | "before" | "alsoNow" | "mutes" | "outbox" | "verdicts">;
  /** The source takes acks and resolves from here. */
  readonly canAct: (source: string) => boolean;
  /** "I'm on it", "Resolve" and "Mute…" work here for this source; for none when absent. */
  readonly claims?: ((source: string) => boolean) | undefined;
  /** Name of the pager that "Page on-call" calls. */
  readonly pagerName?: string | undefined;
  /** The runbook from the configured table. */
  readonly runbookFor?: ((incident: Incident) => string | undefined) | undefined;
  /** Whom a new card mentions, by its route. */
  readonly mentionFor?: ((incident: Incident) => readonly string[]) | undefined;
  /** Link to the list of everything that is open. */
  readonly liveUrl?: ((channel: string) => string | undefined) | undefined;
}

/** A message as it is to be shown now, and the version that it shows. */
export interface Drawn {
  readonly message: Message;
  readonly version: number;
}

/** Earlier occurrences that a card tells. */
const BEFORE = 5;
/** Problems of other sources that opened so near in time belong to one burst. */
export const BURST_MS = 5 * 60_000;

/** Draws what a card or a digest says now, or the picture or the question below a card. In a storm it spares the store what only a single card tells. */
export const draw = async (post: Post, storm: DigestState | undefined, ports: CardPorts): Promise<Drawn> => {
  if (post.picture) return { message: post.picture, version: post.wanted };
  if (post.kind === "digest") return drawDigest(post, ports);
  const incident = await ports.store.incident(post.incidentId);
  if (!incident) throw new Error(`incident ${post.incidentId} of post ${post.id} is not in the store`);
  if (post.question) {
    const reply = questionReply(incident, await ports.store.verdicts.read(incident.id), post.question);
    return { message: { kind: "reply", reply }, version: post.wanted };
  }
  const extras = await extrasOf(incident, post, storm !== undefined, ports);
  return {
    message: { kind: "card", incident, canAct: ports.canAct(incident.source), extras },
    version: incident.version,
  };
};

const drawDigest = async (post: Post, { store, liveUrl }: CardPorts): Promise<Drawn> => {
  const found = await store.outbox.digest(post.id);
  if (!found) throw new Error(`the digest ${post.id} is not in the store`);
  return {
    message: { kind: "digest", digest: found.digest, liveUrl: liveUrl?.(post.channel) },
    version: found.version,
  };
};

const extrasOf = async (incident: Incident, post: Post, inStorm: boolean, ports: CardPorts): Promise<CardExtras> => {
  const { store, claims, pagerName, runbookFor, mentionFor } = ports;
  const mention = post.ts === undefined ? mentionFor?.(incident) : undefined;
  return {
    claims: claims?.(incident.source) ?? false,
    pager: pagerName,
    before: inStorm ? [] : await beforeOf(incident, store),
    alsoNow: inStorm ? [] : await burstOf(incident, store),
    mute: incident.mutedBy === undefined ? undefined : await store.mutes.read(incident.mutedBy),
    runbook: incident.runbook === undefined ? runbookFor?.(incident) : undefined,
    ...(mention && mention.length > 0 ? { mention } : {}),
  };
};

/** Earlier occurrences, with what people said of them. */
const beforeOf = async (incident: Incident, store: CardPorts["store"]): Promise<readonly Before[]> => {
  const before = await store.before(incident, BEFORE);
  const verdicts = await Promise.all(before.map(({ incidentId }) => store.verdicts.read(incidentId)));
  return before.map((one, at) => ({ ...one, verdict: verdicts[at]?.tag }));
};

/** Other sources that spoke up just then; what we say ourselves belongs to no burst. */
const burstOf = async (incident: Incident, store: CardPorts["store"]): Promise<readonly string[]> => {
  if (incident.source === SELF) return [];
  return (await store.alsoNow(incident, BURST_MS)).filter((source) => source !== SELF);
};
