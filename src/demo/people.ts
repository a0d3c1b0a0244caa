/** One made-up person; the same twelve work in the demo's Slack workspace and in its PagerDuty account. */
export interface DemoPerson {
  /** What both stand-ins build their ids from: upper-case letters and digits, six long. */
  readonly stem: string;
  readonly name: string;
  /** Sign-in name in chat. */
  readonly handle: string;
  /** E-mail at PagerDuty. */
  readonly email: string;
  /** E-mail in Slack: the same for all but one, so that linking by hand has a use. */
  readonly slackEmail: string;
  /** IANA time zone. */
  readonly tz: string;
  readonly title: string;
}

const person = (stem: string, name: string, tz: string, title: string, slackEmail?: string): DemoPerson => {
  const handle = name.toLowerCase().split(" ")[0] ?? stem.toLowerCase();
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@northwind.example`;
  return { stem, name, handle, email, slackEmail: slackEmail ?? email, tz, title };
};

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";
const KOLKATA = "Asia/Kolkata";
const SYDNEY = "Australia/Sydney";

/** The twelve, in four time zones; Noor's Slack e-mail differs from her PagerDuty e-mail. */
export const PEOPLE: readonly DemoPerson[] = [
  person("ANA001", "Ana Kovac", BERLIN, "Site Reliability Engineer"),
  person("BEN002", "Ben Carter", NEW_YORK, "Platform Engineer"),
  person("CHI003", "Chitra Rao", KOLKATA, "Site Reliability Engineer"),
  person("DAN004", "Dan Hughes", SYDNEY, "Platform Engineer"),
  person("ELI005", "Elif Demir", BERLIN, "Payments Engineer"),
  person("FIN006", "Finn Larsen", BERLIN, "Payments Engineer"),
  person("GRA007", "Grace Okafor", NEW_YORK, "Payments Lead"),
  person("HAR008", "Hari Menon", KOLKATA, "Data Engineer"),
  person("IVY009", "Ivy Nguyen", SYDNEY, "Web Engineer"),
  person("JON010", "Jonas Weber", BERLIN, "Web Engineer"),
  person("KIM011", "Kim Alvarez", NEW_YORK, "Engineering Manager"),
  person("NOO012", "Noor Haddad", NEW_YORK, "Web Engineer", "noor@northwind-labs.example"),
];
