import { test } from "node:test";
import { SEVERITIES } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { CardExtras, Message } from "../../src/core/message.ts";
import { BITS, checkMessage, createChance } from "./any-text.ts";
import { incidentAfter, OPENED_MS } from "./incidents.ts";

const RUNS = 150;

const world = (seed: number) => {
  const chance = createChance(seed);
  const upTo = (most: number): number => Math.floor(chance() * (most + 1));
  const pick = <T>(...of: readonly [T, ...T[]]): T => of[upTo(of.length - 1)] ?? of[0];
  const words = (most = 12): string => {
    const some = Array.from({ length: upTo(most) }, () => BITS[upTo(BITS.length - 1)] ?? "").join(pick("", " "));
    return chance() < 0.1 ? some.repeat(upTo(400)) : some;
  };
  const url = (): string | undefined =>
    pick(
      undefined,
      "javascript:alert(1)",
      `https://x.example/${words(4)}`,
      `https://x.example/${"é|>&".repeat(upTo(900))}`,
    );
  const atMs = (): number => OPENED_MS + Math.floor((chance() - 0.5) * 1e10);
  const maybe = <T>(make: () => T): T | undefined => (chance() < 0.5 ? make() : undefined);
  const many = <T>(most: number, make: (at: number) => T): T[] =>
    Array.from({ length: chance() < 0.1 ? most : upTo(6) }, (_, at) => make(at));
  const facts = (most: number): Record<string, string> => ({
    ...Object.fromEntries(many(most, (at) => [`${words(2)}${at}`, words()])),
    ...(chance() < 0.5
      ? { service: words(), host: words(), value: words(), threshold: words(), assigned: words(), number: words(3) }
      : {}),
  });
  const key = (): string => (chance() < 0.3 ? "k".repeat(1900) : pick(words(40), '"'.repeat(1900)));
  const incident = (): Incident => ({
    ...incidentAfter({ key: key(), title: words(), labels: facts(10_000), url: url(), runbook: url() }),
    state: pick("firing", "acked", "resolved", "notice"),
    severity: pick(...SEVERITIES),
    claimed: maybe(() => true),
    resolvedAtMs: maybe(atMs),
    resolvedBy: maybe(words),
    ending: pick(undefined, "human", "auto", "merged"),
    history: many(20, () => ({
      atMs: atMs(),
      what: words(),
      by: maybe(words),
      state: pick(undefined, "firing", "acked", "resolved"),
    })),
    members: maybe(() =>
      many(200, (at) => ({
        key: `${words()}${at}`,
        title: words(),
        state: pick("firing", "resolved"),
        sinceMs: atMs(),
        endedAtMs: maybe(atMs),
        labels: facts(5),
        last: { atMs: 0, rank: 0, eventId: "" },
      })),
    ),
    flips: many(30, atMs),
    flapping: maybe(() => ({ changes: upTo(99), sinceMs: atMs() })),
    unconfirmed: maybe(words),
    paged: maybe(() => many(20, () => ({ atMs: atMs(), by: words(), where: words(), ref: words() }))),
    offers: maybe(() => many(20, () => ({ id: words(), label: words() }))),
  });
  const extras = (): CardExtras => ({
    claims: chance() < 0.7,
    pager: maybe(words),
    before: many(20, () => ({
      incidentId: words(),
      openedAtMs: atMs(),
      endedAtMs: maybe(atMs),
      takenBy: maybe(words),
      woke: chance() < 0.5,
      url: url(),
    })),
    alsoNow: many(50, () => words()),
    mute: maybe(() => ({
      id: words(),
      kind: pick("mute", "maintenance"),
      match: {},
      fromMs: atMs(),
      untilMs: atMs(),
      by: words(),
      channel: "C1",
      because: words(),
      swallowed: 1,
    })),
    runbook: url(),
    mention: maybe(() => many(40, () => words(2))),
  });
  const card = (): Message => ({ kind: "card", incident: incident(), canAct: chance() < 0.3, extras: maybe(extras) });
  const note = (): Message => ({
    kind: "note",
    lines: many(300, () => pick(words(), `2026-11-16 08:00:00 ${words()}`, "and 3 more")),
    mention: maybe(() => many(40, () => words(2))),
  });
  return { card, note };
};

test(`any ${RUNS} cards are what Slack takes, and ping nobody`, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) checkMessage(world(seed).card(), seed);
});

test(`any ${RUNS} notes are what Slack takes, and ping nobody`, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) checkMessage(world(seed).note(), seed);
});
