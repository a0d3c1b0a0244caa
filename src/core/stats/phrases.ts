import { type Phrase, phrase } from "../words-phrase.ts";

const ASK =
  "(?:oncall )?(?:(?:show|give|tell|get)(?: me| us)? )?(?:(?:what|how)(?:'s| is| was| are| were) )?(?:(?:the|our|all) )?";
/** A range, and filters, to the end. */
const REST = "(?: (.+?))?";
const PART = "nights|load|fairness|response(?: times?)?|noise|availability|uptime|mtbf|mttr|mtta";
const DID = "(?:was|am|were|have|has|did|do|got|get)";

/** "response times" -> "response" */
const partOf = (word = ""): string => word.replace(/ times?$/i, "");

/** What people say of a part of a week that no range is named by. */
const rangeWords = (rest = ""): string =>
  rest.replace(/\b(?:last night|tonight|this night)\b/i, "last 24 hours").replace(/^(?:in|during|for|over) /i, "");

/** "the nights last month" and a quoted or single name after "for": a team, a service or a person where that is said. */
const filtered = (kind = "", name = "", rest = ""): string =>
  `oncall stats ${rest} ${kind.toLowerCase()}:"${name.trim().replace(/^["“”„«»]+|["“”„«»]+$/g, "")}"`;

const MINE = "(?:my |mine )";

/** Numbers of on-call, as people ask for them: how much, whose nights, which alerts, how fast. */
export const statsPhrases: readonly Phrase[] = [
  [
    phrase(`${ASK}${MINE}(?:disturbed )?(?:nights|sleep)${REST}`),
    (rest) => `oncall stats nights ${rangeWords(rest)} person:me`,
  ],
  [
    phrase(`${ASK}${MINE}(?:pages|load|numbers|response times?)${REST}`),
    (rest) => `oncall stats person me ${rangeWords(rest)}`,
  ],
  [
    phrase(
      `(?:oncall )?(?:${DID}|how (?:often|many (?:times|pages|nights|alerts|calls))(?: ${DID})?) i (?:been )?(?:paged|woken(?: up)?|called|get|got|have|had)${REST}`,
    ),
    (rest) => `oncall stats person me ${rangeWords(rest)}`,
  ],
  [phrase(`(?:oncall )?what woke me(?: up)?${REST}`), (rest) => `oncall stats person me ${rangeWords(rest)}`],
  [phrase(`(?:oncall )?stats (?:for|of) (?:me|myself)${REST}`), (rest) => `oncall stats person me ${rangeWords(rest)}`],
  [phrase(`(?:oncall )?stats (?:for |of )?(?:the )?(team|service) ("[^"]+"|\\S+)${REST}`), filtered],
  [phrase(`(?:oncall )?stats (?:by|per) service${REST}`), (rest) => `oncall stats services ${rangeWords(rest)}`],
  [
    phrase(`(?:oncall )?stats (?:by|per) (?:person|people)${REST}`),
    (rest) => `oncall stats fairness ${rangeWords(rest)}`,
  ],
  [
    phrase(`(?:oncall )?stats (?:by|per) (?:day|hour|weekday|team)${REST}`),
    (rest) => `oncall stats load ${rangeWords(rest)}`,
  ],
  [
    phrase(
      `(?:oncall )?who (?:got|was|is|has been|had|has)(?: been)?(?: paged| woken(?: up)?| called)?(?: the)? (?:most(?: pages| alerts)?|worst (?:week|month|nights?))${REST}`,
    ),
    (rest) => `oncall stats fairness ${rangeWords(rest)}`,
  ],
  [
    phrase(`(?:oncall )?who (?:got|was) (?:paged|called|woken(?: up)?)${REST}`),
    (rest) => `oncall stats fairness ${rangeWords(rest)}`,
  ],
  [phrase(`${ASK}pages (?:per|by) (?:person|people)${REST}`), (rest) => `oncall stats fairness ${rangeWords(rest)}`],
  [
    phrase(`(?:oncall )?(?:is on-?call fair|how fair is on-?call)${REST}`),
    (rest) => `oncall stats fairness ${rangeWords(rest)}`,
  ],
  [
    phrase(`${ASK}(?:noisiest|loudest|worst|top|most noisy)(?: \\d{1,2})? alerts?(?: to fix)?${REST}`),
    (rest) => `oncall stats noise ${rangeWords(rest)}`,
  ],
  [
    phrase(
      `(?:oncall )?(?:which|what) alerts? (?:is|are|were|was) (?:the )?(?:nois(?:y|iest)|loudest|worst|most noisy)${REST}`,
    ),
    (rest) => `oncall stats noise ${rangeWords(rest)}`,
  ],
  [
    phrase(
      `(?:oncall )?how many (?:incidents|pages|alerts)(?: (?:did we (?:get|have)|were there|have we had|happened))?${REST}`,
    ),
    (rest) => `oncall stats ${rangeWords(rest)}`,
  ],
  [phrase(`(?:oncall )?what broke${REST}`), (rest) => `oncall stats services ${rangeWords(rest)}`],
  [
    phrase("(?:oncall )?how (?:bad |busy |quiet )?was(?: on-?call)? ((?:last|this|yesterday|today).{0,60}?)"),
    (rest) => `oncall stats ${rangeWords(rest)}`,
  ],
  [phrase(`${ASK}(${PART})${REST}`), (part, rest) => `oncall stats ${partOf(part)} ${rangeWords(rest)}`],
  [
    phrase("(?:show|give|get)(?: me| us)? (?:the )?(?:on-?call )?stats(?: (.+?))?"),
    (rest = "") => `oncall stats ${rest}`,
  ],
  [
    phrase("(?:oncall )?(?:compare )?((?:this|last) (?:week|month)) (?:to|vs\\.?|versus) ((?:this|last|the) .{1,60}?)"),
    "oncall stats compare $1 with $2",
  ],
  [phrase("(?:oncall )?who (?:should|can|could) take over"), "oncall next"],
  [phrase("(?:oncall )?who (?:is|was) (?:the )?(?:least (?:loaded|paged)|most rested|rested)"), "oncall next"],
];
