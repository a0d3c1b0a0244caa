import type { Known } from "../../core/known.ts";
import type { OnCall, OnCallSource } from "../../core/oncall.ts";
import type { Named, PagerPerson, PagerSchedule, PagerService } from "../../core/responding.ts";
import type { KnownAnswers } from "../known.ts";
import type { PagerDeskPorts } from "../pager-desk/ports.ts";
import { type Ahead, byPlan, lookAhead } from "./ahead.ts";

/** What is read of the pager for everybody alike. */
export type AnswerPorts = Pick<
  PagerDeskPorts,
  "source" | "oncall" | "directory" | "rota" | "known" | "policy" | "clock"
>;

/** Answers of the pager that everybody shares, each younger than asked for or told to be stale. */
export interface PagerAnswers {
  /** Who is on call now, a minute old at most, and never from before a turn ended; by plan while the pager does not answer. */
  oncall(freshMs?: number): Promise<Known<readonly OnCall[]>>;
  people(freshMs?: number): Promise<Known<readonly PagerPerson[]>>;
  schedules(freshMs?: number): Promise<Known<readonly PagerSchedule[]>>;
  services(freshMs?: number): Promise<Known<readonly PagerService[]>>;
  policies(freshMs?: number): Promise<Known<readonly Named[]>>;
  /** Everybody's turns of the next day: they tell who is on call after a change of shift while the pager does not answer. */
  ahead(freshMs?: number): Promise<Known<Ahead>>;
  /** Somebody took or gave back a turn: what is remembered of turns is fresh no more. */
  turnsChanged(): void;
}

/** How old who is on call may be. */
export const ONCALL_MS = 60_000;
/** How old lists of names may be: longer than they are kept up, so that nobody waits for them. */
export const LISTS_MS = 15 * 60_000;
/** Before something or somebody is said not to be there, a list older than this is read again. */
export const RECENT_MS = 60_000;

/** Name of what is remembered about turns of one source: "pagerduty:turns:…". */
export const turnsName = (source: string, rest: string): string => `${source}:turns:${rest}`;

/** Name of what is remembered of everybody's turns to come. */
export const aheadName = (source: string): string => turnsName(source, "ahead");

/** Who is on call now, as it is remembered under the source's name. */
const askOncall = async (
  { source, oncall, known, clock }: Pick<AnswerPorts, "source" | "oncall" | "known" | "clock">,
  freshMs: number,
): Promise<Known<readonly OnCall[]>> => {
  const ask = (ms: number) => known.ask(turnsName(source, "now"), () => oncall.now(), { freshMs: ms });
  const answer = await ask(freshMs);
  const nowMs = clock();
  const isOver = ({ toMs }: OnCall): boolean => toMs !== null && toMs > answer.atMs && toMs <= nowMs;
  const newest = answer.stale === undefined && answer.value.some(isOver) ? await ask(0) : answer;
  return newest.stale === undefined ? newest : byPlan(newest, { name: aheadName(source), known, clock });
};

/** A pager's answers, remembered by `known`. Phone numbers that are never shown are not kept either. */
export const answersOf = (ports: AnswerPorts): PagerAnswers => {
  const { source, directory, known, policy, rota, clock } = ports;
  const list =
    <T>(name: string, read: () => Promise<readonly T[]>) =>
    (freshMs: number = LISTS_MS): Promise<Known<readonly T[]>> =>
      known.ask(`${source}:${name}`, read, { freshMs });
  return {
    oncall: (freshMs = ONCALL_MS) => askOncall(ports, freshMs),
    people: list("people", async () => {
      const people = await directory.people();
      return policy().phones === "hidden" ? people.map((person) => ({ ...person, phones: [] })) : people;
    }),
    schedules: list("schedules", () => directory.schedules()),
    services: list("services", () => directory.services()),
    policies: list("policies", () => directory.policies()),
    ahead: (freshMs = LISTS_MS) => lookAhead({ name: aheadName(source), rota, known, clock }, freshMs),
    turnsChanged: () => known.expire(turnsName(source, "")),
  };
};

/** Who is on call now, as every asker shares it: a minute old at most, or told to be older. */
export const knownOnCall = (
  known: KnownAnswers,
  oncall: OnCallSource,
  { source, clock }: Pick<AnswerPorts, "source" | "clock">,
): Promise<Known<readonly OnCall[]>> => askOncall({ source, oncall, known, clock }, ONCALL_MS);

/** A source whose answer to who is on call is remembered: asked once a minute, the last one where it gives none. */
export const rememberedOnCall = (
  known: KnownAnswers,
  oncall: OnCallSource,
  from: Pick<AnswerPorts, "source" | "clock">,
): OnCallSource => ({
  personByEmail: (email) => oncall.personByEmail(email),
  now: async () => (await knownOnCall(known, oncall, from)).value,
});
