import assert from "node:assert/strict";
import type { Payload } from "../../src/bot/blocks.ts";
import { formatMessage } from "../../src/bot/render.ts";
import type { Message } from "../../src/core/message.ts";
import { findAttachmentProblems, findBlockProblems, isTooLong } from "../../src/demo/slack/blocks/surfaces.ts";

/** Numbers that look like chance and are the same each time (mulberry32). */
export const createChance = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Words that mean harm, or are hard to show. */
export const BITS = [
  "<!channel>",
  "<!here|x>",
  "<@U0123ABCD>",
  "<!subteam^S0123|@ops>",
  "<https://evil.example|click>",
  "```",
  "`x`",
  "*b*",
  "_i_",
  "~s~",
  "\u202eevil\u2066",
  "\u0000\u0007\u001b[31m",
  "\ud800",
  "👩‍👩‍👧",
  "&amp;&lt;",
  "|",
  "\n> quote\n",
  '"\\',
  "שלום",
  "plain words",
  "@channel",
  ":boom:",
  "\u2028",
];

const TOKEN = /<!date\^\d+\^[^<>|]*\|[^<>|]*>/g;
const HIDDEN = /[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u;

/** Everything that is shown; what an element carries or is filled with, and where it leads, is not. */
const textsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inside]) =>
      ["value", "url", "image_url", "initial_value"].includes(key) ? [] : textsOf(inside),
    );
  return typeof value === "string" ? [value] : [];
};

/** What Slack reads as mrkdwn: there an ampersand begins an entity. */
const mrkdwnOf = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnOf)];
};

/** Whatever it is made of: Slack takes it, and nobody is pinged. */
export const checkMessage = (message: Message, seed: number): Payload => {
  const payload = formatMessage(message);
  const { text, blocks, attachments = [] } = payload;
  const why = `seed ${seed}`;
  assert.deepEqual(findBlockProblems(blocks), [], why);
  assert.deepEqual(findAttachmentProblems(attachments), [], why);
  assert.ok(!isTooLong(blocks) && attachments.every((one) => !isTooLong(one.blocks)), `${why}: too long`);
  assert.ok(JSON.stringify([blocks, attachments]).length <= 13_200, `${why}: too long as a whole`);
  assert.ok(text.length > 0 && text.length <= 4000, `${why}: text of ${text.length}`);
  checkTexts(payload, why);
  return payload;
};

/** No text of it pings, hides or is cut in the middle of something. */
export const checkTexts = (payload: object, why: string): void => {
  for (const one of mrkdwnOf({ ...payload, type: "mrkdwn" }))
    assert.doesNotMatch(one, /&(?!amp;|lt;|gt;)/, `${why}: half an entity`);
  for (const one of textsOf(payload)) {
    assert.doesNotMatch(one, /[\uE000\uE001]/, `${why}: a raw moment`);
    assert.doesNotMatch(one.replaceAll(TOKEN, ""), /!date/, `${why}: half a moment`);
    assert.doesNotMatch(one, /<[@#]|<!(?!date\^)/, `${why}: mentions`);
    assert.doesNotMatch(one, /<(?!https?:\/\/|!date\^\d+\^)/, `${why}: an open bracket`);
    assert.ok(one.isWellFormed(), `${why}: half a character`);
    assert.doesNotMatch(one, HIDDEN, `${why}: hidden characters`);
  }
};
