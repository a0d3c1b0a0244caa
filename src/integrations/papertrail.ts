import * as z from "zod";
import { SEVERITIES, type Severity } from "../core/alert.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { Id } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { severityOfWord } from "../lib/severity-words.ts";
import { firstText, listOf, present, Scalar, someLines, timeOf, webLink } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { counted, cut } from "../lib/wording.ts";
import { checkSearch, connect, searchSettings } from "./papertrail/connect.ts";

const Search = z.object({ id: Id, name: Scalar, query: Scalar, html_search_url: Scalar });
const Event = z.object({
  message: Scalar,
  source_name: Scalar,
  hostname: Scalar,
  program: Scalar,
  severity: Scalar,
  received_at: Scalar,
  display_received_at: Scalar,
});
const Count = z.object({
  source_name: Scalar,
  timeseries: z.record(z.string(), z.number().nonnegative().max(1e15).catch(0)).catch({}),
});

/** Log lines (`events`) or numbers of them (`counts`); neither: the search found nothing. */
const Delivery = z.object({
  saved_search: Search,
  events: listOf(Event),
  counts: listOf(Count),
  min_id: Scalar,
  max_id: Scalar,
  frequency: Scalar,
  reached_record_limit: z.boolean().catch(false),
});
type Delivery = z.infer<typeof Delivery>;
type Event = z.infer<typeof Event>;

/** Names are shown while there are fewer than this. */
const MANY_HOSTS = 5;

const totalOf = ({ timeseries }: z.infer<typeof Count>): number =>
  Object.values(timeseries).reduce((sum, count) => sum + count, 0);

const hostOf = ({ source_name, hostname }: Event): string | undefined => firstText(source_name, hostname);

const hostsOf = ({ events, counts }: Delivery): string | undefined => {
  const names = [...events.map(hostOf), ...counts.map(({ source_name }) => firstText(source_name))];
  const hosts = [...new Set(names)].filter((name) => name !== undefined);
  return hosts.length < MANY_HOSTS ? hosts.join(", ") : `${hosts.length} hosts`;
};

const lineOf = (event: Event): string => {
  const { display_received_at, received_at, program, message } = event;
  const head = [firstText(display_received_at, received_at), hostOf(event), firstText(program)]
    .filter(Boolean)
    .join(" ");
  return cut([head, firstText(message)].filter(Boolean).join(": "), 500);
};

const newest = ({ events, counts }: Delivery): number | undefined => {
  const seconds = counts.flatMap(({ timeseries }) =>
    Object.keys(timeseries).map((key) => Math.round(Number(key) * 1000)),
  );
  const times = [...events.map(({ received_at }) => timeOf(received_at)), ...seconds];
  const known = times.filter((ms) => ms !== undefined && ms > 0 && ms < 1e14);
  return known.reduce<number | undefined>((last, ms) => (ms !== undefined && ms > (last ?? 0) ? ms : last), undefined);
};

/** Of lines: the worst of them; a quiet search is a warning; numbers of lines do not say. */
const severityOf = ({ events }: Delivery, matches: number): Severity => {
  if (matches === 0) return "warning";
  const found = new Set(events.map(({ severity }) => syslog(severity)));
  return SEVERITIES.find((severity) => found.has(severity)) ?? "info";
};

/** Syslog's "Alert" is worse than its "Critical": https://datatracker.ietf.org/doc/html/rfc5424#section-6.2.1 */
const syslog = (word: string | undefined): Severity | undefined =>
  word?.toLowerCase() === "alert" ? "critical" : severityOfWord(word);

/** The search page at the newest line: papertrail's own alerts link there. */
const urlOf = ({ saved_search: { html_search_url }, max_id }: Delivery): string | undefined => {
  const url = webLink(html_search_url);
  if (url === undefined || !max_id || !/^[1-9]\d*$/.test(max_id)) return url;
  const at = new URL(url);
  at.searchParams.set("centered_on_id", max_id);
  return at.href;
};

/** A retried delivery repeats the range of its lines; a quiet search may have none. */
const eventIdOf = ({ saved_search, min_id, max_id }: Delivery, matches: number, delivered: Delivered): string => {
  const range =
    max_id && (matches > 0 || (min_id && min_id !== max_id)) ? `${min_id ?? ""}-${max_id}` : unnamed(delivered);
  return shortId(`${saved_search.id}:${range}`);
};

const detailsOf = ({ events, counts }: Delivery): readonly string[] =>
  someLines([
    ...events.map(lineOf),
    ...counts.map((count) =>
      cut(`${firstText(count.source_name) ?? "unknown host"}: ${counted(totalOf(count), "match", "matches")}`, 500),
    ),
  ]);

const span = (frequency: string | undefined): string =>
  frequency ? ` in the past ${frequency.trim().replace(/^1 /, "")}` : "";

const alertOf = (delivery: Delivery, delivered: Delivered): ParsedAlert => {
  const { saved_search: search, events, counts, reached_record_limit: full } = delivery;
  const matches = counts.reduce((sum, count) => sum + totalOf(count), events.length);
  const found = matches > 0 ? counted(matches, "match", "matches") : "no matches";
  const name = firstText(search.name, search.query, search.id) ?? search.id;
  return {
    key: shortId(search.id),
    eventId: eventIdOf(delivery, matches, delivered),
    state: "notice",
    severity: severityOf(delivery, matches),
    ...(matches > 0 && events.length === 0 ? { severityKnown: false } : {}),
    title: cut(`"${cut(name, 200)}" found ${found}${cut(span(firstText(delivery.frequency)), 60)}`, 300),
    url: urlOf(delivery),
    atMs: newest(delivery) ?? delivered.receivedAtMs,
    what: `found ${found}`,
    labels: present({
      host: hostsOf(delivery),
      program: [...new Set(events.map(({ program }) => firstText(program)))].filter(Boolean).slice(0, 5).join(", "),
      search: name,
      query: firstText(search.query) === name ? undefined : firstText(search.query),
      matches: `${matches.toLocaleString("en-US")}${full ? " (record limit reached)" : ""}`,
    }),
    details: detailsOf(delivery),
  };
};

/** Log searches that matched, or that should have and did not (Papertrail signs nothing); and counts of log lines. */
export default defineIntegration({
  name: "papertrail",
  docs: "https://www.papertrail.com/help/webhooks/",
  settings: {
    PAPERTRAIL_TOKEN: tokenSetting("at the end of the address or as the password of basic auth in it"),
    ...searchSettings,
  },
  check: (settings) => [...checkTokens("PAPERTRAIL_TOKEN", settings.PAPERTRAIL_TOKEN), ...checkSearch(settings)],
  connect: (settings, connection) => connect(settings, connection),
  relay: {
    async verify(request, { PAPERTRAIL_TOKEN }) {
      requireHookToken(request, "PAPERTRAIL_TOKEN", PAPERTRAIL_TOKEN);
    },
    parse: (delivered) => [alertOf(readHook(Delivery, delivered.body, "a Papertrail webhook"), delivered)],
  },
});
