import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { toFailure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import { VERDICT_TAGS, VERDICTS, type Verdict } from "../../src/core/verdict.ts";
import { parseTagSaid } from "../../src/core/verdict-tag.ts";
import { questionReply, sayIncidentId, splitVerdictOf, verdictWish } from "../../src/core/verdict-words.ts";

const CONTEXT = { nowMs: 0, tz: "UTC", weekStart: 1 } as const;
const wish = (text: string) => verdictWish().parse(text, CONTEXT);

const failureOf = (text: string) => {
  try {
    parseTagSaid(text);
  } catch (error) {
    return toFailure(error);
  }
  return undefined;
};

describe("a verdict in words", () => {
  it("every tag by its name, in any letters, with and without why", () => {
    for (const tag of VERDICT_TAGS) {
      assert.deepEqual(parseTagSaid(tag), { tag, note: undefined });
      assert.deepEqual(parseTagSaid(`${tag.toUpperCase()}: because`), { tag, note: "because" });
      assert.deepEqual(parseTagSaid(`"${tag}" deploy`), { tag, note: "deploy" });
    }
  });

  it("as people say it", () => {
    const SAID: Readonly<Record<string, readonly [string, string?]>> = {
      "action taken": ["action"],
      yes: ["action"],
      "no action": ["none"],
      "No action needed.": ["none"],
      no: ["none"],
      noise: ["none"],
      "noise, the nightly import": ["none", "the nightly import"],
      "false alarm: the probe": ["none", "the probe"],
      "fix the alert - it flaps": ["fix", "it flaps"],
      "was noise": ["none"],
      "no-action": ["none"],
      "wrong threshold 5 is too low": ["thresholdincorrect", "5 is too low"],
      "could have waited": ["issuetimeperiod"],
      "action: taken by Bob": ["action", "taken by Bob"],
      "action taken by Bob": ["action", "by Bob"],
      "none\nfirst line\nsecond": ["none", "first line\nsecond"],
    };
    for (const [text, [tag, note]] of Object.entries(SAID)) assert.deepEqual(parseTagSaid(text), { tag, note }, text);
    assert.equal(parseTagSaid("  "), undefined);
  });

  it("a slip of the finger is told with what was meant, nonsense with what there is", () => {
    for (const [text, tag] of [
      ["actoin", "action"],
      ["nosie", "none"],
      ["checkfualty", "checkfaulty"],
      ["flase alarm", "none"],
    ] as const)
      assert.equal(failureOf(text)?.choices?.options[0]?.value, tag, text);
    assert.match(failureOf("deploy went wrong")?.tell ?? "", /"action", "no action" or "fix"/);
    assert.deepEqual(
      failureOf("fixed it")?.choices?.options.map(({ value }) => value),
      ["action", "fix"],
    );
  });

  it("a number, an id, a link, our own id, or nothing before it", () => {
    assert.deepEqual(wish("1234 none"), { of: { kind: "ref", ref: "1234" }, tag: "none", note: undefined });
    assert.deepEqual(wish("#12 fix it"), { of: { kind: "ref", ref: "12" }, tag: "fix", note: undefined });
    assert.deepEqual(wish("Q1AB2CD3 action"), { of: { kind: "ref", ref: "Q1AB2CD3" }, tag: "action", note: undefined });
    assert.deepEqual(wish("that one none"), { of: { kind: "here" }, tag: "none", note: undefined });
    assert.deepEqual(wish("none"), { of: undefined, tag: "none", note: undefined });
    assert.deepEqual(wish("fix: the check"), { of: undefined, tag: "fix", note: "the check" });
    assert.deepEqual(wish("1234"), { of: { kind: "ref", ref: "1234" } });
    assert.deepEqual(wish(""), { of: undefined });
    for (const id of ["pagerduty:Q1AB", "nagios:web 1/disk: /var", "sentry:ü%2F:x~2", 'a:"b"']) {
      const word = sayIncidentId(id);
      assert.doesNotMatch(word, /[\s"]/);
      assert.deepEqual(wish(`${word} fix why not`), { of: { kind: "id", id }, tag: "fix", note: "why not" }, word);
    }
    assert.deepEqual(splitVerdictOf("a:%E0%A4%A none").of, undefined, "no text of ours");
    assert.throws(() => wish(`none ${"x".repeat(501)}`), /long/);
  });
});

const INCIDENT: Incident = {
  ...{ id: "nagios:web 1", source: "nagios", key: "web 1", version: 3, state: "resolved", severity: "error" },
  ...{ title: "web 1 is down", labels: {}, openedAtMs: 0, resolvedAtMs: 60_000, firings: 1, history: [] },
  last: { atMs: 60_000, rank: 3, eventId: "e" },
};
const VERDICT: Verdict = { incidentId: INCIDENT.id, tag: "viewissue", userId: "U1", by: "Ana Kovac", atMs: 70_000 };

describe("the question below a card", () => {
  it("asks, and its buttons say what they mean of this problem", () => {
    const reply = questionReply(INCIDENT, undefined, { again: false });
    assert.equal(reply.title, "Did this need you?");
    const says = (reply.buttons ?? []).flatMap(({ say }) => say ?? []);
    assert.deepEqual(
      says.map((say) => wish(say.replace("oncall verdict ", ""))),
      ["action", "none", "fix"].map((tag) => ({ of: { kind: "id", id: INCIDENT.id }, tag, note: undefined })),
    );
  });

  it("says which problem where it stands below another card", () => {
    const under = { ...INCIDENT, said: { route: "r", channel: "ops", under: "nagios:root" } };
    assert.equal(questionReply(under, undefined, { again: false }).title, "Did this need you? · web 1 is down");
    assert.equal(
      questionReply(under, VERDICT, { again: false }).title,
      "Ana Kovac: Looked into, nothing had to be changed · web 1 is down",
    );
  });

  it("shows who said what and why, and what can be done about that", () => {
    const bare = questionReply(INCIDENT, VERDICT, { again: false });
    assert.deepEqual([bare.title, bare.lines], [`Ana Kovac: ${VERDICTS.viewissue.label}`, []]);
    assert.deepEqual(
      bare.buttons?.map(({ label }) => label),
      ["Change…", "Add a note…"],
    );
    const why = questionReply(INCIDENT, { ...VERDICT, note: "a reboot" }, { again: false });
    assert.deepEqual([why.lines, why.buttons?.map(({ label }) => label)], [["a reboot"], ["Change…"]]);
  });
});
