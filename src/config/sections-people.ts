import * as z from "zod";
import type { Deed } from "../core/permissions.ts";
import { duration, line, lines, off, oneOf, section } from "./fields.ts";

const PERSON = /^[UW][A-Z0-9]{5,}$/;
const GROUP = /^(?:S[A-Z0-9]{5,}|@[\p{L}\p{N}._-]+)$/u;

const people = lines("ids of people (U…), from their profile in Slack").pipe(
  z.array(
    z.string().refine((text) => PERSON.test(text), {
      error: "is no id of a person. It takes U0123ABCD, from their profile in Slack.",
    }),
  ),
);

const groups = lines('user groups, by handle ("@oncall") or id (S…)').pipe(
  z.array(
    z.string().refine((text) => GROUP.test(text), {
      error: 'is no user group. It takes its handle in quotes, "@oncall", or its id, S0123ABCD.',
    }),
  ),
);

const grant = section("who may, and where: somebody of people or groups, in one of the channels", {
  people: people.optional(),
  groups: groups.optional(),
  channels: lines("channels where it may be asked for, by name or id; everywhere when not given").optional(),
  ask: line("whom to ask, for those who may not; the people and groups themselves when not given").optional(),
}).refine(({ people, groups, channels }) => (people ?? groups ?? channels) !== undefined, {
  error: "names nobody and no channel, so everybody may. Say who with people or groups, or take it out.",
});

const forDeed = (about: string) => grant.meta({ description: about }).optional();

/** Who may do what. */
export const permissions = section(
  "who may do what; what is not named every member of the workspace may, guests never",
  {
    act: forDeed("taking, ending and changing incidents"),
    page: forDeed("paging people"),
    override: forDeed("changing who is on call"),
    mute: forDeed("muting alerts"),
    maintain: forDeed("maintenance windows"),
    bulk: forDeed("taking or ending what belongs to everybody, or more than ten, at once"),
    admin: forDeed("what changes Dr. M itself, and reading who changed what"),
  } satisfies Record<Deed, unknown>,
);

/** A text of which only these parts are filled in. */
const template = (about: string, names: readonly string[]) =>
  line(`${about}; ${names.map((name) => `{${name}}`).join(" ")} are filled in`).superRefine((text, context) => {
    for (const [whole, name = ""] of text.matchAll(/\{([^{}]*)\}/g))
      if (!names.includes(name))
        context.addIssue({
          code: "custom",
          message: `has ${whole}, which is not filled in. It takes ${names.map((one) => `{${one}}`).join(", ")}.`,
        });
  });

const SAID = ["schedule", "left", "came", "until", "happened", "open", "watch", "mutes"];

/** What is done when somebody's turn ends. */
export const shift = section("a schedule whose changes are told", {
  schedule: line("the schedule, by its name or id at the pager"),
  channel: line("where the change is said; nowhere when not given").optional(),
  text: template("what is said, in your own words", SAID).optional(),
  group: z
    .string({ error: "takes a user group" })
    .refine((text) => GROUP.test(text), {
      error: 'is no user group. It takes its handle in quotes, "@oncall", or its id, S0123ABCD.',
    })
    .meta({ description: 'user group that always holds who is on call, by handle ("@oncall-db") or id (S…)' })
    .optional(),
  topic: template("topic of the channel", ["oncall", "until", "schedule"]).optional(),
  gaps: z
    .union([off, duration("hours that nobody has are told this long ahead; 1 day when not given")], {
      error: 'takes off, or a time span such as "1 day"',
    })
    .optional(),
});

/** When numbers are shown. */
export const phones = oneOf("phone numbers in answers: only while the pager does not answer, always, or never", [
  "stale",
  "shown",
  "hidden",
]);
