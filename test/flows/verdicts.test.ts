import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { policyWith } from "./kit.ts";
import { openVerdicts, saysOf, textOf } from "./verdict-kit.ts";

const ANA = "ana.kovac@northwind.example";

describe("verdicts", () => {
  it("asks once in the thread, takes an answer, shows who said what, and lets it be changed", async (t) => {
    const { workspace, kit, opened, ended, question, questions, press, answered, later } = await openVerdicts(t);
    const { id } = await opened("Checkout is slow");
    await ended(id, "Checkout is slow", ANA);
    await later(5_100);
    const asked = await question("Checkout is slow", /Did this need you\?/);
    assert.deepEqual(saysOf(asked), [
      `oncall verdict pagerduty:${id} action`,
      `oncall verdict pagerduty:${id} none`,
      `oncall verdict pagerduty:${id} fix`,
      `form:verdict pagerduty:${id}`,
    ]);
    assert.equal(
      workspace.messages("ops").some(({ ts, threadTs }) => ts === asked.ts && threadTs === undefined),
      false,
      "in the thread alone",
    );
    const noted = await answered("ben", /Noted: No action needed/, () => press("ben", asked, "none"));
    assert.doesNotMatch(textOf(noted), /Before:/);
    const judged = await question("Checkout is slow", /Ben Carter: No action needed/);
    assert.equal(judged.ts, asked.ts);
    assert.doesNotMatch(textOf(judged), /Did this need you/);

    await press("ana", judged, "form:verdict ");
    const form = await workspace.until(() => workspace.modals("ana").at(-1), 20_000);
    assert.match(JSON.stringify(form), /initial_option":\{[^}]*\{[^}]*\},"value":"none"/);
    await workspace.submitView("ana", { tag: "thresholdincorrect", note: "too low\nsince <!channel> Monday" });
    const changed = await question("Checkout is slow", /Ana Kovac: No action: the threshold is wrong/);
    assert.match(textOf(changed), /too low/);
    assert.doesNotMatch(textOf(changed), /<!channel>/);
    assert.deepEqual(saysOf(changed), [`form:verdict pagerduty:${id} thresholdincorrect`]);

    await later(120_000);
    assert.equal(questions("Checkout is slow").length, 1);
    const stored = await kit.app.parts.store.verdicts.read(`pagerduty:${id}`);
    assert.deepEqual(
      [stored?.tag, stored?.note, stored?.by],
      ["thresholdincorrect", "too low\nsince <!channel> Monday", "Ana Kovac"],
    );
    await press("ana", changed, "form:verdict ");
    const again = await workspace.until(() => workspace.modals("ana").at(-1), 20_000);
    assert.match(JSON.stringify(again), /"initial_value":"too low/);
    await workspace.closeView("ana");
  });

  it("adds a note without choosing again", async (t) => {
    const { kit, workspace, opened, ended, question, press, later } = await openVerdicts(t);
    const { id } = await opened("Disk full");
    await ended(id, "Disk full", ANA);
    await later(5_100);
    await press("ana", await question("Disk full"), "fix");
    const judged = await question("Disk full", /Ana Kovac: Fix the alert/);
    await press("ana", judged, "form:verdict_note");
    await workspace.until(() => workspace.modals("ana").at(-1), 20_000);
    await workspace.submitView("ana", { note: "taken by the backup" });
    const noted = await question("Disk full", /taken by the backup/);
    assert.match(textOf(noted), /Ana Kovac: Fix the alert/);
    await opened("Disk full");
    await workspace.until(() => /Seen before:.*fix the alert/.test(kit.shown("Disk full")), 20_000);
  });

  it("by words: in the thread, by number, with a note, and typos are told", async (t) => {
    const { kit, opened, ended, question, later, type, questions } = await openVerdicts(t);
    const first = await opened("Cart is empty");
    const card = await kit.card("Cart is empty");
    await ended(first.id, "Cart is empty");
    await later();
    await question("Cart is empty");
    await type("ana", "@drm verdict noise, the nightly import", /Noted: No action needed/, card.ts);
    assert.match(textOf(await question("Cart is empty", /Ana Kovac/)), /the nightly import/);
    await type("ben", `/oncall verdict ${first.number} false alarm`, /Before: Ana Kovac, No action needed/);
    await type("ben", `/oncall verdict ${first.number} actoin`, /Did you mean \\"action\\"/);
    await type("ben", `/oncall verdict ${first.number} fixed`, /can mean two things/);
    await type("ben", `/oncall verdict ${first.number}`, /Ben Carter: No action needed/);
    await type("ben", "/oncall verdict 424242 none", /I know no problem/);
    await type("ben", "/oncall verdict pagerduty:QFORGOTTEN none", /older than what I keep/);
    await type("ben", "/oncall verdict none", /Which one\?/);
    const audit = await type("ben", "/oncall audit", /oncall verdict/);
    assert.match(textOf(audit), /Cart is empty/);
    assert.equal(questions("Cart is empty").length, 1);
  });

  it("is not asked of what called nobody, was merged away or is muted", async (t) => {
    const { kit, account, opened, ended, later, questions } = await openVerdicts(t);
    const low = await opened("Low one", { urgency: "low" });
    const merged = await opened("Merged one");
    const target = await opened("Target one");
    const asked = await opened("Asked one");
    const muted = await opened("Muted one");
    await kit.nagios("web1", "PROBLEM");
    const nagios = await kit.card("web1");
    await kit.house.workspace.type("ana", "ops", "/alerts mute Muted one for 2h because test");
    await kit.house.workspace.until(() => /muted by/.test(kit.shown("Muted one")), 20_000);
    account.merge(target.id, [merged.id], ANA);
    await kit.nagios("web1", "RECOVERY");
    await ended(low.id, "Low one", ANA);
    account.resolve(muted.id, ANA);
    await ended(asked.id, "Asked one", ANA);
    await later();
    await kit.house.workspace.until(() => questions("Asked one").length === 1, 20_000);
    assert.equal(nagios.threadTs, undefined);
    for (const title of ["Low one", "Merged one", "Muted one", "web1"]) assert.deepEqual(questions(title), [], title);
  });

  it("is asked again only when it came back and nobody had said anything", async (t) => {
    const policy = policyWith({}, { flapping: { changes: 50, withinMs: 60_000 } });
    const open = await openVerdicts(t, { policy });
    const { account, kit, workspace, opened, ended, later, question, questions, press } = open;
    const { id } = await opened("Comes back");
    const reopen = async (): Promise<void> => {
      account.reopen(id, ANA);
      await workspace.until(() => kit.shown("Comes back").startsWith("🔴"), 20_000);
    };
    await ended(id, "Comes back", ANA);
    await reopen();
    await later();
    assert.deepEqual(questions("Comes back"), [], "it was back before anybody was asked");
    await ended(id, "Comes back", ANA);
    await later(5_100);
    await question("Comes back");
    await reopen();
    await ended(id, "Comes back", ANA);
    await later(5_100);
    await workspace.until(() => questions("Comes back").length === 2, 20_000);
    const old = await question("Comes back", /asked again below/);
    assert.deepEqual(saysOf(old), []);
    const fresh = questions("Comes back").at(-1);
    assert.ok(fresh);
    await press("ana", fresh, "action");
    await question("Comes back", /Ana Kovac: Action taken/);
    await reopen();
    await ended(id, "Comes back", ANA);
    await later(5_100);
    assert.equal(questions("Comes back").length, 2, "it had a verdict");
  });
});
