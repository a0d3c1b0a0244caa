import type { Redaction } from "./policy.ts";

/**
 * What these patterns find is replaced as a whole, but for a group named `keep` at its beginning. Each is linear in the
 * length of the text: repeats are bounded or end at a character that the next part cannot take.
 */
const redaction = (name: string, pattern: RegExp, check?: Redaction["check"]): Redaction => ({ name, pattern, check });

/**
 * Names whose value is a credential; a prefix that ends with a letter is fine for the first ones ("dbPassword"). Each
 * begins with the word that every such name holds and looks back for the rest: a text without these words is passed
 * over many letters at a time.
 */
const NAMES = [
  "pass(?:word|wd|phrase|(?<![a-z]pass))|secret(?:[_-]?access)?(?:[_-]?key)?|credentials?|pwd(?<![a-z]pwd)",
  "key(?<=(?:api|private|routing|integration|encryption|access)[_-]?key)(?:(?<=access[_-]?key)[_-]?id)?",
  "token(?<=(?:(?<![a-z])|access|auth|refresh|session|bearer|api|id|bot)[_-]?token)",
  "sig(?<![a-z]sig)(?:nature)?|sess(?<=(?:j|php)sess)(?:ion)?id|connect\\.sid",
].join("|");

/** What stands between a name and its value: as it is, where a log holds JSON within JSON (\":), in an address (%3D). */
const IS = `(?:\\\\{0,7}["'])?\\s{0,3}(?:=>|[:=])\\s{0,3}|(?:%22)?%3[AD](?:%20|%22){0,2}`;

/** A sign of a value in an address: an end of the value is written with "%" too. */
const SIGN = `(?:[^\\s&"'%;,]|%(?!2[026C]|3B|0[AD]))`;

/** After ":" people also write words: what has no digit and no quotes is taken for one. */
const VALUE = [
  `(?!\\[redacted )(?:(?<=%3D(?:%20){0,2})|(?<=%22)(?!\\+)(?=${SIGN}{1,400}(?:%22|[\\s&\\0]|$)))${SIGN}{1,400}`,
  `(?!\\[redacted )(?<=%3A(?:%20){0,2})(?=[^\\s\\d&]{0,80}\\d)${SIGN}{6,400}`,
  `\\\\{1,7}"[^"\\\\\\n]{1,400}\\\\{1,7}"`,
  `"(?:[^"\\\\\\n]|\\\\.){1,400}"|'(?:[^'\\\\\\n]|\\\\.){1,400}'`,
  "(?!\\[redacted )(?<==\\s{0,3})[^\\s&\"',;<>\\])}]{1,400}",
  "(?!\\[redacted )(?<!%(?:3[AD]|2[02]))(?=[^\\s\\d]{0,80}\\d)[^\\s&\"',;<>\\])}]{6,400}",
].join("|");

/** What stands before credentials in a header; without one of them a word without digits is none: "authorization: denied". */
const SCHEMES = "bearer|basic|digest|token|api-?key|geniekey|negotiate|ntlm|splunk|ssws";

/** What people write after the name of an option when they speak of it: "use --token to log in". */
const WORDS =
  "an?|and|are|argument|as|at|by|can|cannot|flag|for|from|has|if|in|instead|is|may|must|needs?|not|of|on|option|or|requires?|required|should|the|to|value|via|was|when|with";

/** Passwords, tokens and keys: taken out unless somebody says otherwise. */
export const CREDENTIALS: readonly Redaction[] = [
  redaction(
    "private key",
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  ),
  redaction(
    "credentials",
    new RegExp(
      `(?<keep>\\bauthorization[\\\\"']{0,8}\\s{0,3}[:=]\\s{0,3}[\\\\"'[]{0,8}(?:(?:${SCHEMES})\\s{1,3}|(?=[^\\s"',;]{0,80}\\d)))(?![\\\\"'[]|(?:${SCHEMES})\\s)[^\\s"',;]{4,4000}`,
      "gi",
    ),
  ),
  redaction(
    "credentials",
    /(?<keep>\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s{1,3})(?=[\w.~+/-]{0,80}(?:[\d=]|[a-z][A-Z]))[\w.~+/-]{8,4000}={0,2}/g,
  ),
  redaction(
    "credentials",
    /(?<keep>:\/\/(?<=\b[a-z][a-z\d+.-]{1,20}:\/\/))[^\s/@:"'<>]{0,100}:[^\s/@"'<>]{1,200}(?=@)/gi,
  ),
  redaction("JWT", /\beyJ[\w-]{6,4000}\.[\w-]{6,8000}\.[\w-]{0,4000}/g),
  redaction("AWS key", /\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g),
  redaction("Slack token", /\bxox[a-z](?:\.xox[a-z])?-[\w-]{8,400}|\bxapp-[\w-]{8,400}/g),
  redaction("Slack webhook", /(?<keep>\bhooks\.slack\.com\/)(?:services|workflows|triggers)\/[\w/]{8,200}/g),
  redaction("GitHub token", /\bgh[pousr]_\w{20,255}|\bgithub_pat_\w{20,255}/g),
  redaction("GitLab token", /\bgl(?:pat|ptt|dt|rt)-[\w-]{18,100}/g),
  redaction("PagerDuty token", /(?<![\w+])[uy][+_](?=[a-z_-]{0,20}[A-Z\d])[\w-]{16,20}(?![\w-])/g),
  redaction("Google key", /\bAIza[\w-]{35}/g),
  redaction("Stripe key", /\b[rs]k_(?:live|test)_\w{16,200}/g),
  redaction("npm token", /\bnpm_[A-Za-z\d]{36}\b/g),
  redaction(
    "API key",
    /(?<![\w-])sk-(?=[\w-]{0,40}\d)(?:(?:proj|ant|or|svcacct|admin)-[\w-]{20,200}|[A-Za-z\d]{20,200}(?![\w-]))/g,
  ),
  redaction("API key", /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])|\bhvs\.(?=[\w-]{0,40}[A-Z])[\w-]{20,200}/g),
  redaction("Azure key", /(?<keep>\bAccountKey=)(?!\[redacted )[^\s;"',]{1,400}/g),
  redaction(
    "cookie",
    /(?<keep>\b(?:set-)?cookie[\\"']{0,8}\s{0,3}[:=]\s{0,3}[\\"']{0,8})[^\s;"',=\\[\]]{1,200}=[^\s;"',\\]{1,4000}(?:;\s{0,3}[^\s;"',=\\]{1,200}(?:=[^\s;"',\\]{0,4000})?){0,60}/gi,
  ),
  redaction(
    "credentials",
    new RegExp(
      `(?<keep>(?<!\\S)--(?:[a-z\\d]{1,20}-){0,3}(?:password|passwd|passphrase|secret|token|(?:api|access)-?key)\\s{1,3})(?![-[(<|]|(?:${WORDS})(?![^\\s\\0.,;:)]))\\S{1,400}`,
      "gi",
    ),
  ),
  redaction(
    "credentials",
    new RegExp(`(?<keep><[\\w:-]{0,40}(?:${NAMES})>)(?!\\[redacted )[^<\\n]{1,400}(?=</)`, "gi"),
  ),
  redaction("credentials", new RegExp(`(?<keep>(?:${NAMES})(?:${IS}))(?:${VALUE})`, "gi")),
];

/** Addresses of people. */
export const EMAILS: readonly Redaction[] = [
  redaction("e-mail", /(?<![\w.+-])[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,8}/gi),
];

const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const GROUP = "[\\da-f]{1,4}";

/** Addresses of machines, IPv4 and IPv6. */
export const IPS: readonly Redaction[] = [
  redaction("IP", new RegExp(`(?<![\\w.])${IPV4}(?![\\w]|\\.\\d)`, "g")),
  redaction(
    "IP",
    new RegExp(
      `(?<![\\w:.])(?=[\\da-f:]{0,39}\\d)(?:(?:${GROUP}:){7}${GROUP}|(?:${GROUP}:){0,6}${GROUP}::(?:${GROUP}(?::${GROUP}){0,6})?|::${GROUP}(?::${GROUP}){0,6})(?![\\w:])`,
      "gi",
    ),
  ),
];

/** The check digit of payment cards: ISO/IEC 7812-1. */
const isLuhn = (found: string): boolean => {
  const digits = [...found.replace(/\D/g, "")].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const twice = index % 2 === 1 ? digit * 2 : digit;
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
};

/** Numbers of payment cards: 13 to 19 digits with a right check digit. */
export const CARDS: readonly Redaction[] = [
  redaction("card", /(?<![\w.-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])/g, isLuhn),
];
