import * as z from "zod";
import type { Named } from "../../core/responding.ts";
import { Id } from "../../lib/payload.ts";

/** Text that may be null or absent; anything else counts as absent, because no field but the ids is worth a refusal. */
export const Text = z.string().nullish().catch(undefined);

/** A list whose unreadable members are left out. */
export const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .transform((values) =>
      values.flatMap((value) => {
        const result = item.safeParse(value);
        return result.success ? [result.data] : [];
      }),
    )
    .nullish()
    .catch(undefined);

/** A time as ISO 8601 text -> epoch milliseconds. */
export const Time = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) context.addIssue({ code: "custom", message: "not a time" });
  return ms;
});

/** Something named by reference: a user, a service, a team, a policy. v2 webhooks say `name`, all others `summary`. */
export const Reference = z.object({
  id: Id.nullish().catch(undefined),
  type: Text,
  summary: Text,
  name: Text,
  html_url: Text,
});

/** A read reference: any field may be missing, the id too. */
export type Reference = z.infer<typeof Reference>;

/** A reference that may be null or absent. */
export const MaybeReference = Reference.nullish().catch(undefined);
type Maybe<T> = T | null | undefined;

/** What a reference is called. */
export const nameOf = (reference: Maybe<Reference>): string | undefined =>
  reference?.summary || reference?.name || undefined;

/** Something that has an id. */
export const Thing = Reference.extend({ id: Id });

/** A thing as people know it: by its own name, where it has one. */
export const namedOf = (thing: z.infer<typeof Thing>): Named => ({
  id: thing.id,
  name: thing.name || nameOf(thing) || thing.id,
  url: linkOf(thing.html_url),
});

/** What an incident is called: without a title "Disk full" of "[#12] Disk full", which is how PagerDuty sums it up. */
export const titleOf = (incident: { title?: Maybe<string>; summary?: Maybe<string> }): string =>
  incident.title || (incident.summary ?? "").replace(/^\[#\d+\] /, "");

/** Whether a person did it: agents can be users, services, integrations or nobody. */
export const isUser = (reference: Maybe<Reference>): boolean => (reference?.type ?? "").startsWith("user");

/** The person's name, the id of one whose name is gone; undefined for services and nobody. */
export const personOf = (agent: Maybe<Reference>): string | undefined =>
  isUser(agent) ? (nameOf(agent) ?? agent?.id ?? undefined) : undefined;

/** The person's id; undefined for services and nobody. */
export const personIdOf = (agent: Maybe<Reference>): string | undefined =>
  isUser(agent) ? (agent?.id ?? undefined) : undefined;

/** Names of several, "" when there is none; undefined when the list itself is absent. */
export const namesOf = (references: Maybe<readonly Reference[]>): string | undefined =>
  references?.flatMap((reference) => nameOf(reference) ?? []).join(", ");

/** Facts without those that the message did not carry: "" takes a fact away, absent leaves it. */
export const present = (labels: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** null says "none" and takes a fact away; undefined says nothing. */
export const orNone = (text: string | null | undefined): string | undefined => (text === null ? "" : text);

/** Name of a reference as a label: null -> "", absent -> undefined. */
export const labelOf = (reference: Maybe<Reference>): string | undefined =>
  reference === null ? "" : reference && nameOf(reference);

/** A safe link, or none. */
export const linkOf = (text: string | null | undefined): string | undefined =>
  text && /^https?:\/\//i.test(text) ? text : undefined;
