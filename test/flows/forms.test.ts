import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands, phrases } from "../../src/commands/index.ts";
import { Failure } from "../../src/core/failure.ts";
import { FORM_NAMES, type FormName, type FormValues } from "../../src/core/form.ts";
import type { Known } from "../../src/core/known.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import { parseWords } from "../../src/core/words.ts";
import { createForms } from "../../src/flows/forms.ts";
import { createPager } from "../commands/pager.ts";
import { keptLog } from "./known-kit.ts";

const NOW = Date.parse("2026-11-18T13:23:00Z");
const HOUR = 3_600_000;

const open = (more: Partial<PagerDesk> = {}, tz = "Europe/Berlin") => {
  const log = keptLog();
  const pager = createPager(more);
  const forms = createForms({
    deskFor: () => pager,
    chat: { user: async (id) => ({ id, name: "ana", tz, outsider: false }) },
    clock: () => NOW,
    log,
  });
  const say = async (name: FormName, about: string, values: FormValues): Promise<string> => {
    const read = await forms.readForm({ name, about }, values, "U1");
    assert.ok("say" in read, JSON.stringify(read));
    return read.say;
  };
  const errors = async (name: FormName, about: string, values: FormValues) => {
    const read = await forms.readForm({ name, about }, values, "U1");
    assert.ok("errors" in read, JSON.stringify(read));
    return read.errors;
  };
  /** What the words of a form mean once somebody in that zone has said them. */
  const mean = (words: string) => parseWords(words, commands, { nowMs: NOW, tz, weekStart: 1 }, phrases);
  return { forms, say, errors, mean, log };
};

const field = async (name: FormName, about: string, wanted: string, more: Partial<PagerDesk> = {}) => {
  const form = await open(more).forms.form({ name, about }, "U1");
  const found = form.fields.find((one) => one.name === wanted);
  assert.ok(found, `no field ${wanted}`);
  return found;
};

const fresh = <T>(value: T): Known<T> => ({ value, atMs: NOW });

describe("forms", () => {
  for (const name of FORM_NAMES)
    for (const about of ["", "12"])
      it(`${name} of "${about}" fits a Slack modal`, async () => {
        const form = await open().forms.form({ name, about }, "U1");
        assert.ok(form.title.length <= 24 && form.submit.length <= 24, form.title);
        assert.equal(new Set(form.fields.map((one) => one.name)).size, form.fields.length);
        for (const one of form.fields) {
          assert.equal(one.kind === "choice", one.options !== undefined);
          if (!one.options) continue;
          const values = one.options.map(({ value }) => value);
          assert.ok(values.length > 0 && values.length <= 100);
          assert.equal(new Set(values).size, values.length, values.join());
          for (const { label, value } of one.options) assert.ok(label.length <= 75 && value.length <= 75, label);
          if (one.initial !== undefined) assert.ok(values.includes(one.initial), one.initial);
        }
      });

  it("choose what a button was about", async () => {
    assert.equal((await field("override", '"Payments EU"', "schedule")).initial, "Payments EU");
    assert.equal((await field("override", "PS2", "schedule")).initial, "Platform days");
    assert.equal((await field("page", '"Ana Souza"', "target")).initial, "Ana Souza");
    assert.equal((await field("page", "somebody else", "target")).initial, undefined);
  });

  it("tell things of one name apart by their ids", async () => {
    const { options = [] } = await field("page", "", "target");
    const payments = options.filter(({ label }) => label.startsWith("Payments ·"));
    assert.deepEqual(payments, [
      { label: "Payments · policy", value: "PP1" },
      { label: "Payments · schedule", value: "PS1" },
    ]);
    assert.ok(options.some(({ value }) => value === "Payments EU"));
  });

  it("let people type names where there are more than a menu holds, or none is known", async () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ id: `PM${index}`, name: `S ${index}`, policies: [] }));
    const typed = await field("override", "S 7", "schedule", { schedules: async () => fresh(many) });
    assert.deepEqual([typed.kind, typed.initial], ["text", "S 7"]);
    const down = async (): Promise<never> => {
      throw new Failure("timeout", "PagerDuty: no answer");
    };
    const { forms, log } = open({ schedules: down });
    const form = await forms.form({ name: "override", about: "" }, "U1");
    assert.equal(form.fields[0]?.kind, "text");
    assert.equal(log.lines.filter(({ level }) => level === "warn").length, 1);
  });

  it("wait a second and a half for what to choose from, no longer", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const asked = open({ schedules: () => new Promise(() => undefined) }).forms.form(
      { name: "override", about: "" },
      "U1",
    );
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(1_500);
    assert.equal((await asked).fields[0]?.kind, "text");
  });

  it("ask for the incident where the button was about none", async () => {
    const form = await open().forms.form({ name: "note", about: "" }, "U1");
    assert.deepEqual(
      form.fields.map(({ name }) => name),
      ["incident", "text"],
    );
  });
});

describe("a filled-in form", () => {
  it("is what its fields say when nothing is changed", async () => {
    const { forms, mean } = open();
    for (const name of ["override", "cover", "snooze"] as const) {
      const ref = { name, about: name === "snooze" ? "12" : "" };
      const { fields } = await forms.form(ref, "U1");
      const initial = Object.fromEntries(fields.flatMap((one) => (one.initial ? [[one.name, one.initial]] : [])));
      const read = await forms.readForm(
        ref,
        name === "override" ? { ...initial, schedule: "Payments" } : initial,
        "U1",
      );
      assert.ok("say" in read, JSON.stringify(read));
      assert.equal(mean(read.say).command.name, `oncall ${name}`);
    }
  });

  it("says what is wrong, field by field", async () => {
    const { errors } = open();
    assert.deepEqual(Object.keys(await errors("page", "", { target: " ", urgency: "high" })), ["target", "message"]);
    assert.deepEqual(Object.keys(await errors("page", "", { target: 'the "A" team', message: "x" })), ["target"]);
    assert.deepEqual(Object.keys(await errors("note", "", { text: "x" })), ["incident"]);
    assert.deepEqual(Object.keys(await errors("note", "", { text: "x", incident: "the last" })), ["incident"]);
    assert.deepEqual(Object.keys(await errors("status", "12", {})), ["text"]);
    assert.deepEqual(Object.keys(await errors("reassign", "12", {})), ["to"]);
    assert.deepEqual(Object.keys(await errors("snooze", "12", {})), ["length"]);
    assert.deepEqual(Object.keys(await errors("snooze", "12", { length: "3 weeks" })), ["length"]);
    const late = String(NOW + 8 * 24 * HOUR);
    assert.deepEqual(Object.keys(await errors("snooze", "12", { length: "1h", until: late })), ["until"]);
    const schedule = "Payments";
    assert.deepEqual(Object.keys(await errors("override", "", { schedule })), ["from", "to"]);
    for (const [from, to] of [
      [NOW + HOUR, NOW + HOUR],
      [NOW - 2 * HOUR, NOW - HOUR],
      [NOW, NOW + 93 * 24 * HOUR],
    ])
      assert.deepEqual(Object.keys(await errors("override", "", { schedule, from: `${from}`, to: `${to}` })), ["to"]);
    assert.deepEqual(Object.keys(await errors("cover", "", { from: "soon", to: `${NOW + HOUR}` })), ["from"]);
  });
});

/** The same numbers each run. */
const random = (seed: number) => {
  let state = seed;
  const next = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return { next, one: <T>(all: readonly T[]): T => all[next(all.length)] as T };
};

const PIECES = [
  ...["low", "high", "urgency:low", "urgency:high", "to 14", "into", "because", "for 2h", "all", "mine", "me", "it"],
  ...['"', '""', "'", "“x”", "‘", "`", "?", "!", "...", ".", ",", ":", "#12", "12", "@U123", "that one", "update"],
  ...["\n", "\n\n", "  ", "\t", "é", "ﬁ", "🔥", "<!channel>", "&amp;", "https://a.example/x?y=1#z", "is", "page x y"],
  ...["delete", "tomorrow 9:00", "sat 9:00 - 17:00", "service:x", "checkout", "drm", "pager", "oncall who", "note"],
];
const textFrom = ({ next, one }: ReturnType<typeof random>): string =>
  Array.from({ length: 1 + next(6) }, () => `${one(PIECES)}${one([" ", " ", ""])}`).join("") || "x";
const NAMES = [
  "Ana Souza",
  "Payments",
  "Tier 2",
  "Sat 9:00 - 17:00",
  "me",
  "PS1",
  "Ana's team",
  "12",
  "low",
  "to",
  "delete",
];

describe("words of a form mean what was filled in", () => {
  for (const tz of ["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
    it(`whatever the texts and names, in ${tz}`, async () => {
      const { say, mean } = open({}, tz);
      const dice = random(tz.length);
      for (let round = 0; round < 150; round += 1) {
        const text = textFrom(dice).trim() || "x";
        const name = dice.one(NAMES);
        const about = dice.one(["12", "1234567", "Q1AB2CD3EF4GH5"]);
        const ref = { kind: "ref", ref: about };
        const urgency = dice.one(["high", "low"]);
        const page = mean(await say("page", "", { target: name, message: text, urgency }));
        assert.equal(page.command.name, "oncall page");
        assert.deepEqual(page.args.wish, { named: name, text, urgency }, JSON.stringify(text));
        for (const form of ["note", "status"] as const) {
          const asked = mean(await say(form, about, { text }));
          assert.equal(asked.command.name, `oncall ${form}`, JSON.stringify(text));
          assert.deepEqual(asked.args.wish, { ref, text });
        }
        // On the minute, like Slack's pickers; also in the hour that there is twice.
        const fromMs = Date.parse("2026-11-18T13:24:00Z") + dice.next(60 * 24 * 300) * 60_000;
        const toMs = fromMs + (1 + dice.next(60 * 24 * 30)) * 60_000;
        const window = { from: String(fromMs), to: String(toMs) };
        const override = mean(await say("override", "", { ...window, schedule: name, person: "Ana Souza" }));
        assert.equal(override.command.name, "oncall override");
        assert.deepEqual(override.args.wish, { schedule: name, window: { fromMs, toMs }, person: "Ana Souza" });
        const cover = mean(await say("cover", "", { ...window, schedule: name }));
        assert.equal(cover.command.name, "oncall cover");
        assert.deepEqual(cover.args.wish, { schedule: name, window: { fromMs, toMs } });
        const untilMs = NOW + (1 + dice.next(60 * 24 * 6)) * 60_000;
        const snooze = mean(await say("snooze", about, { length: "1h", until: String(untilMs) }));
        assert.deepEqual(snooze.args.wish, { ref, untilMs });
        const reassign = mean(await say("reassign", about, { to: name }));
        assert.deepEqual(reassign.args.wish, { ref, to: `"${name}"` });
      }
    });
});
