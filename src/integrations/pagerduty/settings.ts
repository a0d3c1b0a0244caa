import type { SettingSpecs, SettingValues } from "../../core/integration.ts";

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
  PAGERDUTY_REGION: { about: "service region of the account", oneOf: ["us", "eu"], byDefault: "us" },
  PAGERDUTY_URL: {
    about: "base URL of another API host, for a proxy; instead of the region",
    example: "https://pagerduty-proxy.example.com",
  },
} as const satisfies SettingSpecs;

/** PagerDuty's settings as they are set. */
export type Settings = SettingValues<typeof settings>;

/** Hosts by service region: https://developer.pagerduty.com/docs/service-regions */
const HOSTS: Readonly<Record<string, string>> = { us: "https://api.pagerduty.com", eu: "https://api.eu.pagerduty.com" };

/** Where the REST API is; undefined when the setting is not a usable URL. */
export const baseUrl = ({ PAGERDUTY_URL, PAGERDUTY_REGION }: Settings): URL | undefined => {
  const url = URL.parse(PAGERDUTY_URL ?? HOSTS[PAGERDUTY_REGION ?? "us"] ?? "");
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
};

const checkUrl = (text: string): readonly string[] => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    return ["PAGERDUTY_URL is not an http or https URL: write it like https://pagerduty-proxy.example.com."];
  if (url.username || url.password)
    return ["PAGERDUTY_URL holds a user or password: take it out, the token is enough."];
  if (url.search || url.hash) return ["PAGERDUTY_URL has a query or a fragment: give only the host and its path."];
  return [];
};

/** Settings that contradict each other, each with what to do. */
export const checkSettings = (values: Settings): readonly string[] => {
  const { PAGERDUTY_URL: url, PAGERDUTY_REGION: region, PAGERDUTY_TOKEN: token } = values;
  const problems: string[] = url === undefined ? [] : [...checkUrl(url)];
  if (url !== undefined && region === "eu")
    problems.push("PAGERDUTY_URL and PAGERDUTY_REGION=eu name two hosts: take one of them away.");
  if (url !== undefined && token === undefined)
    problems.push("PAGERDUTY_URL is set but PAGERDUTY_TOKEN is not: set the token too, or take the URL away.");
  if (region !== undefined && HOSTS[region] === undefined)
    problems.push(`PAGERDUTY_REGION is "${region}": it can be us or eu.`);
  return problems;
};
