import type { Incident, Member } from "../../src/core/incident.ts";
import type { CardExtras } from "../../src/core/message.ts";
import { incidentAfter, OPENED_MS, type Step } from "./incidents.ts";

const MIN = 60_000;

export const EXTRAS: CardExtras = { claims: true, before: [], alsoNow: [] };

export const METRIC: Step = {
  source: "librato",
  key: "load-6400001",
  title: "API latency is high",
  url: "https://metrics.librato.com/alerts#/6400001",
  labels: { service: "API", host: "web-1", value: "812 ms", threshold: "> 500 ms", metric: "api.latency", env: "prod" },
};
export const metric = (...steps: readonly Step[]): Incident =>
  incidentAfter(METRIC, ...steps.map((s) => ({ ...METRIC, labels: {}, ...s })));

const member = (name: string, atMin: number, more: Partial<Member> = {}): Member => ({
  key: name,
  title: "API latency is high",
  state: "firing",
  sinceMs: OPENED_MS + atMin * MIN,
  labels: { host: name, value: `${800 + atMin} ms` },
  last: { atMs: OPENED_MS, rank: 1, eventId: name },
  ...more,
});

const before = (daysAgo: number, more: object = {}) => ({
  incidentId: `librato:load@${daysAgo}`,
  openedAtMs: OPENED_MS - daysAgo * 1440 * MIN,
  endedAtMs: OPENED_MS - daysAgo * 1440 * MIN + 12 * MIN,
  woke: false,
  ...more,
});

export const MUTE = {
  id: "m1",
  kind: "mute",
  match: { words: ["latency"] },
  fromMs: OPENED_MS,
  untilMs: OPENED_MS + 120 * MIN,
  by: "Ana Ruiz",
  userId: "U1",
  channel: "C1",
  because: "deploy of <!channel> the cache",
  swallowed: 3,
} as const;

export const claim: Step = { ours: true, state: "acked", by: "Ana Ruiz", atMin: 2, what: "claimed" };
export const page = { atMs: OPENED_MS + MIN, by: "Ana Ruiz", where: "PagerDuty", ref: "r1" };
export const resolved = metric({ state: "resolved", ending: "auto", atMin: 5 });

/** A card for each thing that can be special about a problem: incident, extras, whether the source takes orders. */
export const CARDS: Readonly<Record<string, readonly [Incident, Partial<CardExtras>, canAct?: boolean]>> = {
  "claims-firing": [metric(), { pager: "PagerDuty", mention: ["here", "U0ANA", "S0OPS", "<!channel>"] }],
  "claims-taken": [metric(claim), { pager: "PagerDuty", runbook: "https://wiki.example/api?a=1&b=2" }],
  "claims-paged": [
    metric({ ours: true, state: "update", what: "PagerDuty called", by: "Ana Ruiz", atMin: 1, paged: page }),
    { pager: "PagerDuty" },
  ],
  "claims-notice": [
    incidentAfter({ ...METRIC, state: "notice", severity: "error", title: '"502s" found 10 matches' }),
    {},
  ],
  muted: [metric(), { mute: MUTE }],
  maintenance: [metric(), { mute: { ...MUTE, kind: "maintenance", because: "switch replaced" } }],
  flapping: [
    { ...metric(), flips: [OPENED_MS, OPENED_MS + 12 * MIN], flapping: { changes: 7, sinceMs: OPENED_MS } },
    {},
  ],
  unconfirmed: [{ ...resolved, unconfirmed: "alertmanager" }, {}],
  "seen-before": [
    metric(),
    {
      before: [
        before(1, { takenBy: "Ana Ruiz", woke: true, url: "https://demo.slack.com/archives/C1/p1?a=1&b=2" }),
        before(3, { takenBy: "Ben *Okafor*" }),
        before(9, { endedAtMs: undefined }),
      ],
      alsoNow: ["papertrail", "sentry", "pingdom"],
    },
  ],
  "seen-before-judged": [
    metric(),
    {
      before: [
        before(1, { takenBy: "Ana Ruiz", woke: true, verdict: "none" }),
        before(2, { verdict: "thresholdincorrect" }),
        before(3, { takenBy: "Chi Nguyen", verdict: "incorrecttimeperiod" }),
        before(4, { takenBy: "Ana Ruiz", verdict: "issue" }),
        before(9),
      ],
    },
  ],
  "seen-before-once": [metric(), { before: [before(2)], alsoNow: ["papertrail"] }],
  group: [
    {
      ...metric(),
      members: [
        member("web-1", 0),
        member("web-2", 3),
        member("web-3", 1, { state: "resolved", endedAtMs: OPENED_MS + 4 * MIN }),
      ],
    },
    {},
  ],
  "group-large": [
    {
      ...metric(),
      members: Array.from({ length: 23 }, (_, i) => member(`web-${i}`, i, i % 3 === 0 ? { title: "Disk full" } : {})),
    },
    {},
  ],
  offer: [
    incidentAfter({
      source: "drm",
      key: "hook:pagerduty",
      title: "PagerDuty switched its webhook off",
      labels: {},
      url: undefined,
      offers: [{ id: "enable:pagerduty:PSUB01", label: "Switch it on again" }],
    }),
    { claims: false },
  ],
};
