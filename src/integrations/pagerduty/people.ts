import type { Person } from "../../core/fact.ts";
import type { ApiUser } from "./api-shapes.ts";
import { linkOf } from "./shapes.ts";

/** The zone if this machine knows it: PagerDuty also holds names that are no IANA zones. */
const zoneOf = (name: string | null | undefined): string | undefined => {
  if (!name) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone && name;
  } catch {
    return undefined;
  }
};

/** A user of the API as the store takes it. */
export const personOfUser = (user: ApiUser): Person => ({
  source: "pagerduty",
  id: user.id,
  name: user.name || user.summary || user.id,
  email: user.email ?? undefined,
  tz: zoneOf(user.time_zone),
  url: linkOf(user.html_url),
});
