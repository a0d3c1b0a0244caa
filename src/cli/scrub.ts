/** What was taken out of a text, and how often. */
export interface Scrubbed {
  readonly text: string;
  readonly found: Readonly<Record<string, number>>;
}

/** Names of members whose values are nobody's business. */
const SECRET_NAME =
  "[\\w.-]*(?:pass(?:word|wd)?|secret|token|api[_-]?key|auth(?:orization)?|cookies?|session(?:_?id)?|credentials?|private[_-]?key|signature|dsn)";

const KINDS: readonly { readonly name: string; readonly pattern: RegExp; readonly put: (n: number) => string }[] = [
  {
    name: "private keys",
    pattern: /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g,
    put: () => "-----REMOVED-----",
  },
  {
    name: "values of secret fields",
    pattern: new RegExp(`(?<="${SECRET_NAME}"\\s*:\\s*")(?:[^"\\\\]|\\\\.)+(?=")`, "gi"),
    put: (n) => `removed-${n}`,
  },
  {
    name: "secrets in addresses",
    pattern: new RegExp(`(?<=[?&]${SECRET_NAME}=)[^&#\\s"'\\\\]+`, "gi"),
    put: (n) => `removed-${n}`,
  },
  { name: "passwords in addresses", pattern: /(?<=:\/\/)[^\s/@"']+:[^\s/@"']+(?=@)/g, put: (n) => `user:removed-${n}` },
  {
    name: "authorization headers",
    pattern: /(?<=\b(?:Bearer|Basic|Token) )[\w+/=.~-]{12,}/g,
    put: (n) => `removed-${n}`,
  },
  {
    name: "tokens",
    pattern:
      /\b(?:xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16}|sk_(?:live|test)_\w{12,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)/g,
    put: (n) => `removed-${n}`,
  },
  { name: "e-mail addresses", pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, put: (n) => `person${n}@example.com` },
  {
    name: "IP addresses",
    pattern:
      /(?<![\d.])(?!(?:127\.0\.0\.1|0\.0\.0\.0)\b)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g,
    put: (n) => `192.0.2.${((n - 1) % 254) + 1}`,
  },
  {
    name: "IPv6 addresses",
    pattern:
      /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){2,6}:[0-9a-f]{1,4}(?![\w:])/gi,
    put: (n) => `2001:db8::${n.toString(16)}`,
  },
];

const OURS =
  /^(?:removed-\d+(?:@[\w.-]+)?|person\d+@example\.com|192\.0\.2\.\d+|2001:db8::[0-9a-f]+|user:removed-\d+)$/;

/** A text without credentials and addresses of people and machines; the same thing becomes the same word everywhere. */
export const scrub = (given: string): Scrubbed => {
  const found: Record<string, number> = {};
  const text = KINDS.reduce((before, { name, pattern, put }) => {
    const known = new Map<string, string>();
    return before.replaceAll(pattern, (whole) => {
      if (OURS.test(whole)) return whole;
      const word = known.get(whole) ?? put(known.size + 1);
      known.set(whole, word);
      found[name] = known.size;
      return word;
    });
  }, given);
  return { text, found };
};

const isForm = (text: string): boolean => /^[\w.[\]%+-]+=[^\n\r]*$/.test(text.trim());

/** A form's fields, each scrubbed as text of its own: its encoding would hide what is in them. */
const scrubForm = (text: string): Scrubbed => {
  const found: Record<string, number> = {};
  const fields = [...new URLSearchParams(text.trim())].map(([name, value]): [string, string] => {
    const secret = new RegExp(`^${SECRET_NAME}$`, "i").test(name) && value !== "";
    const clean = secret ? { text: "removed-1", found: { "values of secret fields": 1 } } : scrub(value);
    for (const [kind, count] of Object.entries(clean.found)) found[kind] = (found[kind] ?? 0) + count;
    return [name, clean.text];
  });
  return { text: new URLSearchParams(fields).toString(), found };
};

/** A stored body without what should not be published. Bytes that are no UTF-8 stay as they are. */
export const scrubBody = (body: Uint8Array): { readonly body: Uint8Array; readonly found: Scrubbed["found"] } => {
  const plain = Buffer.from(body).toString("utf8");
  const coding = plain.includes("\ufffd") ? "latin1" : "utf8";
  const text = Buffer.from(body).toString(coding);
  const clean = isForm(text) ? scrubForm(text) : scrub(text);
  return { body: Buffer.from(clean.text, coding), found: clean.found };
};
