import type { Account, User } from "../model.ts";
import { describe } from "../shapes.ts";

const CONTACTS = ["email", "phone", "sms"] as const;
type Contact = (typeof CONTACTS)[number];

/** Country code and the number without it, of "+15551234567". */
const splitPhone = (phone: string): { readonly code: number; readonly rest: string } => ({
  code: Number(phone.slice(1, 2)),
  rest: phone.slice(2),
});

const contactId = (user: User, kind: Contact): string => `P${kind.slice(0, 2).toUpperCase()}${user.id.slice(3)}`;

const describeContact = (user: User, kind: Contact, type = `${kind}_contact_method_reference`) => ({
  id: contactId(user, kind),
  type,
  summary: kind === "email" ? "Default" : "Mobile",
  self: `https://api.pagerduty.com/users/${user.id}/contact_methods/${contactId(user, kind)}`,
  html_url: null,
});

const showContact = (user: User, kind: Contact): object => {
  const base = { ...describeContact(user, kind, `${kind}_contact_method`) };
  if (kind === "email") return { ...base, label: "Default", address: user.email, send_short_email: false };
  const { code, rest } = splitPhone(user.phone);
  return { ...base, label: "Mobile", address: rest, country_code: code, blacklisted: false };
};

/** How a person is reached: e-mail, phone and SMS, as `GET /users/{id}/contact_methods` shows them. */
export const showContacts = (user: User): readonly { readonly id: string; readonly shown: object }[] =>
  CONTACTS.map((kind) => ({ id: contactId(user, kind), shown: showContact(user, kind) }));

/** A user as `GET /users` shows it. */
export const showUser = (account: Account, user: User, include: ReadonlySet<string>): object => ({
  ...describe(account, "user", user.id, "user"),
  name: user.name,
  email: user.email,
  time_zone: user.tz,
  color: "teal",
  role: user.role,
  avatar_url: "https://pd-static-assets.pagerduty.com/users/blank-avatar.png",
  description: null,
  invitation_sent: false,
  job_title: user.title,
  created_via_sso: false,
  contact_methods: CONTACTS.map((kind) =>
    include.has("contact_methods") ? showContact(user, kind) : describeContact(user, kind),
  ),
  notification_rules: [],
  teams: user.teamIds.map((id) => describe(account, "team", id, include.has("teams") ? "team" : "team_reference")),
});
