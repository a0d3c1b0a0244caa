import type { File } from "./source-kit.ts";

/** Numbers that look random and are the same each time: 0 <= answer < below. */
export const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * Math.max(below, 1));
  };
};
type Random = ReturnType<typeof randomFrom>;

const JUNK = [
  "null",
  "0",
  "-1",
  "1e999",
  "true",
  "[]",
  "{}",
  '""',
  '"<!channel>`x```"',
  "[[[[]]]]",
  '{"a":{}}',
  '{"__proto__":{"type":1}}',
  "123456789012345678901",
  '"\\u0000\\ud800"',
  '"<!here> <@U0ANA0000> <https://evil.example|click>"',
];
const VALUE = /: ?("(?:[^"\\]|\\.)*"|[-\d.]+|null|true|false)/g;

/** What a line, a hostile hand or a bug may make of a body. Each answers the damaged text. */
const DAMAGES: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => text.slice(0, random(text.length)),
  (text, random) => text.replaceAll(/"([\w.]+)":/g, (whole) => (random(9) === 0 ? '"x":' : whole)),
  (text, random) => text.replaceAll(VALUE, (whole) => (random(5) === 0 ? `: ${JUNK[random(JUNK.length)]}` : whole)),
  (text, random) =>
    text.replaceAll(/: ?[[{]/g, (whole) => (random(6) === 0 ? `: ${JUNK[random(JUNK.length)]}, "y"${whole}` : whole)),
  (text, random) => text.replaceAll(/[{}[\]&=%]/g, (whole) => (random(40) === 0 ? "" : whole)),
  (text, random) => {
    const at = random(text.length);
    return `${text.slice(0, at)}${String.fromCharCode(random(0xffff))}${text.slice(at + 1)}`;
  },
  (text, random) => text.replaceAll(/=[^&]*/g, (whole) => (random(3) === 0 ? "=%FF%00%3C!channel%3E" : whole)),
  (text, random) => text.replaceAll(VALUE, (whole) => (random(5) === 0 ? ': "<!channel> `<@U1>` ```"' : whole)),
];

/** Rare because they are large: texts without end, nesting without end. */
const LARGE: typeof DAMAGES = [
  (text, random) => text.replace(/: ?"/, () => `: "${"<!channel>`".repeat(random(3000))}`),
  (text, random) => text.replace(/"[^"]{3,}"(?=[,\s}])/, () => `"${"<!everyone>\\u0000".repeat(random(3000))}"`),
  (text, random) => text.replace(/: ?("[^"]*"|\d+)/, () => `: ${"[".repeat(random(20_000))}`),
  (text, random) => {
    const deep = random(20_000);
    return text.replace(/: ?("[^"]*"|\d+)/, () => `: ${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`);
  },
];

const brokenBytes = (text: string, random: Random): Uint8Array => {
  const bytes = Buffer.from(text);
  for (let n = 0; n < 4 && bytes.length > 0; n++) bytes[random(bytes.length)] = 0x80 + random(0x80);
  return bytes;
};

/** `count` damaged bodies of the files, the same for the same seed. */
export function* mutants(files: readonly File[], count: number, seed: number): Generator<Uint8Array> {
  const random = randomFrom(seed);
  for (let n = 0; n < count; n++) {
    const file = files[random(files.length)];
    const kinds = n % 50 === 49 ? LARGE : DAMAGES;
    const text = Buffer.from(file?.body ?? "").toString("utf8");
    const harmed = kinds[random(kinds.length)]?.(text, random) ?? "";
    yield random(10) === 0 ? brokenBytes(harmed, random) : Buffer.from(harmed);
  }
}
