import { createPagerDuty, type PagerDuty } from "../demo/pagerduty/index.ts";

/** The same account on every start, so that a picture of `ask --demo` and the live page of `demo` agree. */
const DEMO_SEED = 7;
/** Where the demo's bot listens when the port is free. */
export const DEMO_PORT = 8765;
/** Where the demo's chat page is when the port is free. */
export const DEMO_CHAT_PORT = 8766;
/** Signs the demo's links; the demo is reachable from this machine only. */
const DEMO_LINK_SECRET = "demo-links-open-on-this-machine-only";
/** The zone the demo's numbers are in. */
const DEMO_TZ = "Europe/Berlin";

/** A local PagerDuty account with the same history at every start; `clock` gives epoch milliseconds. */
export const startAccount = (clock: () => number): Promise<PagerDuty> => createPagerDuty({ clock, seed: DEMO_SEED });

/** Settings that point Dr. M at the demo's account; the store is under `dataDir`. */
export const accountSettings = (account: PagerDuty, dataDir: string) => ({
  PAGERDUTY_URL: account.url,
  PAGERDUTY_TOKEN: account.token,
  PAGERDUTY_WEBHOOK_SECRETS: account.webhookSecret,
  PAGERDUTY_ROUTING_KEY: account.routingKey,
  PAGERDUTY_EVENTS_URL: account.eventsUrl,
  PAGERDUTY_PAGE_SERVICE: account.account.services[0]?.id ?? "",
  DATA_DIR: dataDir,
  LINK_SECRETS: DEMO_LINK_SECRET,
  TEAM_TZ: DEMO_TZ,
});
