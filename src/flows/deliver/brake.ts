import type { DigestState, Post } from "../../core/store.ts";

/** What the brake decides about new cards that wait, by id. */
export interface Brake {
  /** They join the digest and get no message of their own. */
  readonly folded: readonly string[];
  /** The digest tells them by name; their cards follow. */
  readonly named: readonly string[];
}

/** How the queue of one channel stands. */
export interface Standing {
  /** New cards that were not posted yet, in the order in which they go. */
  readonly waiting: readonly Post[];
  /** How long until the channel's next post. */
  readonly nextMs: number;
  readonly everyMs: number;
  readonly nowMs: number;
  readonly storm: DigestState | undefined;
}

/** An urgent card that cannot go within this time is told by name instead: four go whenever the last post was. */
const NAME_MS = 4_300;
/** An ordinary card that cannot go within this time joins the digest. */
const FOLD_MS = 2_000;
/** New cards that all go within this time are no storm yet. */
const STORM_MS = 4_300;
/** Nothing joined for this long: the storm is over. */
export const QUIET_MS = 30_000;
/** A new digest that names somebody goes before everything else when the name has waited this long. */
const DIGEST_FIRST_MS = 3_000;

/** It may be in the channel already: nobody knows, so it cannot be folded. */
const inDoubt = ({ tryingSinceMs }: Post): boolean => tryingSinceMs !== undefined;

const isNewCard = ({ kind, ts }: Post): boolean => kind === "card" && ts === undefined;

/** New cards that nobody was told yet: urgent ones in front. */
const untold = (posts: readonly Post[]): readonly Post[] => {
  const cards = posts.filter((post) => isNewCard(post) && !post.named);
  return [...cards.filter(({ urgent }) => urgent), ...cards.filter(({ urgent }) => !urgent)];
};

/**
 * Urgent ones that cannot go in time, given that a digest which is not in the channel yet needs a turn too. A storm that
 * begins here sets the reserve free.
 */
const nameable = ({ nextMs, everyMs, storm, nowMs }: Standing, urgent: readonly Post[]): readonly Post[] => {
  const mostMs = NAME_MS - (storm?.posted ? 0 : everyMs);
  let atMs = storm ? nextMs : Math.max(0, nextMs - everyMs);
  return urgent.filter(({ createdAtMs }) => {
    const waitedMs = Math.min(Math.max(0, nowMs - createdAtMs), everyMs);
    if (atMs + waitedMs > mostMs) return true;
    atMs += everyMs;
    return false;
  });
};

/**
 * Which of the waiting new cards the channel's budget cannot carry in time, given the pace at which they go: urgent ones
 * are named, ordinary ones folded. A few too many are no storm. Pure.
 */
export const brake = (standing: Standing): Brake => {
  const { waiting, nextMs, everyMs, storm } = standing;
  const cards = untold(waiting);
  if (!storm && nextMs + (cards.length - 1) * everyMs <= STORM_MS) return { folded: [], named: [] };
  const urgent = cards.filter((card) => card.urgent);
  const named = nameable(standing, urgent);
  let atMs = nextMs + (urgent.length - named.length + (storm?.posted ? 0 : 1)) * everyMs;
  // A single one goes in between; several leave the turns to the cards of urgent ones.
  const isCrowd = (storm?.named ?? 0) + named.length > 0 && cards.length - urgent.length > 1;
  const folded: string[] = [];
  for (const card of cards)
    if (card.urgent || inDoubt(card)) continue;
    else if (isCrowd || atMs > FOLD_MS) folded.push(card.id);
    else atMs += everyMs;
  return { folded, named: named.map(({ id }) => id) };
};

const calls = ({ broadcast, mention = [] }: Post): boolean => broadcast === true || mention.length > 0;

/** Words below a card wait for the problem's first picture, which is due within seconds, once; a call does not. */
const behindPictures = (rest: readonly Post[], pictures: readonly Post[]): readonly Post[] => {
  const waits = (post: Post): boolean => post.kind === "note" && !calls(post);
  const fresh = pictures.filter(({ attempts }) => attempts === 0);
  const early = fresh.filter((one, at) => fresh.findIndex((other) => other.incidentId === one.incidentId) === at);
  const placed = new Set<Post>();
  const all = rest.flatMap((post) => {
    const own = waits(post) ? early.find((one) => one.incidentId === post.incidentId && !placed.has(one)) : undefined;
    if (own) placed.add(own);
    return own ? [own, post] : [post];
  });
  return [...all, ...pictures.filter((one) => !placed.has(one))];
};

/**
 * The order of a visit: edits of the digest, what nobody was told (urgent cards, a digest that is not posted yet, an
 * ordinary card), then urgent cards that the digest names, further ordinary ones, notes and updates, a problem's first
 * picture before its notes, then other pictures, then questions. Pure.
 */
export const inOrder = (owed: readonly Post[], storm: DigestState | undefined, nowMs: number): readonly Post[] => {
  const digests = owed.filter(({ kind }) => kind === "digest");
  const edits = digests.filter(({ ts }) => ts !== undefined);
  const firsts = digests.filter(({ ts }) => ts === undefined);
  const cards = owed.filter(isNewCard);
  const urgent = cards.filter((post) => post.urgent && !post.named);
  const named = cards.filter((post) => post.urgent && post.named);
  const ordinary = cards.filter((post) => !post.urgent);
  const isExtra = ({ picture, question }: Post): boolean => picture !== undefined || question !== undefined;
  const rest = owed.filter((post) => post.kind !== "digest" && !isNewCard(post) && !isExtra(post));
  const pictures = owed.filter(({ picture }) => picture !== undefined);
  const questions = owed.filter(({ question }) => question !== undefined);
  const isDue = nowMs - (storm?.untoldSinceMs ?? nowMs) >= DIGEST_FIRST_MS;
  return [
    ...edits,
    ...(isDue ? [...firsts, ...urgent] : [...urgent, ...firsts]),
    ...(ordinary.length > 1 ? [...named, ...ordinary] : [...ordinary, ...named]),
    ...behindPictures(rest, pictures),
    ...questions,
  ];
};

/**
 * How many posts may go at once. One is kept in reserve for what must be told within seconds, so that a burst of urgent
 * problems and the digest that names the rest fit into 5 s however full the channel was a moment ago, and so that a new
 * card waits for the card before it only, not for the picture, note or answer that just went. Pure.
 */
export const burstFor = (post: Post, storm: DigestState | undefined, afterCard: boolean): number => {
  if (!storm) return isNewCard(post) && !afterCard ? 2 : 1;
  if (post.kind === "digest") return storm.untoldSinceMs === undefined ? 1 : 2;
  if (!isNewCard(post) || post.named) return 1;
  return post.urgent || storm.posted ? 2 : 1;
};
