import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { DEFAULT_CARE } from "../../src/core/policy-default.ts";
import { formatShiftRef } from "../../src/core/shift-ref.ts";
import { policyWith } from "./kit.ts";
import { openVerdicts, saysOf, textOf } from "./verdict-kit.ts";

const ANA = "ana.kovac@northwind.example";
const DAY = 86_400_000;

describe("verdicts and ratings in chat", () => {
  it("lists what nobody judged, each with its buttons, and sums up what was said", async (t) => {
    const { opened, ended, later, question, press, answered, workspace } = await openVerdicts(t);
    const titles = ["One", "Two", "Three"].map((name) => `Problem ${name}`);
    for (const title of titles) await ended((await opened(title)).id, title, ANA);
    await later(5_100);
    await press("ana", await question("Problem One"), "fix");
    await question("Problem One", /Ana Kovac/);
    await workspace.type("ben", "ops", "/oncall verdicts missing today");
    const listed = await workspace.until(
      () => workspace.messages("ops").find(({ text }) => /without a verdict|No verdict/.test(text)),
      8_000,
    );
    assert.match(textOf(listed), /Problem Two/);
    assert.match(textOf(listed), /Problem Three/);
    assert.doesNotMatch(textOf(listed), /Problem One/);
    const say = saysOf(listed).find((one) => one.endsWith(" action")) ?? "";
    await answered("ben", /Noted: Action taken/, () => press("ben", listed, say));
    await workspace.type("ben", "ops", "/oncall verdicts today");
    const summed = await workspace.until(
      () => workspace.messages("ops").find(({ text }) => text.startsWith("2 verdicts · today")),
      8_000,
    );
    assert.match(textOf(summed), /Action taken: 1\nNo action needed: 0\nFix the alert: 1\nNobody said: \d/);
    assert.match(textOf(summed), /1\. problem one: 1 of 1 needed nobody · Checkout API/i);
    assert.match(saysOf(summed).join("|"), /^oncall verdicts missing (\d{4}-\d\d-\d\d) to \1$/);
  });

  it("whoever may not act may not judge either, and guests never", async (t) => {
    const grant = { people: ["U0NOBODY01"], groups: [], channels: [], ask: "the ops leads" };
    const policy = policyWith({}, { permissions: { act: grant } });
    const { kit, opened, ended, later, question, press, answered, type } = await openVerdicts(t, {
      policy,
      guests: ["gus"],
    });
    const { id, number } = await opened("Private one");
    await ended(id, "Private one", ANA);
    await later(5_100);
    const asked = await question("Private one");
    await answered("ben", /Ask the ops leads/, () => press("ben", asked, "none"));
    await type("gus", `/oncall verdict ${number} none`, /Guests/);
    assert.equal(await kit.app.parts.store.verdicts.read(`pagerduty:${id}`), undefined);
  });

  it("problems that share a card are asked about once", async (t) => {
    const policy = policyWith(
      { group: { by: ["service"], windowMs: 3_600_000 } },
      { care: { ...DEFAULT_CARE, verdicts: "all" } },
    );
    const { kit, workspace, later } = await openVerdicts(t, { policy });
    await kit.nagios("web1", "PROBLEM");
    await kit.nagios("web2", "PROBLEM");
    await workspace.until(() => /web2/.test(kit.shown("HTTP")), 20_000);
    const asked = () =>
      kit
        .cards("")
        .flatMap(({ ts }) => workspace.thread("ops", ts))
        .filter(({ text }) => /^Did this/.test(text));
    await kit.nagios("web1", "RECOVERY");
    await later();
    assert.equal(asked().length, 0, "one of them goes on");
    await kit.nagios("web2", "RECOVERY");
    await workspace.until(() => kit.shown("HTTP").startsWith("🟢"), 20_000);
    await later();
    await workspace.until(() => asked().length > 0, 20_000);
    await later();
    assert.equal(asked().length, 1);
  });

  it("a shift is rated in private, by words, buttons and the form, and the audit keeps nothing of it", async (t) => {
    const { kit, account, workspace, type, press, answered } = await openVerdicts(t);
    const schedule = account.account.schedules[0];
    assert.ok(schedule);
    const toMs = Math.floor(kit.now() / 1_000) * 1_000;
    const ref = formatShiftRef({ scheduleId: schedule.id, fromMs: toMs - 7 * DAY, toMs });
    const first = await type("ana", `/oncall rate hard:4 shift:${ref}`, /Thank you: hard 4 of 5/);
    assert.match(textOf(first), new RegExp(schedule.name));
    await answered("ana", /hard 4 of 5, slept 2 of 5/, () => press("ana", first, "sleep:2"));
    await type("ana", `/oncall rate shift:${ref} three short nights`, /three short nights/);
    const mine = await type("ana", "/oncall ratings", /You rated 1 shift/);
    assert.match(textOf(mine), /hard 4 of 5, slept 2 of 5/);
    await type("ben", "/oncall ratings", /You rated no shift/);
    const stored = await kit.app.parts.store.ratings.between({ fromMs: toMs - DAY, toMs });
    assert.deepEqual(
      stored.map(({ hard, sleep, note, email, schedule: name }) => [hard, sleep, note, email, name]),
      [[4, 2, "three short nights", ANA, schedule.name]],
    );
    const audit = await type("ben", "/oncall audit", /change|Nothing/);
    assert.doesNotMatch(textOf(audit), /rate|short nights/);
    assert.ok(workspace.messages("ops").every(({ text }) => !/short nights|of 5/.test(text)));
    await type("ana", "/oncall rate 9", /1 to 5/);
  });

  it("words without a shift mean the last one; nothing at all asks", async (t) => {
    const { kit, type } = await openVerdicts(t);
    const asked = await type("ana", "/oncall rate", /How hard was it|not on call/);
    if (/not on call/.test(asked.text)) return;
    assert.match(saysOf(asked)[0] ?? "", /^oncall rate hard:1 shift:\S+@\d+-\d+$/);
    await type("ana", "/oncall rate 2 sleep 5 quiet", /hard 2 of 5, slept 5 of 5/);
    const [kept] = await kit.app.parts.store.ratings.between({
      fromMs: kit.now() - 40 * DAY,
      toMs: kit.now() + 40 * DAY,
    });
    assert.equal(kept?.note, "quiet");
  });
});
