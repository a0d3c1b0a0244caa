import * as z from "zod";
import { SEVERITIES } from "../core/alert.ts";
import { isZone } from "../core/time/zone-clock.ts";
import { readDays, readMinute } from "./days.ts";
import { duration, line, lines, off, oneOf, section } from "./fields.ts";
import { refusePattern } from "./pattern.ts";
import { endOfShift, leads, reports, rest, verdicts } from "./sections-care.ts";
import { graph } from "./sections-graph.ts";
import { permissions, phones, shift } from "./sections-people.ts";
import { watch } from "./sections-watch.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: "takes a text" }).transform(String);

const labels = (about: string) =>
  z
    .record(
      z.string(),
      z
        .union([scalar, z.array(scalar).min(1, { error: "is empty" })], { error: "takes a text or a list of texts" })
        .transform((value): string | string[] => value),
      { error: "takes labels and the texts that they must have" },
    )
    .meta({
      description: about,
      examples: [{ source: "nagios", host: "web*", severity: ["critical", "error"], environment: "!staging" }],
    });

const words = z
  .array(scalar.pipe(z.string().min(1, { error: "is empty" })), { error: "takes a list of words" })
  .meta({ description: "each of them must be part of the title or of some label" });

/** Asks for labels by name: source, severity, title, key and those of the alert; "*" stands for any text, "!" for "not". */
const match = labels(
  'labels that the alert must have: source, severity, title, key or any label of it; "web*" for a beginning, "!staging" for "not", a list for "one of them"',
);

const said = <T>(text: string, read: (text: string) => T | undefined, what: string, context: z.RefinementCtx): T => {
  const value = read(text);
  if (value !== undefined) return value;
  context.addIssue({ code: "custom", message: `"${text}" is no ${what}` });
  return z.NEVER;
};

const minute = (about: string) =>
  z
    .string({ error: 'takes a time in quotes, such as "09:00"' })
    .meta({ description: about, examples: ["09:00"] })
    .transform((text, context) => said(text, readMinute, 'time of the day. It takes "09:00".', context));

const hours = section("the hours of the week within or outside which this route takes alerts", {
  days: z
    .string({ error: "takes days such as mon-fri" })
    .meta({ description: "days of the week; every day when not given", examples: ["mon-fri", "sat, sun"] })
    .transform((text, context) => said(text, readDays, 'list of days. It takes "mon-fri" or "sat, sun".', context))
    .optional(),
  from: minute("the first minute"),
  to: minute("the minute after the last; before `from` it is the next morning"),
  tz: line("time zone, by its IANA name; the team's when not given")
    .refine(isZone, { error: "is no time zone. It takes an IANA name like Europe/Berlin." })
    .optional(),
  when: oneOf("whether the route is for these hours or for all others", ["inside", "outside"]).default("inside"),
}).refine(({ from, to }) => from !== to, {
  error: "begins and ends at the same time. Leave hours out for always.",
  path: ["to"],
});

const severity = oneOf("how bad the problem is taken to be, instead of what the sender says", SEVERITIES);

const leftAlone = section("the reminder of a severe problem that nobody took", {
  after: duration("how long it may stay so; 10 min when not given").optional(),
  severity: z
    .union([z.enum(SEVERITIES), z.array(z.enum(SEVERITIES)).min(1)], {
      error: `takes one or a list of ${SEVERITIES.join(", ")}`,
    })
    .meta({ description: "which problems; critical when not given" })
    .transform((value) => [value].flat())
    .optional(),
  page: z
    .boolean({ error: "takes true or false" })
    .meta({ description: "whether the pager is called when as much time again went by" })
    .default(false),
});

const group = section("problems that share a card", {
  by: lines("names of labels: problems of one source with the same values share a card").pipe(
    z.array(z.string()).max(5, { error: "takes at most 5 labels" }),
  ),
  window: duration("how long a card takes new problems in; group_window when not given").optional(),
});

const MENTION = /^(?:here|channel|[US][A-Z0-9]{5,})$/;

const mention = z
  .array(
    z
      .string()
      .transform((text) => text.replace(/^@/, ""))
      .refine((text) => MENTION.test(text), {
        error: "is nobody. It takes here, channel, or the id of a person (U…) or group (S…).",
      }),
    { error: "takes a list" },
  )
  .meta({ description: "whom a new card mentions: here, channel, ids of people (U…) or groups (S…)" });

const route = section("where alerts go; the first route that matches wins", {
  name: line("what it is called; shown where somebody asks why an alert went there"),
  match: match.optional(),
  words: words.optional(),
  hours: hours.optional(),
  channel: line("the channel, by name or id; OPS_CHANNEL when not given").optional(),
  severity: severity.optional(),
  mention: mention.optional(),
  post: oneOf("a card in the channel, in one thread a day, or none: only stored, listed and counted", [
    "channel",
    "thread",
    "none",
  ]).default("channel"),
  details: oneOf("where log lines and notes go", ["thread", "channel", "none"]).default("thread"),
  left_alone: z.union([off, leftAlone], { error: "takes off, or after, severity and page" }).optional(),
  group: z.union([off, group], { error: "takes off, or by and window" }).optional(),
  graph: graph.optional(),
});

const runbook = section("where to read what to do", {
  match: match.optional(),
  words: words.optional(),
  url: z
    .string({ error: "takes an address" })
    .refine((url) => /^https?:$/.test(URL.parse(url.replaceAll(/\{[^{}]*\}/g, "x"))?.protocol ?? ""), {
      error: "is no address. It takes https://wiki.example.com/{service}.",
    })
    .meta({ description: 'its address; "{label}" is filled in', examples: ["https://wiki.example.com/{service}"] }),
});

const heartbeat = section("a sign of life that is expected again and again", {
  name: line("what is silent when it does not come"),
  source: line("which source sends it: alertmanager, papertrail…"),
  match: match.optional(),
  words: words.optional(),
  every: duration("how long it may be silent"),
  channel: line("where its silence is said; OPS_CHANNEL when not given").optional(),
  hidden: z
    .boolean({ error: "takes true or false" })
    .meta({ description: "whether the alert itself is no news (Alertmanager's Watchdog); needs match or words" })
    .default(false),
}).refine(({ hidden, match: asked, words: said }) => !hidden || asked !== undefined || said !== undefined, {
  error: "would hide every alert of the source. Say which one with match.",
  path: ["hidden"],
});

const yes = (about: string) => z.boolean({ error: "takes true or false" }).meta({ description: about }).optional();

const redact = section("what is taken out before anything is stored as text or posted", {
  credentials: yes("passwords, tokens, keys; on unless it is false"),
  emails: yes("e-mail addresses"),
  ips: yes("IP addresses"),
  cards: yes("numbers of payment cards"),
  patterns: z
    .record(
      line("what it is called: [redacted <name>] is shown"),
      z.string({ error: "takes a regular expression" }).superRefine((text, context) => {
        const why = refusePattern(text);
        if (why !== undefined) context.addIssue({ code: "custom", message: why });
      }),
      { error: "takes names and regular expressions" },
    )
    .meta({ description: "your own, by name, as regular expressions", examples: [{ customer: "C-[0-9]{8}" }] })
    .optional(),
});

const flapping = section("when a problem that comes and goes is called flapping", {
  changes: z
    .int({ error: "takes a whole number from 3 to 30" })
    .min(3)
    .max(30)
    .meta({ description: "so many changes" }),
  within: duration("within this time"),
});

const list = <T extends z.ZodType>(about: string, item: T) =>
  z.array(item, { error: 'takes a list: lines that begin with "- "' }).meta({ description: about });

/** The sections of the config file, by name; all of them may be left out. */
export const sectionShape = {
  routes: list("where alerts go; the first that matches wins, everything else goes to OPS_CHANNEL", route).optional(),
  runbooks: list("where to read what to do, for alerts that bring no address of their own", runbook).optional(),
  heartbeats: list("signs of life that are expected", heartbeat).optional(),
  redact: redact.optional(),
  flapping: flapping.optional(),
  fresh_after: duration("a problem that fires again this long after its end gets a new card; 15 min").optional(),
  permissions: permissions.optional(),
  shifts: list("what is done when the turn of a schedule goes to somebody else", shift).optional(),
  phones: phones.optional(),
  watch: watch.optional(),
  reports: reports.optional(),
  leads: leads.optional(),
  verdicts: verdicts.optional(),
  end_of_shift: endOfShift.optional(),
  rest: rest.optional(),
  group_window: duration("how long a card that problems share takes new ones in; 1 h").optional(),
} as const;

/** The sections together. */
export const sectionsSchema = z.object(sectionShape);

/** The sections as they were read: durations in milliseconds, days as numbers. */
export type Sections = z.infer<typeof sectionsSchema>;
