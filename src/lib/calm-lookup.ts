import { type LookupAddress, lookup } from "node:dns";
import { isIP } from "node:net";
import type { Clock } from "../core/log.ts";

type Answer = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;
type Ask = (host: string, options: { readonly family: number }, answer: Answer) => void;

/** As `node:dgram` asks for an address. */
export type CalmLookup = (host: string, family: unknown, answer: Answer) => void;

/** An address is asked for again after this; until the new one is there the old one is used. */
const FRESH_MS = 60_000;
/** A name that nobody knew is not asked for again within this. */
const FAILED_MS = 10_000;
/** So many wait for the first answer; more would only arrive late. */
const MOST_WAITING = 100;

/**
 * Looks the address of one host up, one question at a time, and remembers what came of it: each question takes one of the few
 * threads that all lookups and files of the process share, for as long as a name server keeps silent.
 */
export const createCalmLookup = (clock: Clock, family: number, ask: Ask = lookup): CalmLookup => {
  let known: (LookupAddress & { readonly atMs: number }) | undefined;
  let failed: { readonly error: NodeJS.ErrnoException; readonly atMs: number } | undefined;
  let waiting: Answer[] | undefined;
  const start = (host: string): void => {
    waiting = [];
    ask(host, { family }, (error, address, found) => {
      const told = waiting ?? [];
      waiting = undefined;
      if (error) failed = { error, atMs: clock() };
      else known = { address, family: found, atMs: clock() };
      for (const answer of told) answer(error, address, found);
    });
  };
  const isOver = (since: { readonly atMs: number } | undefined, ms: number): boolean =>
    since === undefined || clock() - since.atMs >= ms || clock() < since.atMs;
  return (host, _family, answer) => {
    const literal = isIP(host);
    if (literal !== 0) return answer(null, host, literal);
    const due = isOver(known, FRESH_MS) && isOver(failed, FAILED_MS);
    if (due && !waiting) start(host);
    if (known) answer(null, known.address, known.family);
    else if (waiting && waiting.length < MOST_WAITING) waiting.push(answer);
    else answer(failed?.error ?? new Error(`${host} is still being looked up`), "", family);
  };
};

/** What a UDP socket for one host is made with. */
export const udpSocketFor = (host: string, clock: Clock) => {
  const isV6 = isIP(host) === 6;
  return { type: isV6 ? ("udp6" as const) : ("udp4" as const), lookup: createCalmLookup(clock, isV6 ? 6 : 4) };
};
