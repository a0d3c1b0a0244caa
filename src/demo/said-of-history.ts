import type { Store } from "../core/store.ts";
import type { VerdictTag } from "../core/verdict.ts";
import { createRandom } from "./pagerduty/random.ts";
import { PEOPLE } from "./people.ts";

const DAY_MS = 86_400_000;
const MOST = 2_000;
const JUDGED = 0.75;
/** What people say of alerts that deserve their name, and of the others. */
const GOOD = ["action", "action", "action", "issue", "viewissue", "none"] as const satisfies readonly VerdictTag[];
const BAD = [
  "none",
  "none",
  "fix",
  "thresholdincorrect",
  "checkfaulty",
  "action",
] as const satisfies readonly VerdictTag[];
/** Of the kinds of alert, this part is noise. */
const NOISY = 0.35;

const seedOf = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);

/** What the demo's people said of the account's past: verdicts of most problems, the same at each start. Answers how many. */
export const sayOfHistory = async (store: Pick<Store, "incidents" | "verdicts">, nowMs: number): Promise<number> => {
  const filter = { states: ["resolved"], sources: ["pagerduty"], openedFromMs: nowMs - 120 * DAY_MS } as const;
  const { incidents } = await store.incidents(filter, "recent", MOST);
  let said = 0;
  for (const { id, key, title, ackedBy, resolvedAtMs, ending } of incidents) {
    const random = createRandom(seedOf(key));
    if (ending === "merged" || resolvedAtMs === undefined || !random.chance(JUDGED)) continue;
    const noisy = createRandom(seedOf(title)).chance(NOISY) || ending === "auto";
    const by = ackedBy ?? PEOPLE[0]?.name ?? "";
    await store.verdicts.set({
      incidentId: id,
      tag: random.pick(noisy ? BAD : GOOD),
      userId: "demo",
      by,
      atMs: resolvedAtMs + 60_000,
    });
    said += 1;
  }
  return said;
};
