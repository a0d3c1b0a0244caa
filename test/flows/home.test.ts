import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Reply } from "../../src/core/message.ts";
import { createHome, type HomePorts, REFRESH_WORDS } from "../../src/flows/home.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Lets everything that does not wait for a timer happen. */
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Published {
  readonly user: string;
  readonly sections: readonly Reply[];
}

/** A home whose commands answer when they are told to: `delays` by words, in ms; others at once. */
const open = (t: TestContext, delays: Readonly<Record<string, number>> = {}, changes: Partial<HomePorts> = {}) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const published: Published[] = [];
  const ran: string[] = [];
  const home = createHome({
    async run(words, userId) {
      ran.push(`${userId}: ${words}`);
      const ms = delays[words] ?? 0;
      if (ms > 0) await new Promise<void>((resolve) => setTimeout(resolve, ms));
      return { title: `answer to ${words} ${ran.length}`, private: true };
    },
    chat: { home: async (user, sections) => void published.push({ user, sections }) },
    log: quiet,
    clock: () => Date.now(),
    ...changes,
  });
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 50) {
      await settle();
      t.mock.timers.tick(Math.min(50, left));
    }
    await settle();
  };
  return { home, published, ran, pass };
};

const titles = (one: Published | undefined): readonly string[] => (one?.sections ?? []).map(({ title }) => title);

describe("the home tab", () => {
  it("shortens the week's numbers and says where the rest is", async (t) => {
    const rows = Array.from({ length: 20 }, (_, at) => ({ label: `row ${at}`, value: "1" }));
    const run = async (words: string): Promise<Reply> => ({ title: words, rows });
    const { home, published, pass } = open(t, {}, { run });
    await home("U1");
    await pass(3_000);
    const week = published[0]?.sections.find(({ title }) => title === "oncall stats this week");
    assert.equal(week?.rows?.length, 8);
    assert.deepEqual(week?.buttons, [{ label: "All of it", say: "oncall stats this week" }]);
    assert.equal(published[0]?.sections.find(({ title }) => title === "oncall who")?.rows?.length, 20);
  });

  it("has open incidents first, then what can be done, and is published once when all is quick", async (t) => {
    const { home, published, ran, pass } = open(t);
    await home("U1");
    await pass(3_000);
    assert.equal(published.length, 1);
    assert.equal(published[0]?.user, "U1");
    assert.deepEqual(
      titles(published[0]).map((title) => title.replace(/ \d+$/, "")),
      [
        "answer to oncall incidents mine",
        "answer to oncall incidents all",
        "Quick actions",
        "answer to oncall who",
        "answer to oncall my schedule 14",
        "answer to oncall stats this week",
        "answer to alerts mutes mine",
      ],
    );
    assert.ok(ran.every((one) => one.startsWith("U1: ")));
    const actions = published[0]?.sections[2]?.buttons ?? [];
    assert.deepEqual(
      actions.map(({ form, say }) => form?.name ?? say),
      ["page", "override", "cover", REFRESH_WORDS],
    );
    assert.ok(published[0]?.sections.every((one) => one.private === undefined && one.picture === undefined));
  });

  it("shows what is there after 800 ms, and once more when the rest is", async (t) => {
    const { home, published, pass } = open(t, { "oncall who": 1_500, "oncall stats this week": 900 });
    const shown = home("U1");
    await pass(750);
    assert.equal(published.length, 0);
    await pass(100);
    assert.equal(published.length, 1);
    assert.deepEqual(
      published[0]?.sections.filter(({ lines }) => lines?.[0] === "loading…").map(({ title }) => title),
      ["On call now", "This week"],
    );
    await pass(1_000);
    await shown;
    assert.equal(published.length, 2);
    assert.ok(published[1]?.sections.every(({ lines }) => lines?.[0] !== "loading…"));
  });

  it("waits 2.5 s for no part longer", async (t) => {
    const { home, published, pass } = open(t, { "oncall who": 60_000 });
    const shown = home("U1");
    await pass(2_600);
    await shown;
    const who = published.at(-1)?.sections.find(({ title }) => title === "On call now");
    assert.match(who?.lines?.[0] ?? "", /takes too long/);
  });

  it("a part that fails says why in its place; what is one's own is left out where nobody is known", async (t) => {
    const { home, published } = open(
      t,
      {},
      {
        async run(words) {
          if (words === "oncall who") throw new Failure("upstream", "secret", { tell: "PagerDuty does not answer." });
          if (/mine|my/.test(words)) throw new Failure("forbidden", "unmapped", { tell: "Type /oncall link me as …" });
          if (words.includes("stats")) throw new Error("a fault with secrets");
          return { title: words };
        },
      },
    );
    await home("U1");
    const [first] = published;
    const lines = Object.fromEntries((first?.sections ?? []).map(({ title, lines: said }) => [title, said?.[0]]));
    assert.equal(lines["On call now"], "PagerDuty does not answer.");
    assert.equal(lines["My next shifts"], "Type /oncall link me as …");
    assert.match(lines["This week"] ?? "", /Press Refresh/);
    assert.ok(!("My open incidents" in lines));
    assert.doesNotMatch(JSON.stringify(first), /secret/);
  });

  it("opened many times in a second is looked at twice: at once, and at the end of the second", async (t) => {
    const { home, published, ran, pass } = open(t);
    const all = Array.from({ length: 20 }, () => home("U1"));
    await pass(500);
    assert.equal(published.length, 1);
    all.push(home("U1"));
    await pass(2_000);
    await Promise.all(all);
    assert.equal(published.length, 2);
    assert.equal(ran.length, 12);
  });

  it("of another person is another", async (t) => {
    const { home, published } = open(t);
    await Promise.all([home("U1"), home("U2")]);
    assert.deepEqual(published.map(({ user }) => user).sort(), ["U1", "U2"]);
  });

  it("the slow rest of an earlier look never covers a later one", async (t) => {
    let first = true;
    const { home, published, pass } = open(
      t,
      {},
      {
        async run(words) {
          const mine = first;
          if (words === "alerts mutes mine") first = false;
          if (mine && words === "oncall who") await new Promise<void>((resolve) => setTimeout(resolve, 2_000));
          return { title: `${mine ? "old" : "new"} ${words}` };
        },
      },
    );
    const before = home("U1");
    await pass(1_200);
    const after = home("U1");
    await pass(2_000);
    await Promise.all([before, after]);
    assert.ok(titles(published.at(-1)).includes("new oncall who"));
    assert.equal(published.length, 2, "the old one's first, the new one's only");
  });

  it("that Slack refuses is logged and thrown at nobody", async (t) => {
    const warned: string[] = [];
    const { home } = open(
      t,
      {},
      {
        chat: { home: () => Promise.reject(new Failure("rejected", "views.publish: not_enabled")) },
        log: { ...quiet, warn: (_facts, message) => void warned.push(message) },
      },
    );
    await home("U1");
    assert.deepEqual(warned, ["a home tab could not be published"]);
  });
});
