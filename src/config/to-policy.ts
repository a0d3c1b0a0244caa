import type { Matcher } from "../core/match.ts";
import type { Grant } from "../core/permissions.ts";
import type { ExpectedBeat, Policy, Redaction, Route, ShiftRule } from "../core/policy.ts";
import { defaultPolicy, defaultRoute, ROUTE_DEFAULTS } from "../core/policy-default.ts";
import { CARDS, CREDENTIALS, EMAILS, IPS } from "../core/redactions.ts";
import type { Sections } from "./sections.ts";
import { careOf } from "./sections-care.ts";
import { graphOfRoute } from "./sections-graph.ts";
import { thresholdsOf } from "./sections-watch.ts";

type FileRoute = NonNullable<Sections["routes"]>[number];
type FileGrant = NonNullable<NonNullable<Sections["permissions"]>["page"]>;
type FileShift = NonNullable<Sections["shifts"]>[number];
type FileBeat = NonNullable<Sections["heartbeats"]>[number];

/** What a policy takes from the settings. */
export interface PolicyDefaults {
  readonly opsChannel: string;
  /** The team's IANA zone. */
  readonly tz: string;
}

const matcherOf = ({ match, words }: Pick<FileRoute, "match" | "words">): Matcher => ({
  ...(match ? { labels: match } : {}),
  ...(words ? { words } : {}),
});

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const leftAloneOf = (given: FileRoute["left_alone"]): Route["leftAlone"] => {
  const { afterMs, severities } = ROUTE_DEFAULTS.leftAlone;
  if (given === undefined) return ROUTE_DEFAULTS.leftAlone;
  if (given === "off" || given === false) return undefined;
  return { afterMs: given.after ?? afterMs, severities: given.severity ?? severities, page: given.page };
};

const groupOf = (given: FileRoute["group"], windowMs: number): Route["group"] => {
  if (given === undefined) return undefined;
  if (given === "off" || given === false) return { by: [], windowMs };
  return { by: given.by, windowMs: given.window ?? windowMs };
};

const routeOf = (route: FileRoute, { opsChannel, tz }: PolicyDefaults, windowMs: number): Route => ({
  name: route.name,
  match: matcherOf(route),
  channel: route.channel ?? opsChannel,
  mention: route.mention ?? ROUTE_DEFAULTS.mention,
  post: route.post,
  details: route.details,
  leftAlone: leftAloneOf(route.left_alone),
  group: groupOf(route.group, windowMs),
  ...(route.graph === undefined ? {} : { graph: graphOfRoute(route.graph) }),
  ...(route.severity ? { severity: route.severity } : {}),
  ...(route.hours
    ? {
        hours: {
          days: route.hours.days ?? EVERY_DAY,
          fromMin: route.hours.from,
          toMin: route.hours.to,
          tz: route.hours.tz ?? tz,
          when: route.hours.when,
        },
      }
    : {}),
});

/** Whether nothing that comes after it is ever reached. */
export const takesAll = ({ match = {}, words = [], hours }: Pick<FileRoute, "match" | "words" | "hours">): boolean =>
  Object.keys(match).length === 0 && words.length === 0 && hours === undefined;

const routesOf = (given: readonly FileRoute[], defaults: PolicyDefaults, windowMs: number): Policy["routes"] => {
  const routes = given.map((route) => routeOf(route, defaults, windowMs));
  const [last, own] = [given.at(-1), routes.at(-1)];
  return last && own && takesAll(last) ? [...routes.slice(0, -1), own] : [...routes, defaultRoute(defaults.opsChannel)];
};

const beatOf = (beat: FileBeat, opsChannel: string): ExpectedBeat => ({
  name: beat.name,
  source: beat.source.toLowerCase(),
  match: matcherOf(beat),
  everyMs: beat.every,
  channel: beat.channel ?? opsChannel,
  hidden: beat.hidden,
});

const redactionsOf = ({ credentials = true, emails, ips, cards, patterns = {} }: NonNullable<Sections["redact"]>) => [
  ...(credentials ? CREDENTIALS : []),
  ...(emails ? EMAILS : []),
  ...(ips ? IPS : []),
  ...(cards ? CARDS : []),
  ...Object.entries(patterns).map(([name, text]): Redaction => ({ name, pattern: new RegExp(text, "gu") })),
];

const grantOf = ({ people = [], groups = [], channels = [], ask }: FileGrant): Grant => ({
  people,
  groups,
  channels,
  ...(ask === undefined ? {} : { ask }),
});

const permissionsOf = (given: NonNullable<Sections["permissions"]>): Policy["permissions"] =>
  Object.fromEntries(
    Object.entries(given).flatMap(([deed, grant]) => (grant === undefined ? [] : [[deed, grantOf(grant)]])),
  );

const DAY = 86_400_000;

const shiftOf = ({ gaps = DAY, ...shift }: FileShift): ShiftRule => ({
  ...shift,
  gapsAheadMs: typeof gaps === "number" ? gaps : undefined,
});

/** The policy that the sections of a config file make; what they leave out is as without a file. */
export const toPolicy = (sections: Sections, defaults: PolicyDefaults): Policy => {
  const byDefault = defaultPolicy(defaults.opsChannel);
  const groupWindowMs = sections.group_window ?? byDefault.groupWindowMs;
  const { flapping } = sections;
  return {
    routes: routesOf(sections.routes ?? [], defaults, groupWindowMs),
    runbooks: (sections.runbooks ?? []).map((runbook) => ({ match: matcherOf(runbook), url: runbook.url })),
    heartbeats: (sections.heartbeats ?? []).map((beat) => beatOf(beat, defaults.opsChannel)),
    flapping: flapping ? { changes: flapping.changes, withinMs: flapping.within } : byDefault.flapping,
    freshAfterMs: sections.fresh_after ?? byDefault.freshAfterMs,
    groupWindowMs,
    redactions: redactionsOf(sections.redact ?? {}),
    permissions: permissionsOf(sections.permissions ?? {}),
    shifts: (sections.shifts ?? []).map(shiftOf),
    thresholds: thresholdsOf(sections.watch ?? []),
    care: careOf(sections),
    phones: sections.phones ?? byDefault.phones,
  };
};
