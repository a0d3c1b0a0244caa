import { createAccount } from "../../src/demo/pagerduty/account/setup.ts";
import type { Account, Policy, Service, Team, User } from "../../src/demo/pagerduty/model.ts";
import { createRandom } from "../../src/demo/pagerduty/random.ts";
import type { Layer, Schedule } from "../../src/demo/pagerduty/rota.ts";
import type { Chance } from "./random.ts";
import { ZONES } from "./random-query.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const NAMES = ["Ana Kovač", "Ben Ali", "Émile Roy", "chi Wu", "Zoë Ott", "Ana Kovač"];
/** Names that PagerDuty holds and no list of zones has, among those that it does. */
const ODD_ZONES = ["", "Eastern Time (US & Canada)"];
const TEAM_NAMES = ["Payments", "Platform", "Web"];
const SERVICE_NAMES = ["Checkout API", "Checkout", "Postgres", "search"];

const createUsers = (chance: Chance, teams: readonly Team[]): readonly User[] =>
  NAMES.slice(0, chance.int(3, 6)).map((name, index) => ({
    id: `PU${index}`,
    name,
    email: `u${index}@example.com`,
    tz: chance.is(0.2) ? chance.pick(ODD_ZONES) : chance.pick(ZONES),
    title: "",
    teamIds: [chance.pick(teams).id],
    phone: "+15551234567",
    role: "user",
  }));

const createLayer = (chance: Chance, users: readonly User[], startMs: number, name: string): Layer => ({
  id: name,
  name,
  userIds: users
    .filter(() => chance.is(0.6))
    .map(({ id }) => id)
    .concat(chance.pick(users).id),
  anchorMs: startMs + chance.int(0, 23) * HOUR_MS,
  turnMs: chance.pick([9, 12, 24, 7 * 24]) * HOUR_MS,
  startMs,
  endMs: null,
  restrictions: chance.is(0.65)
    ? []
    : [
        {
          kind: "daily",
          startsAt: chance.pick(["00:00:00", "09:00:00", "20:30:00"]),
          lastsMs: chance.int(3, 14) * HOUR_MS,
        },
      ],
});

const createSchedule = (
  chance: Chance,
  users: readonly User[],
  index: number,
  fromMs: number,
  toMs: number,
): Schedule => ({
  id: `PS${index}`,
  name: `Schedule ${index}`,
  tz: chance.pick(ZONES),
  teamId: "",
  layers: Array.from({ length: chance.int(1, 2) }, (_, layer) =>
    createLayer(chance, users, fromMs - chance.int(0, 3) * DAY_MS, `PL${index}${layer}`),
  ),
  overrides: Array.from({ length: chance.pick([0, 0, 1, 3]) }, (_, number) => {
    const startMs = Math.floor((fromMs + chance.next() * (toMs - fromMs)) / 1_800_000) * 1_800_000;
    return {
      id: `PO${index}${number}`,
      userId: chance.pick(users).id,
      fromMs: startMs,
      toMs: startMs + chance.int(1, 40) * 1_800_000,
    };
  }),
});

const createPolicy = (
  chance: Chance,
  users: readonly User[],
  schedules: readonly Schedule[],
  index: number,
): Policy => ({
  id: `PP${index}`,
  name: `Policy ${index}`,
  teamId: "",
  levels: [0, 1].map((level) => ({
    id: `PP${index}${level}`,
    delayMin: 10,
    targets:
      schedules.length > 0 && chance.is(0.8)
        ? [{ kind: "schedule", id: chance.pick(schedules).id }]
        : [{ kind: "user", id: chance.pick(users).id }],
  })),
});

/** An account without incidents: people, teams, services, schedules and policies made up from chance. */
export const createShell = (chance: Chance, seed: number, nowMs: number, days: number): Account => {
  const whole = createAccount(createRandom(seed), nowMs);
  const teams = TEAM_NAMES.map((name, index): Team => ({ id: `PT${index}`, name, about: "" }));
  const users = createUsers(chance, teams);
  const fromMs = nowMs - days * DAY_MS;
  const schedules = Array.from({ length: chance.int(0, 3) }, (_, index) =>
    createSchedule(chance, users, index, fromMs, nowMs),
  );
  const policies = Array.from({ length: 3 }, (_, index) => createPolicy(chance, users, schedules, index));
  const services = SERVICE_NAMES.map(
    (name, index): Service => ({
      id: `PV${index}`,
      integrationId: `PI${index}`,
      name,
      policyId: chance.pick(policies).id,
      teamId: chance.is(0.15) ? "" : chance.pick(teams).id,
      createdAtMs: 0,
      disabled: false,
    }),
  );
  return { ...whole, users, teams, schedules, shiftSchedules: [], policies, services };
};
