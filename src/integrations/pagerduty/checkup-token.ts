import * as z from "zod";
import type { Check } from "../../core/checkup.ts";
import { Failure } from "../../core/failure.ts";
import type { Client } from "./client.ts";
import * as shape from "./shapes.ts";

const Abilities = z.object({ abilities: z.array(z.string()) });
const Me = z.object({ user: z.object({ name: shape.Text, summary: shape.Text }) });
const KEYS = "PagerDuty > Integrations > API Access Keys";

/** What the account's plan includes, by PagerDuty's names. https://developer.pagerduty.com/api-reference/b84a1e2a0d5f8-list-abilities */
export const readAbilities = async (client: Client): Promise<ReadonlySet<string>> =>
  new Set((await client.getNow("/abilities", {}, Abilities)).abilities);

/** What needs an ability, by PagerDuty's name of it. */
const NEEDED: Readonly<Record<string, string>> = {
  coordinated_responding: "add X to N (asking for responders)",
  urgencies: "page … low",
};

/** One line: what of ours this account's plan cannot do. */
export const planCheck = (abilities: ReadonlySet<string>): Check => {
  const lacking = Object.entries(NEEDED).filter(([ability]) => !abilities.has(ability));
  if (lacking.length === 0) return { name: "plan", state: "ok", says: "everything Dr. M can do is included" };
  const what = lacking.map(([ability, use]) => `${use} needs "${ability}"`).join("; ");
  return {
    name: "plan",
    state: "warn",
    says: `not included, so PagerDuty will refuse it: ${what}`,
    mend: "An account owner can change the plan.",
  };
};

/** Changes made with a user's own key are that user's in PagerDuty's log, whoever is named in From. */
export const kindCheck = async (client: Client): Promise<Check> => {
  const name = "kind of token";
  try {
    const { user } = await client.getNow("/users/me", {}, Me);
    return {
      name,
      state: "warn",
      says: `it is the personal key of ${user.name || user.summary || "somebody"}: changes may be logged as theirs, and end with their account`,
      mend: `Make an account-level key (${KEYS}) and set PAGERDUTY_TOKEN.`,
    };
  } catch (error) {
    // Only keys of users have a user; account-level ones are refused with 400.
    if (!(error instanceof Failure) || error.code !== "rejected") throw error;
    return { name, state: "ok", says: "an account-level key: each change is logged as the person who made it" };
  }
};

/** No schedule can have this id, and a list of no overrides changes nothing even if one had. */
const NO_SCHEDULE = "/schedules/DRM-CHECKUP/overrides";

/**
 * Whether the token may write. No read tells; but a read-only key is refused with 403 whatever it writes, before
 * anything is looked at, while one that may write learns that there is no such schedule.
 */
export const writeCheck = async (client: Client): Promise<Check> => {
  const name = "write access";
  const { status } = await client.write({ method: "POST", path: NO_SCHEDULE, data: { overrides: [] } });
  if (status === 404 || status === 400) return { name, state: "ok", says: "the token may write" };
  if (status === 403)
    return {
      name,
      state: "bad",
      says: "the token may only read: ack, resolve, page and overrides will be refused",
      mend: `Make a key without "Read-only" (${KEYS}) and set PAGERDUTY_TOKEN.`,
    };
  return {
    name,
    state: "skipped",
    says: `cannot be told without changing something: PagerDuty answered ${status} to a write that changes nothing`,
  };
};
