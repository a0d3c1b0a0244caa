import { Failure } from "../../src/core/failure.ts";
import type { IncidentRef } from "../../src/core/incident-ref.ts";
import type { Known } from "../../src/core/known.ts";
import type { OnCall } from "../../src/core/oncall.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import type {
  IncidentQuery,
  Override,
  PagerIncident,
  PagerPerson,
  PagerSchedule,
  PagerService,
  Shift,
  Target,
  TimeWindow,
} from "../../src/core/responding.ts";

const HOUR = 3_600_000;
/** Wednesday afternoon: 14:23 in Berlin. */
export const NOW_MS = Date.parse("2026-11-18T13:23:00Z");

/** An answer that has just come. */
export const fresh = <T>(value: T): Known<T> => ({ value, atMs: NOW_MS });

/** An answer of 12 minutes ago, because there is none now. */
export const old = <T>(value: T): Known<T> => ({
  value,
  atMs: NOW_MS - 12 * 60_000,
  stale: "PagerDuty does not answer",
});

/** Ana asks; Ben and Chen are others. */
export const PEOPLE: readonly PagerPerson[] = [
  { id: "PANA", name: "Ana Souza", email: "ana@example.com", tz: "Europe/Berlin", phones: ["+49 170 111"] },
  {
    id: "PBEN",
    name: "Ben Carter",
    email: "ben@example.com",
    tz: "America/New_York",
    phones: ["+1 555 222", "+1 555 333"],
  },
  { id: "PCHEN", name: "Chen Wei", email: "chen@example.com", phones: [] },
];

/** Three rotations; the last has a name that holds the first's. */
export const SCHEDULES: readonly PagerSchedule[] = [
  { id: "PS1", name: "Payments", tz: "Europe/Berlin", policies: ["Payments"], url: "https://acme.pagerduty.com/s/PS1" },
  { id: "PS2", name: "Platform days", policies: ["Platform"] },
  { id: "PS3", name: "Payments EU", policies: [] },
];

/** One in trouble, one calm. */
export const SERVICES: readonly PagerService[] = [
  { id: "PSV1", name: "Checkout API", status: "active", policy: { id: "PP1", name: "Payments" } },
  { id: "PSV2", name: "Search", status: "critical", policy: { id: "PP2", name: "Platform" } },
];

/** A turn of somebody by id, permanent unless more is said. */
export const turn = (personId: string, policy: string, level: number, more: Partial<OnCall> = {}): OnCall => ({
  personId,
  name: PEOPLE.find(({ id }) => id === personId)?.name ?? personId,
  policy,
  level,
  fromMs: null,
  toMs: null,
  ...more,
});

/** Who is on call now: two levels of one policy, one of another. */
export const ONCALL: readonly OnCall[] = [
  turn("PBEN", "Platform", 1, { schedule: "Platform days", fromMs: NOW_MS - HOUR, toMs: NOW_MS + 4 * HOUR }),
  turn("PCHEN", "Payments", 2),
  turn("PANA", "Payments", 1, { schedule: "Payments", fromMs: NOW_MS - 2 * HOUR, toMs: NOW_MS + 20 * HOUR }),
];

/** An incident; nobody took it yet unless more is said. */
export const incident = (number: string, more: Partial<PagerIncident> = {}): PagerIncident => ({
  id: `Q${number}ABCDEFGH`,
  number,
  title: "Checkout is slow",
  url: `https://acme.pagerduty.com/incidents/Q${number}ABCDEFGH`,
  status: "triggered",
  urgency: "high",
  service: { id: "PSV1", name: "Checkout API" },
  policy: { id: "PP1", name: "Payments" },
  assigned: [{ id: "PANA", name: "Ana Souza" }],
  ackedBy: [],
  teams: [],
  openedAtMs: NOW_MS - HOUR,
  ...more,
});

/** Open and resolved, of two services. */
export const INCIDENTS: readonly PagerIncident[] = [
  incident("14", {
    title: "Search is down",
    status: "acknowledged",
    service: { id: "PSV2", name: "Search" },
    assigned: [{ id: "PBEN", name: "Ben Carter" }],
    ackedBy: [{ id: "PBEN", name: "Ben Carter" }],
    priority: "P1",
    snoozedUntilMs: NOW_MS + 2 * HOUR,
  }),
  incident("12"),
  incident("13", { title: "Disk fills", urgency: "low", openedAtMs: NOW_MS - 30 * 60_000 }),
  incident("9", {
    title: "Old news",
    status: "resolved",
    changedAtMs: NOW_MS - 3 * HOUR,
    openedAtMs: NOW_MS - 5 * HOUR,
  }),
];

const findOne = <T extends { readonly id: string; readonly name: string }>(
  words: string,
  all: readonly T[],
  what: string,
): T => {
  const said = words.replace(/^"|"$/g, "").toLowerCase();
  const exact = all.filter(({ id, name }) => id.toLowerCase() === said || name.toLowerCase() === said);
  const fits = exact.length > 0 ? exact : all.filter(({ name }) => name.toLowerCase().includes(said));
  const [one, ...others] = fits;
  if (one && others.length === 0) return one;
  if (!one) throw new Failure("not_found", `no ${what} like ${words}`, { tell: `I know no ${what} like "${words}".` });
  throw new Failure("usage", "several fit", {
    tell: `Which "${words}" do you mean?`,
    choices: { words, options: fits.map(({ name }) => ({ label: name, value: name })) },
  });
};

const EVERYTHING: readonly Target[] = [
  ...PEOPLE.map(({ id, name }) => ({ kind: "person" as const, id, name })),
  ...SCHEDULES.map(({ id, name }) => ({ kind: "schedule" as const, id, name })),
  ...SERVICES.map(({ id, name }) => ({ kind: "service" as const, id, name })),
  { kind: "policy", id: "PP1", name: "Payments" },
  { kind: "policy", id: "PP2", name: "Platform" },
];

const fits =
  ({ statuses = ["triggered", "acknowledged"], personIds, serviceIds, sinceMs }: IncidentQuery) =>
  (one: PagerIncident): boolean =>
    statuses.includes(one.status) &&
    (personIds === undefined || one.assigned.some(({ id }) => personIds.includes(id))) &&
    (serviceIds === undefined || (one.service !== undefined && serviceIds.includes(one.service.id))) &&
    one.openedAtMs >= (sinceMs ?? 0);

const requireIncident = (ref: IncidentRef): PagerIncident => {
  if (ref.kind === "here") throw new Failure("usage", "not below a card", { tell: "Which incident? Say its number." });
  const found = INCIDENTS.find(({ id, number }) => id === ref.ref || number === ref.ref);
  if (found) return found;
  throw new Failure("not_found", `no incident ${ref.ref}`, { tell: `There is no incident ${ref.ref}.` });
};

const requireWindow = ({ fromMs, toMs }: TimeWindow): void => {
  if (!(fromMs < toMs)) throw new Error(`a window that ends before it begins: ${fromMs} ${toMs}`);
};

const SHIFTS: readonly Shift[] = [
  { person: { id: "PANA", name: "Ana Souza" }, fromMs: NOW_MS, toMs: NOW_MS + 20 * HOUR },
  { person: { id: "PBEN", name: "Ben Carter" }, fromMs: NOW_MS + 22 * HOUR, toMs: NOW_MS + 24 * 365 * HOUR },
];

const OVERRIDES: readonly Override[] = [
  {
    id: "PO1",
    schedule: { id: "PS1", name: "Payments" },
    person: { id: "PCHEN", name: "Chen Wei" },
    fromMs: NOW_MS + 30 * HOUR,
    toMs: NOW_MS + 32 * HOUR,
  },
];

/** What no test expects to be called. */
const refuse = (name: string) => async (): Promise<never> => {
  throw new Error(`nobody expected ${name} here`);
};

/** The pager as Ana sees it; changes are refused unless `more` has them. */
export const createPager = (more: Partial<PagerDesk> = {}): PagerDesk => ({
  name: "PagerDuty",
  phones: "stale",
  me: async () => PEOPLE[0] as PagerPerson,
  oncall: async () => fresh(ONCALL),
  async turns(query) {
    requireWindow(query);
    return fresh(ONCALL.filter(({ personId }) => query.personIds?.includes(personId) ?? true));
  },
  people: async () => fresh(PEOPLE),
  schedules: async () => fresh(SCHEDULES),
  services: async () => fresh(SERVICES),
  policies: async () => fresh([{ id: "PP1", name: "Payments" }]),
  target: async (words, kinds) =>
    words === "me"
      ? { kind: "person", id: "PANA", name: "Ana Souza" }
      : findOne(
          words,
          EVERYTHING.filter(({ kind }) => kinds.includes(kind)),
          kinds.join(" or "),
        ),
  schedule: async (words) => findOne(words, SCHEDULES, "schedule"),
  async shifts(schedule, window) {
    requireWindow(window);
    const shown = schedule.id === "PS1" ? SHIFTS : [];
    return fresh(
      shown
        .filter(({ fromMs }) => fromMs < window.toMs)
        .map((one) => ({ ...one, toMs: Math.min(one.toMs, window.toMs) })),
    );
  },
  async overrides(schedule, window) {
    requireWindow(window);
    return OVERRIDES.filter((one) => one.schedule.id === schedule.id && one.fromMs < window.toMs);
  },
  incidents: async (query) => fresh({ incidents: INCIDENTS.filter(fits(query)), complete: true }),
  incident: async (ref) => requireIncident(ref),
  async notes(ref) {
    if (requireIncident(ref).number !== "12") return [];
    return [
      { atMs: NOW_MS - 10 * 60_000, by: "Ben Carter", text: "Rolled back?" },
      { atMs: NOW_MS - 20 * 60_000, by: "Ana Souza", text: "Looking." },
    ];
  },
  setStatus: refuse("setStatus"),
  snooze: refuse("snooze"),
  escalate: refuse("escalate"),
  reassign: refuse("reassign"),
  addResponder: refuse("addResponder"),
  merge: refuse("merge"),
  setPriority: refuse("setPriority"),
  addNote: refuse("addNote"),
  addStatusUpdate: refuse("addStatusUpdate"),
  page: refuse("page"),
  override: refuse("override"),
  deleteOverride: refuse("deleteOverride"),
  askCover: refuse("askCover"),
  takeCover: refuse("takeCover"),
  withdrawCover: refuse("withdrawCover"),
  forget: refuse("forget"),
  ...more,
});
