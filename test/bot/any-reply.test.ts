import assert from "node:assert/strict";
import { test } from "node:test";
import { formView } from "../../src/bot/form-view.ts";
import { homeView, plainHomeView } from "../../src/bot/home-view.ts";
import { readSaid } from "../../src/bot/say-buttons.ts";
import { plainUnfurlBlocks, unfurlBlocks } from "../../src/bot/unfurl.ts";
import { Failure } from "../../src/core/failure.ts";
import { FORM_NAMES, type Form, type FormField } from "../../src/core/form.ts";
import type { Item, Picture, PictureAt, Reply, SayButton } from "../../src/core/message.ts";
import { when } from "../../src/core/time/when.ts";
import { findBlockProblems, findViewProblems, isTooLong } from "../../src/demo/slack/blocks/surfaces.ts";
import { BITS, checkMessage, checkTexts, createChance } from "./any-text.ts";

const RUNS = 120;
const STYLES = ["moment", "time", "day"] as const;

const world = (seed: number) => {
  const chance = createChance(seed);
  const upTo = (most: number): number => Math.floor(chance() * (most + 1));
  const pick = <T>(...of: readonly [T, ...T[]]): T => of[upTo(of.length - 1)] ?? of[0];
  const moment = (): string => when(upTo(4_000_000_000_000), pick(...STYLES));
  const words = (most = 12): string => {
    const bit = (): string => (chance() < 0.25 ? moment() : (BITS[upTo(BITS.length - 1)] ?? ""));
    const some = Array.from({ length: upTo(most) }, bit).join(pick("", " "));
    return chance() < 0.1 ? some.repeat(upTo(300)) : some;
  };
  const list = <T>(most: number, make: () => T): T[] => Array.from({ length: upTo(most) }, make);
  const maybe = <T>(value: T): T | undefined => pick(undefined, value);
  const say = (): string => (chance() < 0.15 ? "oncall ack 12 ".repeat(upTo(200)) : `oncall ack ${upTo(99_999)}`);
  const button = (): SayButton => ({
    label: words(4),
    ...(chance() < 0.3 ? { form: { name: pick(...FORM_NAMES), about: words(3) } } : { say: pick(say(), words(3)) }),
    style: pick(undefined, "primary", "danger"),
    confirm: maybe({ title: words(6), text: words(), label: words(2) }),
  });
  const item = (): Item => ({
    title: words(),
    url: pick(undefined, "https://x.example/a?b=1&c=|", "javascript:1", `https://x.example/${"a".repeat(upTo(4000))}`),
    mark: maybe(words(2)),
    lines: list(10, () => words()),
    buttons: maybe(list(7, button)),
    more: maybe(list(8, button)),
  });
  const reply = (): Reply => ({
    title: words(),
    lines: maybe(list(60, () => words())),
    rows: maybe(list(60, () => ({ label: words(4), value: words() }))),
    items: maybe(list(14, item)),
    buttons: maybe(list(30, button)),
    choose: maybe({ label: words(4), options: list(130, () => ({ label: words(3), say: say() })) }),
    footer: maybe(list(8, () => words())),
    links: maybe(list(6, () => ({ label: words(3), url: `https://x.example/${"b".repeat(upTo(2900))}` }))),
  });
  const at = (): PictureAt =>
    pick<PictureAt>(
      { fileId: "F0123456789" },
      { url: `https://drm.example.com/p/1.png?s=${"c".repeat(upTo(3500))}` },
      { url: pick("javascript:1", "", "http://x.example/a|b<c>&d=1") },
    );
  const alt = (): string => pick(words(), words().repeat(upTo(200)), "");
  const picture = (): Picture => ({
    kind: "picture",
    title: words(),
    alt: alt(),
    at: at(),
    footer: list(30, () => words()),
    links: list(30, () => ({ label: words(3), url: `https://x.example/${"b".repeat(upTo(2900))}` })),
    buttons: maybe(list(30, button)),
  });
  const field = (at: number): FormField => ({
    name: `field_${at}`,
    label: words(),
    hint: maybe(words()),
    kind: pick("text", "long", "choice", "moment"),
    options: maybe(list(120, () => ({ label: words(3), value: pick(words(2), `${upTo(9)}`) }))),
    optional: maybe(true),
    max: maybe(1 + upTo(5000)),
    initial: pick(undefined, words(), `${1_700_000_000_000 + upTo(1e9)}`, ""),
  });
  const form = (): Form => ({
    title: words(),
    submit: words(3),
    lines: maybe(list(8, () => words())),
    fields: Array.from({ length: upTo(6) }, (_, at) => field(at)),
  });
  return { reply, form, list, picture, shown: () => ({ at: at(), alt: alt() }) };
};

test(`any ${RUNS} replies are what Slack takes, no moment is halved, and nobody is pinged`, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) checkMessage({ kind: "reply", reply: world(seed).reply() }, seed);
});

test(`any ${RUNS} replies with their picture are what Slack takes, and show it where its address can be taken`, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { reply, shown } = world(seed);
    const picture = shown();
    const { blocks } = checkMessage({ kind: "reply", reply: reply(), picture }, seed);
    const takes = "fileId" in picture.at || (/^https?:/.test(picture.at.url) && picture.at.url.length <= 2_990);
    const images = blocks.filter(({ type }) => type === "image").length;
    if (takes) assert.equal(images, 1, `seed ${seed}: without its picture`);
    else assert.ok(images <= 1, `seed ${seed}`);
  }
});

test(`any ${RUNS} pictures and links are what Slack takes`, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { picture } = world(seed);
    checkMessage(picture(), seed);
    const { blocks, preview } = unfurlBlocks(picture());
    assert.deepEqual(findBlockProblems(blocks), [], `seed ${seed}`);
    assert.ok(!isTooLong(blocks), `seed ${seed}: too long`);
    checkTexts({ blocks, preview }, `seed ${seed}`);
    const plain = plainUnfurlBlocks(picture());
    assert.deepEqual(findBlockProblems(plain.blocks), [], `seed ${seed}: without picture and buttons`);
    checkTexts(plain, `seed ${seed}`);
  }
});

const TABS = 30;

test(`any ${TABS} home tabs are what Slack takes`, () => {
  for (let seed = 1; seed <= TABS; seed += 1) {
    const { list, reply } = world(seed);
    const sections = list(12, reply);
    for (const view of [homeView(sections), plainHomeView(sections)]) {
      assert.deepEqual(findViewProblems(view, "home"), [], `seed ${seed}`);
      assert.ok(JSON.stringify(view).length < 250_000, `seed ${seed}: too large`);
      checkTexts(view, `seed ${seed}`);
    }
  }
});

test(`any ${RUNS} forms are what Slack takes, or are refused with words`, () => {
  let shown = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const about = { ref: { name: "page", about: "12" }, channel: "C0123ABCD", origin: "message" } as const;
    try {
      const view = formView(world(seed).form(), about);
      assert.deepEqual(findViewProblems(view, "modal"), [], `seed ${seed}`);
      const { private_metadata: _, ...rest } = view;
      checkTexts(rest, `seed ${seed}`);
      shown += 1;
    } catch (error) {
      assert.ok(error instanceof Failure && error.tell !== undefined, String(error));
    }
  }
  assert.ok(shown > RUNS / 2, `only ${shown} could be shown`);
});

test("what an element carries reads back as it was, and nothing else is read", () => {
  assert.deepEqual(readSaid("oncall ack 12"), { say: "oncall ack 12" });
  assert.deepEqual(readSaid("form:page a b\n c"), { form: { name: "page", about: "a b\n c" } });
  assert.deepEqual(readSaid("form:page "), { form: { name: "page", about: "" } });
  for (const other of [undefined, "", "  ", "form:nothing x", "form:page"]) assert.equal(readSaid(other), undefined);
});
