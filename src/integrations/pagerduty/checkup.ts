import type { Check, Checkup } from "../../core/checkup.ts";
import { type Failure, toFailure } from "../../core/failure.ts";
import { kindCheck, planCheck, readAbilities, writeCheck } from "./checkup-token.ts";
import { pingUs, type Reached, webhookChecks } from "./checkup-webhook.ts";
import type { Client } from "./client.ts";
import { TokenRefused } from "./failures.ts";
import { pagesNow } from "./paging.ts";
import { readPriorities } from "./priorities.ts";
import * as shape from "./shapes.ts";

const ApiService = shape.Thing.extend({ status: shape.Text });

/** How the account is connected, as it is configured. */
export interface CheckupOptions extends Reached {
  /** Name or id of the service that people are paged on. */
  readonly pageService: string | undefined;
}

/** What to do about a token that could not be tried. */
const mendOf = (failure: Failure): string => {
  if (failure instanceof TokenRefused) return failure.tell ?? "";
  const isTheirs = failure.code === "upstream" || failure.code === "rate_limited";
  return isTheirs
    ? "Look at https://status.pagerduty.com."
    : "Compare PAGERDUTY_URL and PAGERDUTY_REGION; can this machine reach them?";
};

const tokenCheck = async (client: Client): Promise<{ check: Check; abilities?: ReadonlySet<string> }> => {
  const name = "token";
  try {
    const abilities = await readAbilities(client);
    return { check: { name, state: "ok", says: "PagerDuty accepts it" }, abilities };
  } catch (error) {
    const failure = toFailure(error);
    // A scoped token that may not read abilities is still a token.
    if (failure.code === "credentials" && !(failure instanceof TokenRefused))
      return { check: { name, state: "ok", says: "PagerDuty accepts it, but does not tell it the account's plan" } };
    const says = failure instanceof TokenRefused ? "PagerDuty refuses it" : (failure.tell ?? failure.message);
    return { check: { name, state: "bad", says, mend: mendOf(failure) } };
  }
};

const priorityCheck = async (client: Client): Promise<Check> => {
  const name = "priorities";
  const all = await readPriorities(client);
  if (all.length > 0) return { name, state: "ok", says: all.map((one) => one.name).join(", ") };
  return {
    name,
    state: "warn",
    says: 'the account has none: "priority N P2" will be refused',
    mend: "An admin can switch them on at PagerDuty under Incidents > Incident Priorities.",
  };
};

const PAGE_NAME = "page service";

const pageCheck = async (client: Client, wanted: string | undefined): Promise<Check> => {
  const setting = "PAGERDUTY_PAGE_SERVICE";
  if (wanted === undefined)
    return {
      name: PAGE_NAME,
      state: "warn",
      says: "people, schedules and policies cannot be paged, only services",
      mend: `Set ${setting} to the service that such pages open incidents on.`,
    };
  for await (const page of pagesNow(client, "/services", "services", ApiService)) {
    const found = page.find(
      (one) => one.id === wanted || shape.namedOf(one).name.toLowerCase() === wanted.toLowerCase(),
    );
    if (!found) continue;
    const called = shape.namedOf(found).name;
    if (found.status !== "disabled") return { name: PAGE_NAME, state: "ok", says: called };
    return { name: PAGE_NAME, state: "bad", says: `${called} is disabled`, mend: "Enable it at PagerDuty." };
  }
  return { name: PAGE_NAME, state: "bad", says: `no service is called ${wanted}`, mend: `Correct ${setting}.` };
};

/** Lines of a look that itself may fail. */
const guarded = async (name: string, look: () => Promise<Check | readonly Check[]>): Promise<readonly Check[]> => {
  try {
    return [await look()].flat();
  } catch (error) {
    const { code, tell, message } = toFailure(error);
    const says = code === "credentials" ? "the token may not look at it" : `could not be looked at: ${tell ?? message}`;
    return [{ name, state: "skipped", says }];
  }
};

/** What PagerDuty tells about how it is connected: about eight calls; a thorough look has one that would write, and changes nothing. */
export const createCheckup = (client: Client, options: CheckupOptions): Checkup => ({
  async checks(thorough) {
    const { check, abilities } = await tokenCheck(client);
    if (check.state === "bad") return [check];
    const looks = await Promise.all([
      guarded("kind of token", () => kindCheck(client)),
      ...(thorough ? [guarded("write access", () => writeCheck(client))] : []),
      guarded("priorities", () => priorityCheck(client)),
      guarded(PAGE_NAME, () => pageCheck(client, options.pageService)),
      guarded("webhook", () => webhookChecks(client, options)),
    ]);
    return [check, ...(abilities ? [planCheck(abilities)] : []), ...looks.flat()];
  },
  ping: () => pingUs(client, options.publicUrl),
});
