import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands, phrases } from "../../src/commands/index.ts";
import { Failure } from "../../src/core/failure.ts";
import type { RangeContext } from "../../src/core/time/range.ts";
import { matchCommand, parseWords } from "../../src/core/words.ts";

const NOW = Date.parse("2026-11-18T13:23:00Z");
const HOUR = 3_600_000;
const WED: RangeContext = { nowMs: NOW, tz: "Europe/Berlin", weekStart: 1 };
const at = (text: string): number => Date.parse(text);
const ref = (word: string) => ({ kind: "ref", ref: word });
const everybodys = { which: { whose: "all", refs: [] } };
const listed = (...words: readonly string[]) => ({ which: { whose: "listed", refs: words.map(ref) } });
const ahead = (hours: number) => ({ fromMs: NOW, toMs: NOW + hours * HOUR });
const who = (wanted: string | undefined, when?: { fromMs: number; words: string }) => ({
  wanted: {
    asked: {
      wanted,
      at: when && { fromMs: when.fromMs, toMs: when.fromMs + 1, moment: true },
      when: when?.words,
    },
    page: 1,
  },
});
const schedule = (name: string, days?: number, tz?: string) => ({
  of: { asked: { schedule: name, days, tz }, page: 1 },
});
const days = (count: number | undefined) => ({ over: { asked: { days: count, tz: undefined }, page: 1 } });
const scope = (mine: boolean) => ({
  of: { asked: { mine, range: undefined, words: mine ? "mine" : "" }, page: 1 },
  service: undefined,
  status: undefined,
});

type Row = readonly [said: string, canon: string, command: string, args: Readonly<Record<string, unknown>>];

const HUBOT: readonly Row[] = [
  ["pager", "oncall whoami", "oncall whoami", {}],
  ["pager me", "oncall whoami", "oncall whoami", {}],
  ["Major?", "oncall whoami", "oncall whoami", {}],
  [
    "pager me as ana@example.com",
    "oncall link me as ana@example.com",
    "oncall link me as",
    { email: "ana@example.com" },
  ],
  ["major as ana@example.com", "oncall link me as ana@example.com", "oncall link me as", { email: "ana@example.com" }],
  ["pager forget me", "oncall forget me", "oncall forget me", {}],
  ["am I on call", "am I on call", "oncall am i on call", {}],
  ["am i oncall?", "am i oncall?", "oncall am i on call", {}],
  ["pager me am I on-call?", "oncall am I on-call?", "oncall am i on call", {}],
  ["who's on call?", "who's on call?", "oncall who", who(undefined)],
  ["who is on-call", "who is on-call", "oncall who", who(undefined)],
  ["whos oncall", "whos oncall", "oncall who", who(undefined)],
  ["whose on call?", "whose on call?", "oncall who", who(undefined)],
  ["who’s on call for Payments?", "who’s on call for Payments?", "oncall who", who("Payments")],
  ["who's on call for “Platform days”?", "who's on call for “Platform days”?", "oncall who", who("Platform days")],
  ["pager who's on call", "oncall who's on call", "oncall who", who(undefined)],
  [
    "pager trigger bob the site is down?",
    "oncall page bob the site is down?",
    "oncall page",
    { wish: { text: "bob the site is down?", urgency: "high" } },
  ],
  [
    "pager me page “Ana Souza” Why is  it “slow”?!",
    'oncall page "Ana Souza" Why is  it “slow”?!',
    "oncall page",
    { wish: { named: "Ana Souza", text: "Why is  it “slow”?!", urgency: "high" } },
  ],
  [
    "pager trigger @bob disk full",
    "oncall page @bob disk full",
    "oncall page",
    { wish: { named: "@bob", text: "disk full", urgency: "high" } },
  ],
  [
    "major trigger ops it burns low",
    "oncall page ops it burns low",
    "oncall page",
    { wish: { text: "ops it burns", urgency: "low" } },
  ],
  ["pager trigger bob", "oncall page bob", "oncall page", { wish: { text: "bob", urgency: "high" } }],
  [
    "pager default trigger all on fire",
    "oncall page default all on fire",
    "oncall page",
    { wish: { text: "default all on fire", urgency: "high" } },
  ],
  ["pager incidents", "oncall incidents", "oncall incidents", scope(false)],
  ["pager inc", "oncall incidents", "oncall incidents", scope(false)],
  ["pager sup?", "oncall incidents", "oncall incidents", scope(false)],
  ["major problems", "oncall incidents", "oncall incidents", scope(false)],
  ["pager sup 5", "oncall incident 5", "oncall incident", { which: ref("5") }],
  ["pager incident 12", "oncall incident 12", "oncall incident", { which: ref("12") }],
  [
    "pager note 12 Did it Work?",
    "oncall note 12 Did it Work?",
    "oncall note",
    { wish: { ref: ref("12"), text: "Did it Work?" } },
  ],
  ["pager notes 12", "oncall notes 12", "oncall notes", { which: { asked: ref("12"), page: 1 } }],
  ["pager ack 12", "oncall ack 12", "oncall ack", listed("12")],
  ["pager ack 12, 13,14 15?", "oncall ack 12 13 14 15", "oncall ack", listed("12", "13", "14", "15")],
  ["pager me acknowledge 12 and 13", "oncall ack 12 13", "oncall ack", listed("12", "13")],
  ["pager ack", "oncall ack", "oncall ack", { which: { whose: "unsaid", refs: [] } }],
  ["pager ack!", "oncall ack all", "oncall ack", everybodys],
  ["ack!", "oncall ack all", "oncall ack", everybodys],
  ["pager resolve 12", "oncall resolve 12", "oncall resolve", listed("12")],
  ["pager res 12 13", "oncall resolve 12 13", "oncall resolve", listed("12", "13")],
  ["major me resolved 12", "oncall resolve 12", "oncall resolve", listed("12")],
  ["pager resolve", "oncall resolve", "oncall resolve", { which: { whose: "unsaid", refs: [] } }],
  ["pager resolve!", "oncall resolve all", "oncall resolve", everybodys],
  ["pager schedules", "oncall schedules", "oncall schedules", { wanted: { asked: undefined, page: 1 } }],
  ["pager schedules pay", "oncall schedules pay", "oncall schedules", { wanted: { asked: "pay", page: 1 } }],
  ["pager schedule ops", "oncall schedule ops", "oncall schedule", schedule("ops")],
  ["pager schedule ops 7", "oncall schedule ops 7", "oncall schedule", schedule("ops", 7)],
  [
    "pager schedule “Platform days” 7?",
    "oncall schedule “Platform days” 7?",
    "oncall schedule",
    schedule("Platform days", 7),
  ],
  [
    "pager schedule ops Europe/Berlin 14",
    "oncall schedule ops Europe/Berlin 14",
    "oncall schedule",
    schedule("ops", 14, "Europe/Berlin"),
  ],
  [
    "pager schedule ops America/New_York",
    "oncall schedule ops America/New_York",
    "oncall schedule",
    schedule("ops", undefined, "America/New_York"),
  ],
  ["pager overrides ops 5", "oncall overrides ops 5", "oncall overrides", schedule("ops", 5)],
  ["pager my schedule", "oncall my schedule", "oncall my schedule", days(undefined)],
  ["pager my schedule 7", "oncall my schedule 7", "oncall my schedule", days(7)],
  ["pager my schedule 30", "oncall my schedule 30", "oncall my schedule", days(30)],
  ["pager me ops 60", 'oncall take "ops" for 60m', "oncall take", { wish: { schedule: "ops", window: ahead(1) } }],
  ["pager ops 60", 'oncall take "ops" for 60m', "oncall take", { wish: { schedule: "ops", window: ahead(1) } }],
  [
    "pager me “Platform days” 90",
    'oncall take "Platform days" for 90m',
    "oncall take",
    { wish: { schedule: "Platform days", window: ahead(1.5) } },
  ],
  [
    "pager me Platform days 60",
    'oncall take "Platform days" for 60m',
    "oncall take",
    { wish: { schedule: "Platform days", window: ahead(1) } },
  ],
  [
    "pager override ops 2026-11-20T10:00 - 2026-11-20T12:00 bob",
    "oncall override ops 2026-11-20T10:00 - 2026-11-20T12:00 bob",
    "oncall override",
    {
      wish: {
        schedule: "ops",
        window: { fromMs: at("2026-11-20T09:00:00Z"), toMs: at("2026-11-20T11:00:00Z") },
        person: "bob",
      },
    },
  ],
  [
    "pager override ops delete PXYZ12",
    'oncall override delete PXYZ12 of "ops"',
    "oncall override delete",
    { which: { id: "PXYZ12", schedule: "ops" } },
  ],
  [
    "pager override “Platform days” delete PXYZ12",
    'oncall override delete PXYZ12 of "Platform days"',
    "oncall override delete",
    { which: { id: "PXYZ12", schedule: "Platform days" } },
  ],
  ["pager services", "oncall services", "oncall services", { wanted: { asked: undefined, page: 1 } }],
  ["pager maintenance 60 PAB12", "alerts maintenance PAB12 60m", "alerts maintenance", {}],
  ["pager maintenance 60 12345", "alerts maintenance 12345 60m", "alerts maintenance", {}],
];

const LITA_AND_PAGERBOT: readonly Row[] = [
  [
    "pager identify ana@example.com",
    "oncall link me as ana@example.com",
    "oncall link me as",
    { email: "ana@example.com" },
  ],
  ["pager forget", "oncall forget me", "oncall forget me", {}],
  ["pager incidents all", "oncall incidents all", "oncall incidents", scope(false)],
  ["pager incidents mine", "oncall incidents mine", "oncall incidents", scope(true)],
  ["pager ack all", "oncall ack all", "oncall ack", everybodys],
  ["pager ack mine", "oncall ack mine", "oncall ack", { which: { whose: "mine", refs: [] } }],
  ["pager resolve all", "oncall resolve all", "oncall resolve", everybodys],
  ["pager oncall", "oncall who", "oncall who", who(undefined)],
  ["pager oncall ops", "oncall who for ops", "oncall who", who("ops")],
  ["pager me ops 30m", 'oncall take "ops" for 30m', "oncall take", { wish: { schedule: "ops", window: ahead(0.5) } }],
  [
    "who is on triage at 3am tomorrow?",
    "oncall who for triage at 3am tomorrow?",
    "oncall who",
    who("triage", { fromMs: at("2026-11-19T02:00:00Z"), words: "at 3am tomorrow" }),
  ],
  ["who is on triage", "oncall who for triage", "oncall who", who("triage")],
  ["when am I on triage", "when am I on triage", "oncall when", { whose: { person: undefined, schedule: "triage" } }],
  ["when am I on call?", "when am I on call?", "oncall when", { whose: { person: undefined, schedule: undefined } }],
  [
    "when is Carl on primary?",
    "when is Carl on primary?",
    "oncall when",
    { whose: { person: "Carl", schedule: "primary" } },
  ],
  [
    "when is “Carl Jones” on call",
    "when is “Carl Jones” on call",
    "oncall when",
    { whose: { person: "Carl Jones", schedule: undefined } },
  ],
  [
    "put me on triage for 30 minutes",
    'oncall take "triage" for 30 minutes',
    "oncall take",
    { wish: { schedule: "triage", window: ahead(0.5) } },
  ],
  [
    "put carl on primary for 2 hours",
    'oncall override "primary" for 2 hours "carl"',
    "oncall override",
    { wish: { schedule: "primary", window: ahead(2), person: "carl" } },
  ],
  [
    "put carl on primary from 3 AM until 4 AM August 24th",
    'oncall override "primary" August 24 3AM - 4AM "carl"',
    "oncall override",
    {
      wish: {
        schedule: "primary",
        window: { fromMs: at("2027-08-24T01:00:00Z"), toMs: at("2027-08-24T02:00:00Z") },
        person: "carl",
      },
    },
  ],
  [
    "put me on primary from 6pm to 8pm tomorrow",
    'oncall override "primary" tomorrow 6pm - 8pm',
    "oncall override",
    {
      wish: {
        schedule: "primary",
        window: { fromMs: at("2026-11-19T17:00:00Z"), toMs: at("2026-11-19T19:00:00Z") },
        person: undefined,
      },
    },
  ],
  [
    "call platform because the site is down?",
    'oncall page "platform" the site is down?',
    "oncall page",
    { wish: { named: "platform", text: "the site is down?", urgency: "high" } },
  ],
  [
    "get Ana Souza because I said so",
    'oncall page "Ana Souza" I said so',
    "oncall page",
    { wish: { named: "Ana Souza", text: "I said so", urgency: "high" } },
  ],
];

const OTHERS: readonly Row[] = [
  ["close 12", "oncall resolve 12", "oncall resolve", listed("12")],
  ["own 12", "oncall reassign 12 to me", "oncall reassign", { wish: { ref: ref("12"), to: "me" } }],
  [
    "note All is well? to 12",
    "note All is well? to 12",
    "oncall note",
    { wish: { ref: undefined, text: "All is well? to 12" } },
  ],
  [
    "note “All is well?” to 12",
    "oncall note 12 All is well?",
    "oncall note",
    { wish: { ref: ref("12"), text: "All is well?" } },
  ],
  [
    "note 12 hand it to 13",
    "note 12 hand it to 13",
    "oncall note",
    { wish: { ref: ref("12"), text: "hand it to 13" } },
  ],
  [
    "assign 12 to Ben Carter",
    "oncall reassign 12 to Ben Carter",
    "oncall reassign",
    { wish: { ref: ref("12"), to: "Ben Carter" } },
  ],
  ["exec ack on 12", "oncall ack 12", "oncall ack", listed("12")],
  ["exec close on 12", "oncall resolve 12", "oncall resolve", listed("12")],
  [
    "alert the db is down for Platform team",
    'oncall page "Platform team" the db is down',
    "oncall page",
    { wish: { named: "Platform team", text: "the db is down", urgency: "high" } },
  ],
  [
    "/oncall me 2h for Payments",
    'oncall take "Payments" for 2h',
    "oncall take",
    { wish: { schedule: "Payments", window: ahead(2) } },
  ],
  ["ackall", "oncall ack all", "oncall ack", everybodys],
  ["closeall", "oncall resolve all", "oncall resolve", everybodys],
  ["genie ack 12", "oncall ack 12", "oncall ack", listed("12")],
  ["/pd trigger bob boo", "oncall page bob boo", "oncall page", { wish: { text: "bob boo", urgency: "high" } }],
  ["whoisoncall", "oncall who", "oncall who", who(undefined)],
  ["/inc whoisoncall for ops", "oncall who for ops", "oncall who", who("ops")],
  [
    "/inc cover me tomorrow 9:00 - 17:00",
    "oncall cover me tomorrow 9:00 - 17:00",
    "oncall cover",
    { wish: { schedule: undefined, window: { fromMs: at("2026-11-19T08:00:00Z"), toMs: at("2026-11-19T16:00:00Z") } } },
  ],
];

const check = ([said, canon, command, args]: Row): void => {
  const ours = parseWords(canon, commands, WED);
  for (const text of [said, `<@U123ABC> ${said}`]) {
    const found = parseWords(text, commands, WED, phrases);
    assert.equal(found.command.name, command, text);
    assert.equal(matchCommand(text, commands, phrases), found.command);
    assert.deepEqual(found, ours, `${text}: ${canon}`);
    for (const [name, value] of Object.entries(args)) assert.deepEqual(found.args[name], value, `${text}: ${name}`);
  }
};

const days1 = (from: string, to: string, words: string) => ({
  wanted: { asked: { wanted: undefined, at: { fromMs: at(from), toMs: at(to), moment: false }, when: words }, page: 1 },
});

const SENTENCES: readonly Row[] = [
  ["please ack 12", "oncall ack 12", "oncall ack", listed("12")],
  ["ack 12, please", "ack 12, please", "oncall ack", listed("12")],
  ["who is on call for payments please?", "who is on call for payments please?", "oncall who", who("payments")],
  ["who is on call for payments now?", "who is on call for payments now?", "oncall who", who("payments")],
  ["who's on call for Monitoring?", "who's on call for Monitoring?", "oncall who", who("Monitoring")],
  ["who has the pager?", "oncall who", "oncall who", who(undefined)],
  ["who's on duty for ops?", "oncall who for ops?", "oncall who", who("ops")],
  [
    "who will be on call tommorow?",
    "oncall who tommorow?",
    "oncall who",
    days1("2026-11-18T23:00:00Z", "2026-11-19T23:00:00Z", "tommorow"),
  ],
  [
    "who was on call on monday?",
    "oncall who last monday?",
    "oncall who",
    days1("2026-11-15T23:00:00Z", "2026-11-16T23:00:00Z", "last monday"),
  ],
  [
    "who was on call at 3am?",
    "oncall who today at 3am?",
    "oncall who",
    who(undefined, { fromMs: at("2026-11-18T02:00:00Z"), words: "today at 3am" }),
  ],
  ["is Bob on call?", "oncall when is Bob on call", "oncall when", { whose: { person: "Bob", schedule: undefined } }],
  ["show me the incidents", "oncall incidents", "oncall incidents", scope(false)],
  ["list schedules pay", "oncall schedules pay", "oncall schedules", { wanted: { asked: "pay", page: 1 } }],
  ["my incidents?", "oncall incidents mine", "oncall incidents", scope(true)],
  [
    "incidents for Checkout API",
    'oncall incidents service:"Checkout API"',
    "oncall incidents",
    { ...scope(false), service: "Checkout API" },
  ],
  [
    "acked incidents",
    "oncall incidents status:acked",
    "oncall incidents",
    { ...scope(false), status: ["acknowledged"] },
  ],
  ["am I on call right now?", "oncall am i on call", "oncall am i on call", {}],
  ["am I on call tomorrow?", "oncall when", "oncall when", { whose: { person: undefined, schedule: undefined } }],
  [
    "am I on call for payments?",
    "oncall when am i on call for payments?",
    "oncall when",
    { whose: { person: undefined, schedule: "payments" } },
  ],
  [
    "when's my next shift?",
    "oncall when is my next shift?",
    "oncall when",
    { whose: { person: undefined, schedule: undefined } },
  ],
  [
    "when am I next on call?",
    "when am I next on call?",
    "oncall when",
    { whose: { person: undefined, schedule: undefined } },
  ],
  ["schedule Payments next 7 days", "schedule Payments next 7 days", "oncall schedule", schedule("Payments", 7)],
  ["show my schedule", "oncall my schedule", "oncall my schedule", days(undefined)],
  [
    "take monitoring for 60m",
    "take monitoring for 60m",
    "oncall take",
    { wish: { schedule: "monitoring", window: ahead(1) } },
  ],
  [
    "override Marketing tomorrow 9:00 - 17:00",
    "override Marketing tomorrow 9:00 - 17:00",
    "oncall override",
    {
      wish: {
        schedule: "Marketing",
        window: { fromMs: at("2026-11-19T08:00:00Z"), toMs: at("2026-11-19T16:00:00Z") },
        person: undefined,
      },
    },
  ],
  ["status 12?", "status 12?", "oncall status", { wish: { ref: ref("12"), text: undefined } }],
  ["status?", "status?", "oncall status", { wish: { ref: undefined, text: undefined } }],
];

const grafana = (what: string, more = {}) => ({ words: { what, source: "grafana", ...more } });
/** What was drawn there where no time was said. */
const SIX = { usual: "6h" };
const lastHours = (hours: number, label: string) => ({
  ...{ fromMs: NOW - hours * HOUR, toMs: NOW, endMs: NOW, tz: "Europe/Berlin", label },
});

const GRAPHS: readonly Row[] = [
  ["graf", "graph", "graph", { words: { what: "" } }],
  ["graf db kYb3xJ2Mz", "graph source:grafana usual:6h kYb3xJ2Mz", "graph", grafana("kYb3xJ2Mz", SIX)],
  ["grafana dashboard kYb3xJ2Mz:3", "graph source:grafana usual:6h kYb3xJ2Mz:3", "graph", grafana("kYb3xJ2Mz:3", SIX)],
  ["graf me dash overview:cpu", "graph source:grafana usual:6h overview:cpu", "graph", grafana("overview:cpu", SIX)],
  [
    "graph db kYb3xJ2Mz:panel-8",
    "graph source:grafana usual:6h kYb3xJ2Mz:panel-8",
    "graph",
    grafana("kYb3xJ2Mz:panel-8", SIX),
  ],
  ["graph dash prodOverview", "graph source:grafana usual:6h prodOverview", "graph", grafana("prodOverview", SIX)],
  ["graph db connections", "graph db connections", "graph", { words: { what: "db connections" } }],
  [
    "graf db abc:8 server=web-1 app=x now-6h now width=500 height=300 orgId=1",
    "graph source:grafana usual:6h abc:8 server=web-1 app=x now-6h now width=500 height=300 orgId=1",
    "graph",
    grafana("abc:8", { values: { server: "web-1", app: "x" }, range: lastHours(6, "now-6h to now") }),
  ],
  [
    "graf db abc from=now-3h to=now tz=UTC kiosk",
    "graph source:grafana usual:6h abc from=now-3h to=now tz=UTC kiosk",
    "graph",
    grafana("abc", { tz: "UTC", range: { ...lastHours(3, "now-3h to now"), tz: "UTC" } }),
  ],
  ["graf list", "graph search  source:grafana", "graph search", grafana("")],
  ["graf list production", "graph search production source:grafana", "graph search", grafana("production")],
  ["grafana search cpu load", "graph search cpu load source:grafana", "graph search", grafana("cpu load")],
  ["graf alerts", "alerts list source:grafana", "alerts list", { wanted: { labels: { source: "grafana" } } }],
  ["graph alerts alerting", "alerts list source:grafana", "alerts list", { wanted: { labels: { source: "grafana" } } }],
  ["graf unpause alert 3", "alerts mutes", "alerts mutes", { mine: false }],
  ["graf unpause all alerts", "alerts mutes", "alerts mutes", { mine: false }],
  ["grafana up", "graph up", "graph", { words: { what: "up" } }],
  ["show me the graph of checkout latency", "graph checkout latency", "graph", { words: { what: "checkout latency" } }],
  ["plot up", "graph up", "graph", { words: { what: "up" } }],
  ["mark deploy v42", "graph mark deploy v42", "graph mark", { mark: { text: "deploy v42", atMs: NOW } }],
  [
    "mark a deploy of api",
    "graph mark deploy of api",
    "graph mark",
    { mark: { text: "deploy", service: "api", atMs: NOW } },
  ],
  ["watch this graph", "watch this graph", "graph watch", { id: undefined }],
  ["stop watching", "stop watching", "graph unwatch", {}],
  ["graph list", "graph list", "graph list", { about: undefined }],
  ["graph help", "help graphs", "oncall help", { about: "graphs" }],
  ["measure help", "help graphs", "oncall help", { about: "graphs" }],
  ["graph graph up", "graph up", "graph", { words: { what: "up" } }],
  ["measure measure", "measure ", "measure count", { words: { text: undefined } }],
  ["show me the graph", "graph", "graph", { words: { what: "" } }],
  ["graph save this as latency", "graph save latency", "graph save", { wish: { name: "latency", words: undefined } }],
  ["graf help", "help graphs", "oncall help", { about: "graphs" }],
  ["save this graph as latency", "graph save latency", "graph save", { wish: { name: "latency", words: undefined } }],
  ["wider", "graph wider", "graph wider", { id: undefined }],
  ["make it narrower please", "graph narrower", "graph narrower", { id: undefined }],
  ["zoom out", "graph zoom out", "graph wider", { id: undefined }],
  ["watch this graph please", "graph watch", "graph watch", { id: undefined }],
  ['how many lines with "502"', 'measure count "502"', "measure count", { words: { text: "502" } }],
  [
    "how many 502s last 2h",
    "measure count 502 last 2h",
    "measure count",
    { words: { text: "502", range: lastHours(2, "last 2h") } },
  ],
  ["count “timed out”", "measure count “timed out”", "measure count", { words: { text: '"timed out"' } }],
];

describe("phrases of hubot-grafana, and how people ask for graphs", () => {
  for (const row of GRAPHS) it(row[0], () => check(row));

  it("say what to do instead of pausing an alert", () => {
    for (const text of ["graf pause alert 12", "graf pause all", "graph pause all alerts"])
      assert.throws(
        () => parseWords(text, commands, WED, phrases),
        (error) => error instanceof Failure && /For how long\?[\s\S]*alerts mute/.test(error.tell ?? ""),
        text,
      );
  });

  it("ask for no graph where none is named", () => {
    for (const text of [
      "watch it",
      "watch out",
      "how many incidents",
      "count me in",
      "save me",
      "show me the incidents",
      "draw",
      "mark it as done",
      "grafana",
    ])
      assert.ok(
        ["graph", "oncall incidents", "oncall stats", undefined].includes(matchCommand(text, commands, phrases)?.name),
        `${text}: ${matchCommand(text, commands, phrases)?.name}`,
      );
  });
});

describe("what people say without having read anything", () => {
  for (const row of SENTENCES) it(row[0], () => check(row));

  it("acts on nothing that only mentions the bot", () => {
    for (const text of [
      "@drm thanks, you are great",
      "thanks",
      "we should resolve this soon",
      "can you escalate?",
      "is it on call",
    ])
      assert.equal(matchCommand(text, commands, phrases), undefined, text);
  });
});

describe("phrases of hubot-pager-me", () => {
  for (const row of HUBOT) it(row[0], () => check(row));
});

describe("phrases of lita-pagerduty and pagerbot", () => {
  for (const row of LITA_AND_PAGERBOT) it(row[0], () => check(row));
});

describe("phrases of Opsgenie, PagerDuty and incident.io", () => {
  for (const row of OTHERS) it(row[0], () => check(row));
});

describe("phrases", () => {
  it("leave our own words alone", () => {
    for (const { name, aliases = [], examples } of commands)
      for (const text of [name, ...aliases, ...examples])
        assert.equal(matchCommand(text, commands, phrases)?.name, matchCommand(text, commands)?.name, text);
  });

  it("never take the pager by mistake", () => {
    for (const text of [
      "pager sup 5",
      "pager incident 5",
      "pager ack 5",
      "pager maintenance 60 12345",
      "pager my schedule 7",
    ])
      assert.notEqual(matchCommand(text, commands, phrases)?.name, "oncall take", text);
  });

  it("are looked for in long texts without delay", () => {
    const rows = [
      "ack 1111111 ",
      "own A1B2C3D4E5 ",
      "ack 12345678901234567890",
      "put a on a from a until ",
      "note to 12 ",
      "override a delete ",
      'trigger "a" ',
      "alert x for ",
      "pager ?!.",
    ];
    for (const row of rows) {
      const [first = "", ...rest] = row.split(" ");
      const text = `${first} ${rest.join(" ").repeat(300)} #`;
      const startMs = performance.now();
      matchCommand(text, commands, phrases);
      assert.ok(performance.now() - startMs < 500, row);
    }
    const startMs = performance.now();
    matchCommand(`pager${" ".repeat(3_000)}x`, commands, phrases);
    assert.ok(performance.now() - startMs < 500, "spaces");
  });

  it("say before anything is parsed that a text changes something", () => {
    for (const text of [
      "pager ack!",
      "pager me ops 60",
      "pager trigger bob boo",
      "own 12",
      "pager override ops delete PXYZ12",
    ])
      assert.equal(matchCommand(text, commands, phrases)?.changes, true, text);
    for (const text of ["pager sup", "pager oncall", "who is on triage", "pager me"])
      assert.notEqual(matchCommand(text, commands, phrases)?.changes, true, text);
  });
});
