/** Names of people's own making: Nagios lets no character into them that a shell would read. */
const PLAIN = [
  "NOTIFICATIONTYPE",
  "HOSTNAME",
  "HOSTADDRESS",
  "HOSTSTATE",
  "HOSTPROBLEMID",
  "SERVICEDESC",
  "SERVICESTATE",
  "SERVICEPROBLEMID",
  "TIMET",
];
/** What plugins print and people type: from the environment, where it cannot end the command line it stands in. */
const FREE = [
  "HOSTOUTPUT",
  "LONGHOSTOUTPUT",
  "SERVICEOUTPUT",
  "LONGSERVICEOUTPUT",
  "SERVICEPERFDATA",
  "NOTIFICATIONAUTHOR",
  "NOTIFICATIONCOMMENT",
];

/**
 * The notification command to put into Nagios, for hosts and services alike; it needs `enable_environment_macros=1` in
 * nagios.cfg. Quotes, pipes, backticks and UTF-8 of the output arrive as they are. `address` is that of the hook, with its token.
 * https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macros.html
 */
export const notifyCommand = (address: string): string =>
  [
    `/usr/bin/curl -sSf -m 10 -o /dev/null ${address}`,
    ...PLAIN.map((name) => `--data-urlencode "${name}=$${name}$"`),
    ...FREE.map((name) => `--data-urlencode "${name}=$$NAGIOS_${name}"`),
  ].join(" ");
