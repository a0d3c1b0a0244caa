import * as z from "zod";
import type { Person } from "../../core/fact.ts";
import type { PagerPerson } from "../../core/responding.ts";
import { zoneOf } from "../../lib/zone-of.ts";
import { ApiUser } from "./api-shapes.ts";
import { linkOf, listOf, Text } from "./shapes.ts";

/** A user of the API as the store takes it. */
export const personOfUser = (user: ApiUser): Person => ({
  source: "pagerduty",
  id: user.id,
  name: user.name || user.summary || user.id,
  email: user.email ?? undefined,
  tz: zoneOf(user.time_zone),
  url: linkOf(user.html_url),
});

const ContactMethod = z.object({
  type: Text,
  address: Text,
  country_code: z.union([z.number(), z.string()]).nullish().catch(undefined),
});
type ContactMethod = z.infer<typeof ContactMethod>;

/** A user of GET /users with `include[]=contact_methods`. */
export const ApiPerson = ApiUser.extend({ contact_methods: listOf(ContactMethod), role: Text });

/** Stakeholders, who may never respond: https://support.pagerduty.com/main/docs/user-roles */
const LOOK_ONLY: ReadonlySet<string | null | undefined> = new Set(["read_only_user", "read_only_limited_user"]);

/** https://developer.pagerduty.com/api-reference/50d46c0eb020d-list-a-user-s-contact-methods: the country's code stands apart. */
const phoneOf = ({ type, address, country_code }: ContactMethod): readonly string[] => {
  if (type !== "phone_contact_method" || !address) return [];
  return [address.startsWith("+") || !country_code ? address : `+${country_code} ${address}`];
};

/** A user of the API with the numbers to call them at. */
export const pagerPersonOf = (user: z.infer<typeof ApiPerson>): PagerPerson => {
  const { id, name, email, tz, url } = personOfUser(user);
  const phones = [...new Set((user.contact_methods ?? []).flatMap(phoneOf))];
  return { id, name, email, tz, url, phones, ...(LOOK_ONLY.has(user.role) ? { looksOnly: true } : {}) };
};
