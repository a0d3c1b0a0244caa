import { parseIncidentRef } from "../core/incident-ref.ts";
import { statsPhrases } from "../core/stats/phrases.ts";
import { MONTH, WEEKDAY } from "../core/time/names.ts";
import { type Phrase, phrase } from "../core/words-phrase.ts";

/** hubot-pager-me's own prefix, and those of others that people type out of habit. */
const PAGER = "(?:oncall )?(?:pager|major|genie|opsgenie|pd)(?: me)? ";
/** With or without it. */
const ANY = `(?:oncall )?(?:(?:pager|major|genie|opsgenie|pd)(?: me)? )?`;
const NAME = '"[^"]+"|\\S+';
/** Bounded, so that no text takes long to read. */
const FREE_NAME = '"[^"]+"|.{1,80}?';
const TIME = ".{1,60}?";
const LASTS =
  "(?:half an hour|(?:an? |\\d+(?:\\.\\d+)? ?)(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?))(?: \\d+ ?(?:m|mins?|minutes?))?";

/** What a schedule that is taken with `pager me X 60` cannot begin with; one that is called so goes in quotes. */
const NOT_A_SCHEDULE =
  "(?!(?:schedules?|overrides?|my|mine|inc|incidents?|sup|problems|trigger|page|default|ack\\w*|acknowledged?|res|resolved?|close|own|notes?|maintenance|services?|who\\w*|when\\w*|am|snooze|unack|reopen|escalate|reassign|assign|add|merge|priority|status|take|cover|link|forget|undo|audit|help|stats|live|queue|identify|as|oncall|on-call|alerts?|call|get|put|drm)\\b)";

const DATE = new RegExp(
  `\\b(?:${MONTH} \\d{1,2}|\\d{1,2} ${MONTH}|today|tomorrow|(?:on |next )?${WEEKDAY}|\\d{4}-\\d{2}-\\d{2})\\b`,
  "i",
);

/** A name as our words hold it: in quotes, whatever quotes it came in. */
const named = (name = ""): string => `"${name.trim().replace(/^["“”„«»]+|["“”„«»]+$/g, "")}"`;

const tidyTime = (text: string): string =>
  text
    .trim()
    .replace(/\b(?:on|the|of) /gi, "")
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/gi, "$1")
    .replace(/(\d)\s+(?=[ap]\.?m\b)/gi, "$1")
    .replace(/([ap])\.m\.?/gi, "$1m");

/** "3 AM", "4 AM August 24th" -> "August 24 3AM - 4AM": a date that stands at one end only holds for both. */
const spanWords = (first = "", second = ""): string => {
  const [from, to] = [tidyTime(first), tidyTime(second)];
  const dates = [from, to].map((text) => DATE.exec(text)?.[0]);
  const timeOf = (text: string, date: string | undefined): string =>
    (date === undefined ? text : text.replace(date, "")).replace(/\s+/g, " ").trim();
  const start = [dates[0] ?? dates[1], timeOf(from, dates[0])].filter(Boolean).join(" ");
  const end = [dates[0] && dates[1], timeOf(to, dates[1])].filter(Boolean).join(" ");
  return `${start} - ${end}`;
};

/** "1, 2 and 3" -> "1 2 3" */
const spaced = (text = ""): string =>
  text
    .split(/[\s,;]+|\band\b/i)
    .filter(Boolean)
    .join(" ");

/** Incidents, separated by spaces, or undefined when a word is none. */
const refs = (text = ""): string | undefined => {
  const words = spaced(text.replace(/[\s?!.]{1,99}$/, ""));
  const known = words !== "" && words.split(" ").every((word) => parseIncidentRef(word)?.kind === "ref");
  return known ? words : undefined;
};

/** Our words with the incidents in them; undefined when a word is none. */
const about = (text: string | undefined, write: (which: string) => string): string | undefined => {
  const which = refs(text);
  return which === undefined ? undefined : write(which);
};

/** What takes the pager for a while; an hour is "60". */
const take = (schedule?: string, count?: string, unit = "m"): string =>
  `oncall take ${named(schedule)} for ${count}${/^h/i.test(unit) ? "h" : "m"}`;

/** hubot-pager-me: what it documents, as it documents it. */
const HUBOT: readonly Phrase[] = [
  [phrase("(?:oncall )?(?:pager|major)(?: me)?"), "oncall whoami"],
  [phrase(`${PAGER}(?:as|identify)(?: (.+))?`), "oncall link me as $1"],
  [phrase(`${PAGER}forget(?: me)?`), "oncall forget me"],
  [phrase(`${ANY}default (?:trigger|page) (.+)`), "oncall page default $1"],
  [
    phrase(`${ANY}(?:trigger|page) (${NAME}) (.+)`),
    (name = "", text) => `oncall page ${/^["“”„«]/.test(name) ? named(name) : name} ${text}`,
  ],
  [phrase(`${ANY}trigger(?: (${FREE_NAME}))?`), (name = "") => `oncall page ${name}`],
  [phrase(`${ANY}(?:inc|sup|problems)`), "oncall incidents"],
  [phrase(`${ANY}(?:inc|sup|problems|incidents) #?(\\d+)`), "oncall incident $1"],
  [phrase(`${PAGER}(?:inc|sup|problems) (.+)`), "oncall incidents $1"],
  [phrase(`${ANY}(?:ack|acknowledged?|acked)\\s{0,9}!{1,9}`), "oncall ack all"],
  [phrase(`${ANY}(?:res|resolved?|close|closed)\\s{0,9}!{1,9}`), "oncall resolve all"],
  [phrase(`${ANY}(?:acknowledged?|acked)(?: (.+))?`), (rest = "") => `oncall ack ${spaced(rest)}`],
  [phrase(`${ANY}(?:res|resolved|closed?)(?: (.+))?`), (rest = "") => `oncall resolve ${spaced(rest)}`],
  [phrase(`${ANY}(ack|resolve) (.+)`), (verb, rest) => about(rest, (which) => `oncall ${verb} ${which}`)],
  [
    phrase(`${ANY}overrides? (${FREE_NAME}) delete ([a-z0-9+]{4,400})`),
    (name, id) => `oncall override delete ${id} of ${named(name)}`,
  ],
  [
    phrase(`${ANY}(?:alerts )?maintenance (\\d+)(?: ?(?:m|mins?|minutes?))? ([A-Z0-9]+(?:[\\s,]+[A-Z0-9]+)*)`),
    (minutes, ids) => `alerts maintenance ${spaced(ids).replaceAll(" ", ", ")} ${minutes}m`,
  ],
  [phrase(`${PAGER}${NOT_A_SCHEDULE}(?:for )?(${FREE_NAME}) (\\d+) ?(m|mins?|minutes?|h|hrs?|hours?)?`), take],
  [phrase(`(?:pager|major) me for (${FREE_NAME}) (\\d+) ?(m|mins?|minutes?|h|hrs?|hours?)?`), take],
];

const STATUS = "triggered|firing|new|acknowledged|acked|resolved|closed";
const WHO = "(?:who|who is|who will be|who's|whose)";
const WEEKDAYS = new RegExp(`\\b(?:on )?(?:last )?(${WEEKDAY})\\b`, "i");

/** Who it was: a weekday is the last one, a time alone is today's. */
const whoWas = (rest = ""): string => {
  const text = rest.replace(WEEKDAYS, "last $1");
  return `oncall who ${/^(?:for .+ )?at \S+ ?(?:[ap]\.?m\.?)?$/i.test(text) ? text.replace(/\bat (?=\S+ ?\S*$)/i, "today at ") : text}`;
};

/** Sentences of our own: what people ask without having read anything. */
const SENTENCES: readonly Phrase[] = [
  [
    phrase(
      `(?:oncall )?(?:show|list|get)(?: me)?(?: all| the| open)? (my schedule|incidents|schedules?|services|overrides|notes|mutes)(?: (.+))?`,
    ),
    (what = "", rest = "") => `${/^mutes$/i.test(what) ? "alerts" : "oncall"} ${what} ${rest}`,
  ],
  [phrase("(?:oncall )?(?:my (?:open )?incidents|incidents (?:of|for) (?:me|mine))"), "oncall incidents mine"],
  [
    phrase(`(?:oncall )?(?:open )?incidents (?:for|of|on) (?!me\\b|mine\\b)("[^"]+"|[^:]{1,80}?)( page \\d{1,4})?`),
    (name, page = "") => `oncall incidents service:${named(name)}${page}`,
  ],
  [phrase(`(?:oncall )?incidents (${STATUS})`), "oncall incidents status:$1"],
  [phrase(`(?:oncall )?(${STATUS}) incidents`), "oncall incidents status:$1"],
  [phrase("(?:oncall )?am i on ?-?call (?:right )?now"), "oncall am i on call"],
  [
    phrase("(?:oncall )?am i on ?-?call (.+)"),
    (rest = "") => (/^(?:for|of|in) /i.test(rest) ? `oncall when am i on call ${rest}` : "oncall when"),
  ],
  [phrase("(?:oncall )?when's (.+)"), "oncall when is $1"],
  [phrase("who was on ?-?call(?: (.+))?"), whoWas],
  [phrase("(?:oncall )?who will be on ?-?call(?: (.+))?"), "oncall who $1"],
  [phrase(`(?:oncall )?${WHO} (?:on duty|on shift|(?:has|got|has got) the pager)(?: (.+))?`), "oncall who $1"],
  [
    phrase(`(?:oncall )?(is (?!it\\b|this\\b|that\\b|there\\b|any)(?:${FREE_NAME}) on ?-?call(?: .+)?)`),
    "oncall when $1",
  ],
];

/** lita-pagerduty and pagerbot. */
const PAGERBOT: readonly Phrase[] = [
  [
    phrase(`(?:pager|major)(?: me)? on[- ]?call(?: (?:for )?(.+))?`),
    (name) => (name === undefined ? "oncall who" : `oncall who for ${name}`),
  ],
  [phrase(`${ANY}(?:who|who is|who's|whos|whose) (?:is )?on (?!-?call\\b)(.+)`), "oncall who for $1"],
  [phrase(`${ANY}put me on (${FREE_NAME}) for (${LASTS})`), (name, lasts) => `oncall take ${named(name)} for ${lasts}`],
  [
    phrase(`${ANY}put (${FREE_NAME}) on (${FREE_NAME}) for (${LASTS})`),
    (who, name, lasts) => `oncall override ${named(name)} for ${lasts} ${named(who)}`,
  ],
  [
    phrase(`${ANY}put (${FREE_NAME}) on (${FREE_NAME}) from (${TIME})(?: until | till | to | - )(${TIME})`),
    (who = "", name, from, to) =>
      `oncall override ${named(name)} ${spanWords(from, to)}${/^me$/i.test(who) ? "" : ` ${named(who)}`}`,
  ],
  [
    phrase(`${ANY}(?:call|get) (${FREE_NAME})[,:]? (?:because|bc) (.+)`),
    (name, why) => `oncall page ${named(name)} ${why}`,
  ],
];

/** Opsgenie, incident.io, PagerDuty. */
const OTHERS: readonly Phrase[] = [
  [phrase("(?:oncall )?ack ?all"), "oncall ack all"],
  [phrase("(?:oncall )?close ?all"), "oncall resolve all"],
  [phrase(`${ANY}own (.+)`), (rest) => about(rest, (which) => `oncall reassign ${which} to me`)],
  [phrase(`${ANY}assign (\\S+) to (.+)`), (ref, name) => about(ref, (which) => `oncall reassign ${which} to ${name}`)],
  [
    // Without the quotes only the command can tell: below a card "raise it from 10 to 34" is all text.
    phrase(`${ANY}note "(.+)" to (\\S+)`),
    (text, ref) => about(ref, (which) => `oncall note ${which} ${text}`),
  ],
  [phrase(`${ANY}exec (?:ack|acknowledge) on (.+)`), (rest) => about(rest, (which) => `oncall ack ${which}`)],
  [phrase(`${ANY}exec close on (.+)`), (rest) => about(rest, (which) => `oncall resolve ${which}`)],
  [phrase(`${ANY}alert (.+) for (.+)`), (text, name) => `oncall page ${named(name)} ${text}`],
  [
    phrase(`(?:oncall )?(?:pager )?me (${LASTS}) for (${FREE_NAME})`),
    (lasts, name) => `oncall take ${named(name)} for ${lasts}`,
  ],
  [
    phrase(`(?:oncall )?(?:inc )?whoisoncall(?: (?:for )?(.+))?`),
    (name) => (name === undefined ? "oncall who" : `oncall who for ${name}`),
  ],
  [phrase("(?:oncall )?inc (cover me.*)"), "oncall $1"],
];

/** hubot-grafana's prefixes; "graph" is our own word too. */
const GRAF = "(?:oncall )?(?:graf|grafana)(?: me)?";
const GRAPH = "(?:oncall )?graph";
const DASHBOARD = "(?:db|dash|dashboard)";
/** A uid tells itself from the word of a name by a digit, a colon, an underline or a capital within. */
const LIKE_UID = "(?=\\S{0,60}[\\d:_]|(?-i:\\S{0,60}[a-z][A-Z]))";

/** hubot-grafana: its panels are queries of the source Grafana. */
const GRAFANA: readonly Phrase[] = [
  // There six hours were drawn where no time was said.
  [phrase(`${GRAF} ${DASHBOARD} (.+)`), "graph source:grafana usual:6h $1"],
  [phrase(`${GRAPH} ${DASHBOARD} ${LIKE_UID}(.+)`), "graph source:grafana usual:6h $1"],
  [phrase(`${GRAF} (?:list|search)(?: (.+))?`), (words = "") => `graph search ${words} source:grafana`],
  [phrase(`(?:${GRAF}|${GRAPH}) alerts(?: [a-z_]{1,20})?`), "alerts list source:grafana"],
  [
    phrase(`(?:${GRAF}|${GRAPH}) pause (?:alert (.+)|all(?: alerts)?)`),
    (which = "") => `alerts mute source:grafana ${which}`,
  ],
  [phrase(`(?:${GRAF}|${GRAPH}) unpause (?:alert .+|all(?: alerts)?)`), "alerts mutes"],
  [phrase(`${GRAF}`), "graph"],
  [phrase(`${GRAF} (.+)`), "graph $1"],
];

/** Graphs, as people ask for them. */
const GRAPHS: readonly Phrase[] = [
  [
    phrase("(?:oncall )?(?:show|draw|plot|post|give)(?: me)?(?: the| a)? graph(?: (?:of|for))? (.+)"),
    (what = "") => `graph ${what}`,
  ],
  [phrase("(?:oncall )?(?:show|draw|plot|post|give)(?: me)?(?: the| a| this)? graph(?: again)?(?: please)?"), "graph"],
  [phrase("(?:oncall )?(?:plot|chart|draw) (.+)"), "graph $1"],
  [phrase("(?:graphs?|graf|grafana|measure) help"), "help graphs"],
  [phrase("graph graph(?: (.+))?"), (what = "") => `graph ${what}`],
  [phrase("measure measure(?: (.+))?"), (what = "") => `measure ${what}`],
  [phrase("(?:oncall )?(?:graph )?save (?:it|this|that)(?: graph| one)? as (.+)"), "graph save $1"],
  [phrase("(?:oncall )?(?:make it )?(wider|narrower)(?: please)?"), "graph $1"],
  [phrase("(?:oncall )?zoom (in|out)(?: please)?"), "graph zoom $1"],
  [phrase("(?:oncall )?(?:keep )?(?:watch|watching) (?:this|that|the)(?: one| graph)(?: please)?"), "graph watch"],
  [
    phrase(
      '(?:oncall )?(?:count|how many)(?: log)?(?: lines?| errors?)?(?: are| were)?(?: with| of| for)? ("[^"]+".{0,200}|[1-5]\\d\\ds?(?: .{0,200})?)',
    ),
    (what = "") => `measure count ${what.replace(/^(\d{3})s/i, "$1")}`,
  ],
  [phrase("(?:oncall )?mark(?: a| the)? (deploy.*)"), "graph mark $1"],
];

/** Whatever else stands after the prefix is said as it is. */
const REST: readonly Phrase[] = [[phrase(`${PAGER}(.+)`), "oncall $1"]];

/** What people are used to say elsewhere, and our words for it; the first that fits wins. */
export const phrases: readonly Phrase[] = [
  ...GRAPHS,
  ...GRAFANA,
  ...SENTENCES,
  ...statsPhrases,
  ...HUBOT,
  ...PAGERBOT,
  ...OTHERS,
  ...REST,
];
