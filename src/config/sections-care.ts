import * as z from "zod";
import type { CareRules, ReportRule } from "../core/policy.ts";
import { DEFAULT_CARE } from "../core/policy-default.ts";
import { isZone } from "../core/time/zone-clock.ts";
import { readDays, readMinute } from "./days.ts";
import { line, oneOf, section } from "./fields.ts";

const MINUTES = 24 * 60;
const PERSON = /^(?:[UW][A-Z0-9]{5,}|[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+)$/;

const read = <T>(text: string, value: T | undefined, message: string, context: z.RefinementCtx): T => {
  if (value !== undefined) return value;
  context.addIssue({ code: "custom", message: `"${text}" ${message}` });
  return z.NEVER;
};

const oneDay = (text: string): number | undefined => {
  const days = readDays(text);
  return days?.length === 1 ? days[0] : undefined;
};

const minuteOf = (text: string): number | undefined => {
  const minute = readMinute(text);
  return minute !== undefined && minute < MINUTES ? minute : undefined;
};

const channel = line("the channel, by name or id; OPS_CHANNEL when not given").optional();

const at = z
  .string({ error: 'takes a time in quotes, such as "09:00"' })
  .meta({ description: "the time of the day; 09:00 when not given", examples: ["09:00"] })
  .transform((text, context) => read(text, minuteOf(text), 'is no time of the day. It takes "09:00".', context))
  .optional();

const tz = line("time zone, by its IANA name; the team's when not given")
  .refine(isZone, { error: "is no time zone. It takes an IANA name like Europe/Berlin." })
  .optional();

const switchedOff = z.union([z.literal("off"), z.literal(false)]);

const weekly = section("the report of the last whole week", {
  day: z
    .string({ error: "takes a day such as monday" })
    .meta({ description: "the day of the week; monday when not given", examples: ["monday"] })
    .transform((text, context) => read(text, oneDay(text), "is no day of the week. It takes monday.", context))
    .optional(),
  at,
  tz,
  channel,
});

const daily = section("the digest of the day before", { at, tz, channel });

/** Reports that go to a channel by the clock. */
export const reports = section("reports that go to a channel by the clock", {
  weekly: z.union([switchedOff, weekly], { error: "takes off, or day, at, tz and channel" }).optional(),
  daily: z.union([switchedOff, daily], { error: "takes off, or at, tz and channel" }).optional(),
});

/** Who looks after the others. */
export const leads = z
  .array(
    z.string({ error: "takes a text" }).refine((text) => PERSON.test(text), {
      error: "is nobody. It takes an id, U0123ABCD, from their profile in Slack, or an e-mail address.",
    }),
    { error: "takes a list of ids of people (U…) or e-mail addresses" },
  )
  .meta({
    description:
      "who may see the nights, ratings and rest of others, and hears who should rest: ids of people (U…) or e-mail addresses",
    examples: [["U0123ABCD", "lead@example.com"]],
  });

/** After which problems people are asked. */
export const verdicts = oneOf(
  "after which problems people are asked whether they needed anybody; paged when not given",
  ["paged", "all", "off"],
);

const onOff = (about: string) =>
  z
    .union([z.boolean(), z.literal("on"), z.literal("off")], { error: "takes on or off" })
    .meta({ description: about })
    .transform((value) => value === true || value === "on");

/** Whether people are asked how their shift was. */
export const endOfShift = onOff(
  "whether people are asked how their shift on a schedule of `shifts` was when it is over; on when not given",
);

/** Whether people hear that they should rest. */
export const rest = onOff("whether people and leads hear of nights that should be followed by rest; on when not given");

/** The sections about people on call, as they were read. */
export interface CareSections {
  readonly reports?: z.infer<typeof reports> | undefined;
  readonly leads?: z.infer<typeof leads> | undefined;
  readonly verdicts?: z.infer<typeof verdicts> | undefined;
  readonly end_of_shift?: boolean | undefined;
  readonly rest?: boolean | undefined;
}

type Written<T> = T | "off" | false | undefined;

const MORNING = 9 * 60;

const weeklyRule = (given: Written<z.infer<typeof weekly>>): readonly ReportRule[] => {
  if (given === undefined) return DEFAULT_CARE.reports.filter(({ kind }) => kind === "weekly");
  if (given === "off" || given === false) return [];
  const { day = 1, at: atMin = MORNING, ...place } = given;
  return [{ kind: "weekly", day, atMin, ...place }];
};

const dailyRule = (given: Written<z.infer<typeof daily>>): readonly ReportRule[] => {
  if (given === undefined || given === "off" || given === false) return [];
  const { at: atMin = MORNING, ...place } = given;
  return [{ kind: "daily", atMin, ...place }];
};

/** The rules that the sections make; what they leave out is as without a file. */
export const careOf = (sections: CareSections): CareRules => ({
  leads: sections.leads ?? DEFAULT_CARE.leads,
  reports: [...weeklyRule(sections.reports?.weekly), ...dailyRule(sections.reports?.daily)],
  verdicts: sections.verdicts ?? DEFAULT_CARE.verdicts,
  endOfShift: sections.end_of_shift ?? DEFAULT_CARE.endOfShift,
  rest: sections.rest ?? DEFAULT_CARE.rest,
});
