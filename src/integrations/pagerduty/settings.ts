import type { SettingSpecs, SettingValues } from "../../core/integration.ts";
import { checkTokens, tokenSetting } from "../../lib/hook-token.ts";
import { checkBase, httpUrl } from "../../lib/http-url.ts";

const EXAMPLE = "https://pagerduty-proxy.example.com";

/** What PagerDuty needs to be told. */
export const settings = {
  PAGERDUTY_TOKEN: {
    about: "REST API key, for history, buttons and who is on call",
    secret: true,
    example: "u+AbCdEfGhIjKlMnOp",
  },
  PAGERDUTY_WEBHOOK_SECRETS: {
    about: "secret of the v3 webhook subscription; several, comma separated, while rotating",
    secret: true,
  },
  PAGERDUTY_WEBHOOK_TOKEN: tokenSetting("in the address or a custom header of v2 webhooks, which are not signed"),
  PAGERDUTY_REGION: { about: "service region of the account", oneOf: ["us", "eu"], byDefault: "us" },
  PAGERDUTY_URL: {
    about: "base URL of another API host, for a proxy; instead of the region",
    example: EXAMPLE,
  },
  PAGERDUTY_ROUTING_KEY: {
    about: "integration key (Events API v2) of the service that Page on-call opens incidents on",
    secret: true,
    example: "0123456789abcdef0123456789abcdef",
  },
  PAGERDUTY_PAGE_SERVICE: {
    about: "name or id of the service on which paging a person, schedule or policy opens incidents",
    example: "On-call pages",
  },
  PAGERDUTY_EVENTS_URL: {
    about: "base URL of another Events API host, for a proxy; instead of the region's",
    example: EXAMPLE,
  },
} as const satisfies SettingSpecs;

/** PagerDuty's settings as they are set. */
export type Settings = SettingValues<typeof settings>;

/** Hosts by service region: https://developer.pagerduty.com/docs/service-regions */
const HOSTS: Readonly<Record<string, string>> = { us: "https://api.pagerduty.com", eu: "https://api.eu.pagerduty.com" };

const EVENT_HOSTS: Readonly<Record<string, string>> = {
  us: "https://events.pagerduty.com",
  eu: "https://events.eu.pagerduty.com",
};

/** Where the Events API is; undefined when the setting is not a usable URL. */
export const eventsUrl = ({ PAGERDUTY_EVENTS_URL, PAGERDUTY_REGION }: Settings): URL | undefined => {
  return httpUrl(PAGERDUTY_EVENTS_URL ?? EVENT_HOSTS[PAGERDUTY_REGION ?? "us"] ?? "");
};

/** Where the REST API is; undefined when the setting is not a usable URL. */
export const baseUrl = ({ PAGERDUTY_URL, PAGERDUTY_REGION }: Settings): URL | undefined => {
  return httpUrl(PAGERDUTY_URL ?? HOSTS[PAGERDUTY_REGION ?? "us"] ?? "");
};

const checkEvents = (values: Settings): readonly string[] => {
  const { PAGERDUTY_EVENTS_URL: url, PAGERDUTY_ROUTING_KEY: key } = values;
  const problems = [...checkBase("PAGERDUTY_EVENTS_URL", url, EXAMPLE)];
  if (key !== undefined && !/^[A-Za-z0-9]{32}$/.test(key))
    problems.push(
      "PAGERDUTY_ROUTING_KEY is not an integration key: copy the 32 letters and digits of an Events API v2 integration.",
    );
  if (url !== undefined && key === undefined)
    problems.push(
      "PAGERDUTY_EVENTS_URL is set but PAGERDUTY_ROUTING_KEY is not: set the key too, or take the URL away.",
    );
  return problems;
};

/** Settings that contradict each other, each with what to do. */
export const checkSettings = (values: Settings): readonly string[] => {
  const { PAGERDUTY_URL: url, PAGERDUTY_REGION: region, PAGERDUTY_TOKEN: token } = values;
  const problems = [
    ...checkTokens("PAGERDUTY_WEBHOOK_TOKEN", values.PAGERDUTY_WEBHOOK_TOKEN),
    ...checkBase("PAGERDUTY_URL", url, EXAMPLE),
  ];
  if (url !== undefined && region === "eu")
    problems.push("PAGERDUTY_URL and PAGERDUTY_REGION=eu name two hosts: take one of them away.");
  if (url !== undefined && token === undefined)
    problems.push("PAGERDUTY_URL is set but PAGERDUTY_TOKEN is not: set the token too, or take the URL away.");
  if (region !== undefined && HOSTS[region] === undefined)
    problems.push(`PAGERDUTY_REGION is "${region}": it can be us or eu.`);
  if (values.PAGERDUTY_PAGE_SERVICE !== undefined && token === undefined)
    problems.push("PAGERDUTY_PAGE_SERVICE is set but PAGERDUTY_TOKEN is not: set the token too, or take it away.");
  return [...problems, ...checkEvents(values)];
};
