import type { Form, FormName } from "../../src/core/form.ts";
import { makeForm } from "../../src/core/forms.ts";
import type { Reply, SayButton } from "../../src/core/message.ts";
import { when } from "../../src/core/time/when.ts";

/** Saturday 21 November 2026, 10:00 UTC. */
export const AT_MS = Date.UTC(2026, 10, 21, 10);
const MINUTE = 60_000;

const more = (number: number): readonly SayButton[] => [
  { label: "Snooze 1 h", say: `oncall snooze ${number} 1h` },
  { label: "Snooze…", form: { name: "snooze", about: `${number}` } },
  { label: "Reassign…", form: { name: "reassign", about: `${number}` } },
  { label: "Escalate", say: `oncall escalate ${number}` },
  { label: "Add a note…", form: { name: "note", about: `${number}` } },
];

const ack = (number: number): SayButton => ({ label: "Acknowledge", say: `oncall ack ${number}`, style: "primary" });
const resolve = (number: number): SayButton => ({ label: "Resolve", say: `oncall resolve ${number}` });

/** Open incidents as people act on them. */
export const INCIDENTS: Reply = {
  title: "3 open incidents",
  lines: [`Newest first, as of ${when(AT_MS, "time")}.`],
  items: [
    {
      mark: "🔴",
      title: "#1234 Checkout API high latency",
      url: "https://acme.pagerduty.com/incidents/Q1A2B3C4D5E6F7",
      lines: [`Checkout · since ${when(AT_MS - 12 * MINUTE)}`, "Ana Ruiz is called"],
      buttons: [ack(1234), resolve(1234)],
      more: more(1234),
    },
    {
      mark: "🟡",
      title: "#1231 Payments: queue of refunds grows",
      url: "https://acme.pagerduty.com/incidents/Q1A2B3C4D5E6F8",
      lines: [`Payments · since ${when(AT_MS - 95 * MINUTE)}`, "acked by Ben Okafor · P2"],
      buttons: [resolve(1231)],
      more: more(1231),
    },
    {
      mark: "🔴",
      title: "#1229 Disk of db-7 is 91 % full",
      url: "https://acme.pagerduty.com/incidents/Q1A2B3C4D5E6F9",
      lines: [`Databases · since ${when(AT_MS - 26 * 60 * MINUTE)}`],
      buttons: [ack(1229), resolve(1229)],
      more: more(1229),
    },
  ],
  footer: ["From PagerDuty, 8 s ago"],
  links: [{ label: "Open PagerDuty", url: "https://acme.pagerduty.com/incidents" }],
};

/** Something that must be confirmed, and something to choose. */
export const BULK: Reply = {
  title: "Resolve 3 incidents, also those of others?",
  lines: [
    "#1234 Checkout API high latency",
    "#1231 Payments: queue of refunds grows",
    "#1229 Disk of db-7 is 91 % full",
  ],
  buttons: [
    {
      label: "Resolve 3",
      say: "oncall resolve 1234 1231 1229",
      style: "danger",
      confirm: { title: "Resolve 3 incidents?", text: "Everybody who is called is let go.", label: "Resolve 3" },
    },
    { label: "Only mine", say: "oncall resolve mine" },
  ],
  private: true,
};

/** One of many. */
export const CHOICE: Reply = {
  title: 'Which schedule is "db"?',
  choose: {
    label: "Choose a schedule",
    options: ["Databases primary", "Databases secondary", "DB migrations", "Dublin office"].map((name) => ({
      label: name,
      say: `oncall schedule "${name}"`,
    })),
  },
};

/** What a home tab shows. */
export const HOME: readonly Reply[] = [
  {
    title: "Who is on call",
    rows: [
      { label: "Checkout", value: `Ana Ruiz until ${when(AT_MS + 600 * MINUTE)}, then Ben Okafor` },
      { label: "Databases", value: `Chi Nguyen until ${when(AT_MS + 200 * MINUTE)}` },
    ],
    buttons: [
      { label: "Page…", form: { name: "page", about: "" } },
      { label: "Override…", form: { name: "override", about: "" } },
    ],
  },
  INCIDENTS,
  {
    title: "My next shifts",
    lines: [`Checkout: ${when(AT_MS + 3 * 1440 * MINUTE, "day")}, ${when(AT_MS)} – ${when(AT_MS + 720 * MINUTE)}`],
    buttons: [{ label: "Ask for cover…", form: { name: "cover", about: "" } }],
  },
  {
    title: "This week",
    rows: [
      { label: "Pages", value: "14, 3 at night" },
      { label: "Median to ack", value: "2 min 10 s" },
    ],
  },
  { title: "My mutes", lines: ["None."], footer: ["Muting is done on a card, or with /alerts mute."] },
];

const PEOPLE = ["Ana Ruiz", "Ben Okafor", "Chi Nguyen"].map((name) => ({ label: name, value: name }));

/** A form of each name. */
export const FORMS: Readonly<Record<FormName, Form>> = {
  page: {
    title: "Page somebody",
    submit: "Page",
    lines: ["They are called at once, whatever the hour."],
    fields: [
      { name: "whom", label: "Whom?", kind: "choice", options: PEOPLE },
      { name: "message", label: "What happened?", hint: "They read it on their phone.", kind: "long", max: 500 },
      {
        name: "urgency",
        label: "How urgent?",
        kind: "choice",
        options: [
          { label: "High: wake them", value: "high" },
          { label: "Low: when they are awake", value: "low" },
        ],
        initial: "high",
      },
    ],
  },
  override: {
    title: "Override a schedule",
    submit: "Override",
    fields: [
      { name: "who", label: "Who takes over?", kind: "choice", options: PEOPLE, initial: "Ana Ruiz" },
      { name: "from", label: "From", kind: "moment", initial: `${AT_MS}` },
      { name: "to", label: "Until", kind: "moment", initial: `${AT_MS + 60 * MINUTE}` },
    ],
  },
  note: { title: "Add a note", submit: "Add", fields: [{ name: "text", label: "Note", kind: "long" }] },
  status: {
    title: "Status update",
    submit: "Send",
    lines: ["#1234 Checkout API high latency"],
    fields: [{ name: "text", label: "What should subscribers know?", kind: "long", max: 2000 }],
  },
  snooze: {
    title: "Snooze",
    submit: "Snooze",
    lines: [`#1234 Checkout API high latency, since ${when(AT_MS)}`],
    fields: [
      { name: "until", label: "Until", kind: "moment", initial: `${AT_MS + 60 * MINUTE}` },
      { name: "because", label: "Why?", kind: "text", optional: true },
    ],
  },
  reassign: {
    title: "Reassign",
    submit: "Reassign",
    fields: [{ name: "whom", label: "To whom?", kind: "choice", options: PEOPLE }],
  },
  cover: {
    title: "Ask for cover",
    submit: "Ask",
    fields: [
      { name: "from", label: "From", kind: "moment" },
      { name: "to", label: "Until", kind: "moment" },
      { name: "text", label: "A word to the others", kind: "text", optional: true },
    ],
  },
  verdict: makeForm("verdict", { about: "pagerduty:Q1AB none", why: "the backup, as every night", nowMs: AT_MS }),
  verdict_note: makeForm("verdict_note", { about: "pagerduty:Q1AB none", nowMs: AT_MS }),
  rate: makeForm("rate", { about: "PABC123@1763370000-1763974800", nowMs: AT_MS }),
};
