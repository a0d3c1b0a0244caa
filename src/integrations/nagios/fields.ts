import { Texts } from "../../lib/shape.ts";

/** Names of one thing: hubot's form, Nagios' macros (also as NAGIOS_… of the environment), Icinga 2's. */
const NAMES = {
  host: ["hostname", "host_name", "host", "hostalias", "hostdisplayname"],
  service: [
    "servicedesc",
    "servicedescription",
    "service_desc",
    "servicename",
    "servicedisplayname",
    "description",
    "service",
  ],
  type: ["notificationtype", "notification_type"],
  hostState: ["hoststate"],
  serviceState: ["servicestate"],
  state: ["state"],
  output: ["serviceoutput", "output"],
  hostOutput: ["hostoutput"],
  long: ["longserviceoutput", "longhostoutput", "longoutput"],
  perfdata: ["serviceperfdata", "hostperfdata", "perfdata"],
  problem: ["serviceproblemid", "hostproblemid"],
  seconds: ["timet"],
  time: ["longdatetime", "icinga.long_date_time", "shortdatetime"],
  author: ["notificationauthorname", "notificationauthor", "serviceackauthor", "hostackauthor"],
  comment: ["notificationcomment", "serviceackcomment", "hostackcomment"],
  address: ["hostaddress"],
  groups: ["hostgroupname", "hostgroupnames", "servicegroupname"],
  notes: ["servicenotesurl", "hostnotesurl"],
} as const;

/** A notification's texts under one name each, whichever of the three forms it came in; absent when blank. */
export type Fields = Readonly<Partial<Record<keyof typeof NAMES, string>>>;

/** A macro that Nagios did not know is sent as it was written. */
const blank = (text: string | undefined): boolean =>
  text === undefined || text.trim() === "" || /^\$\w+\$$/.test(text.trim());

/** The fields of a notification by what they mean; blank and unfilled ones are absent. */
export const readFields = (raw: unknown): Fields => {
  const given = Object.fromEntries(
    Object.entries(Texts.parse(raw)).map(([name, text]) => [
      name.toLowerCase().replace(/^(nagios|icinga)_/, ""),
      text.trim(),
    ]),
  );
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([meaning, names]) => {
      const name = names.find((one) => !blank(given[one]));
      return name === undefined ? [] : [[meaning, given[name]]];
    }),
  );
};
