import { PEOPLE } from "../../people.ts";
import type { Account, Level, Policy, Priority, Role, Service, Target, Team, User } from "../model.ts";
import type { Random } from "../random.ts";
import type { Schedule } from "../rota.ts";
import { createCommand } from "./setup-command.ts";

const HOUR_MS = 3_600_000;
/** A Monday, 08:00 UTC. */
const ANCHOR_MS = Date.UTC(2024, 0, 1, 8);

const TEAMS: readonly { name: string; about: string; members: readonly string[] }[] = [
  { name: "Platform", about: "Cluster, network and data stores", members: ["ANA001", "BEN002", "CHI003", "DAN004"] },
  { name: "Payments", about: "Checkout and billing", members: ["ELI005", "FIN006", "GRA007", "HAR008"] },
  { name: "Web", about: "Storefront and search", members: ["IVY009", "JON010", "NOO012", "KIM011"] },
];

const PRIORITIES: readonly (readonly [name: string, about: string])[] = [
  ["P1", "Customers cannot buy"],
  ["P2", "Many customers notice"],
  ["P3", "Some customers notice"],
  ["P4", "Nobody outside notices"],
];

const SERVICES: readonly (readonly [name: string, team: string])[] = [
  ["Kubernetes", "Platform"],
  ["Postgres", "Platform"],
  ["Checkout API", "Payments"],
  ["Billing", "Payments"],
  ["Storefront", "Web"],
  ["Search", "Web"],
];

/** Everything that an account can buy of what this one knows. https://support.pagerduty.com/main/docs/abilities */
const ABILITIES: readonly string[] = [
  "teams",
  "urgencies",
  "read_only_users",
  "manage_schedules",
  "coordinated_responding",
];

const ROLES: Readonly<Record<string, Role>> = { KIM011: "admin", GRA007: "user" };

const createUsers = (random: Random, teams: readonly Team[]): readonly User[] =>
  PEOPLE.map((person) => {
    const own = TEAMS.filter((team) => team.members.includes(person.stem)).map((team) => team.name);
    return {
      id: `P${person.stem}`,
      name: person.name,
      email: person.email,
      tz: person.tz,
      title: person.title,
      teamIds: teams.filter((team) => own.includes(team.name)).map((team) => team.id),
      phone: `+1555${String(random.int(1_000_000, 9_999_999))}`,
      role: ROLES[person.stem] ?? "limited_user",
    };
  });

const createSchedules = (random: Random, teams: readonly Team[]): readonly Schedule[] =>
  TEAMS.map((team, index) => {
    const id = random.id("P", 7);
    const layer = {
      id: random.id("P", 7),
      name: "Layer 1",
      userIds: team.members.slice(0, 3).map((stem) => `P${stem}`),
      anchorMs: ANCHOR_MS,
      turnMs: (team.name === "Payments" ? 24 : 168) * HOUR_MS,
      startMs: ANCHOR_MS,
      endMs: null,
      restrictions: [],
    };
    const tz = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"][index] ?? "Etc/UTC";
    return { id, name: `${team.name} Primary`, tz, teamId: teams[index]?.id ?? "", layers: [layer], overrides: [] };
  });

const createPolicies = (random: Random, teams: readonly Team[], schedules: readonly Schedule[]): readonly Policy[] => {
  const level = (delayMin: number, targets: readonly Target[]): Level => ({
    id: random.id("P", 7),
    delayMin,
    targets,
  });
  const last = (index: number): Target => ({ kind: "user", id: `P${TEAMS[index]?.members[3] ?? ""}` });
  return teams.map((team, index) => {
    const primary: Target = { kind: "schedule", id: schedules[index]?.id ?? "" };
    const other: Target = { kind: "schedule", id: schedules[0]?.id ?? "" };
    const second = index === 2 ? [other, last(index)] : [last(index)];
    return {
      id: random.id("P", 7),
      name: `${team.name} Escalation`,
      teamId: team.id,
      levels: [level(10, [primary]), level(20, second)],
    };
  });
};

/**
 * The account without history: 12 people, 3 teams, 3 schedules with layers and one of the new kind, 4 policies of two
 * levels, 6 services, 4 priorities.
 */
export const createAccount = (random: Random, nowMs: number): Account => {
  const teams = TEAMS.map(({ name, about }): Team => ({ id: random.id("P", 7), name, about }));
  const users = createUsers(random, teams);
  const schedules = createSchedules(random, teams);
  const policies = createPolicies(random, teams, schedules);
  const services = SERVICES.map(([name, team]): Service => {
    const teamId = teams.find((one) => one.name === team)?.id ?? "";
    const policyId = policies.find((one) => one.teamId === teamId)?.id ?? "";
    return {
      id: random.id("P", 7),
      integrationId: random.id("P", 7),
      name,
      policyId,
      teamId,
      createdAtMs: nowMs - 400 * 24 * HOUR_MS,
      disabled: false,
    };
  });
  const priorities = PRIORITIES.map(([name, about]): Priority => ({ id: random.id("P", 7), name, about }));
  const command = createCommand(teams, schedules);
  return {
    subdomain: "northwind",
    users,
    teams,
    schedules,
    shiftSchedules: [command.schedule],
    policies: [...policies, command.policy],
    services,
    priorities,
    incidents: [],
    incidentById: new Map(),
    entries: [],
    windows: [],
    abilities: new Set(ABILITIES),
  };
};
