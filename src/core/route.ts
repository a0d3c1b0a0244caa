import { SEVERITIES } from "./alert.ts";
import { Failure } from "./failure.ts";
import { type Facts, mismatch } from "./match.ts";
import { formatDuration } from "./number-words.ts";
import type { Policy, Route } from "./policy.ts";
import { formatHours, formatWeekMinute, isWithin } from "./route-hours.ts";
import { runbookFor } from "./runbook.ts";

/** Why a route does not take it now; undefined when it does. */
const refusal = ({ match, hours }: Route, facts: Facts, nowMs: number): string | undefined => {
  const unlike = mismatch(match, facts);
  if (unlike !== undefined || !hours) return unlike;
  const within = isWithin(hours, nowMs);
  if (within === (hours.when === "inside")) return undefined;
  return `it is ${formatWeekMinute(hours.tz, nowMs)}, ${within ? "within" : "outside"} ${formatHours(hours)}`;
};

const lastOf = ({ routes }: Policy): Route => routes.at(-1) ?? routes[0];

/** The first route that takes it at that moment; the last one takes everything. */
export const routeFor = (policy: Policy, facts: Facts, nowMs: number): Route =>
  policy.routes.find((route) => refusal(route, facts, nowMs) === undefined) ?? lastOf(policy);

/** The route of that name, else the default: a file may change while a problem is open. */
export const routeNamed = (policy: Policy, name: string | undefined): Route =>
  policy.routes.find((route) => route.name === name) ?? lastOf(policy);

const POSTS = { channel: "", thread: "in one thread a day", none: "listed and counted, not posted" } as const;
const DETAILS = { thread: "", channel: "details in the channel", none: "without details" } as const;

const mentionWords = (mention: readonly string[]): string =>
  mention.length === 0 ? "" : `mentions ${mention.map((one) => `@${one}`).join(", ")}`;

const leftAloneWords = ({ leftAlone }: Route): string => {
  if (!leftAlone) return "nobody is reminded";
  const { afterMs, severities, page } = leftAlone;
  const after = formatDuration(afterMs);
  return `${severities.join(" or ")} reminded after ${after}${page ? ` and paged ${after} later` : ""}`;
};

const groupWords = ({ group }: Route): string => {
  if (!group) return "";
  if (group.by.length === 0) return "a card each";
  return `one card for the same ${group.by.join(" and ")} within ${formatDuration(group.windowMs)}`;
};

/** "#ops, severity critical, mentions @here, critical reminded after 10 min" */
const formatRoute = (route: Route): string =>
  [
    /^[CGD][A-Z0-9]{7,}$/.test(route.channel) ? route.channel : `#${route.channel.replace(/^#/, "")}`,
    route.severity ? `severity ${route.severity}` : "",
    mentionWords(route.mention),
    POSTS[route.post],
    DETAILS[route.details],
    groupWords(route),
    route.post === "none" ? "" : leftAloneWords(route),
  ]
    .filter(Boolean)
    .join(", ");

const requireSeverity = ({ severity }: Facts): void => {
  if (severity === undefined || SEVERITIES.some((one) => one === severity)) return;
  throw new Failure("usage", `no severity ${severity}`, {
    tell: `No alert has the severity "${severity}". It is one of ${SEVERITIES.join(", ")}.`,
  });
};

/** Route by route up to the one that takes it, why or why not; then what becomes of it. Throws Failure("usage") for a severity that there is not. */
export const explainRoute = (policy: Policy, facts: Facts, nowMs: number): readonly string[] => {
  requireSeverity(facts);
  const taken = policy.routes.findIndex((route) => refusal(route, facts, nowMs) === undefined);
  const tried = policy.routes.slice(0, taken + 1);
  const runbook = runbookFor(policy, facts);
  return [
    ...tried.map((route, index) => {
      const why = refusal(route, facts, nowMs);
      return `${index + 1} ${route.name}: ${why === undefined ? `yes -> ${formatRoute(route)}` : `no, ${why}`}`;
    }),
    ...(runbook === undefined ? [] : [`playbook: ${runbook}`]),
  ];
};
