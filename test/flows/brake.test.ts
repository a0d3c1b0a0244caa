import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { DigestState, Post } from "../../src/core/store.ts";
import { brake, burstFor, inOrder } from "../../src/flows/deliver/brake.ts";
import type { DeliverPorts, Spent } from "../../src/flows/deliver/post.ts";
import { spend } from "../../src/flows/deliver/spend.ts";

const NOW_MS = 1_795_000_000_000;
const EVERY_MS = 1_050;

const post = (id: string, more: Partial<Post> = {}): Post => ({
  id,
  channel: "ops",
  kind: "card",
  incidentId: id,
  lines: [],
  wanted: 1,
  shown: 0,
  attempts: 0,
  createdAtMs: NOW_MS,
  ...more,
});
const urgent = (count: number, more: Partial<Post> = {}): Post[] =>
  Array.from({ length: count }, (_, nr) => post(`U${nr}`, { urgent: true, ...more }));
const ordinary = (count: number): Post[] => Array.from({ length: count }, (_, nr) => post(`O${nr}`));

const STORM: DigestState = { id: "D", openedAtMs: NOW_MS, joinedAtMs: NOW_MS, posted: true, named: 0 };

const decide = (waiting: readonly Post[], nextMs: number, storm?: DigestState) =>
  brake({ waiting, nextMs, everyMs: EVERY_MS, nowMs: NOW_MS, storm });

describe("brake", () => {
  it("a few new problems too many are no storm", () => {
    assert.deepEqual(decide(ordinary(4), 900), { folded: [], named: [] });
    assert.deepEqual(decide(urgent(4), 1_050), { folded: [], named: [] });
  });

  it("ordinary ones that cannot go within 2 s are folded, the oldest keep their card", () => {
    assert.deepEqual(decide(ordinary(6), 500).folded, ["O1", "O2", "O3", "O4", "O5"]);
    assert.deepEqual(decide(ordinary(3), 500, STORM).folded, ["O2"]);
    assert.deepEqual(decide(ordinary(1), 1_050, STORM).folded, []);
  });

  it("four urgent ones keep their turn whenever the last post was, the others are named", () => {
    for (const nextMs of [0, 500, 1_050]) {
      const { named, folded } = decide(urgent(10), nextMs);
      assert.deepEqual(folded, []);
      assert.ok(!named.includes("U2") && named.includes("U4") && named.length >= 6, `${nextMs}: ${named}`);
    }
    assert.deepEqual(decide(urgent(6), 1_050, STORM).named, ["U4", "U5"]);
  });

  it("urgent ones come before ordinary ones; while some wait for their card, a crowd is folded and one goes between", () => {
    assert.deepEqual(decide([...ordinary(1), ...urgent(2)], 500, STORM).folded, ["O0"]);
    const storm = { ...STORM, named: 3 };
    assert.deepEqual(decide(ordinary(2), 0, storm).folded, ["O0", "O1"]);
    assert.deepEqual(decide(ordinary(1), 0, storm).folded, []);
  });

  it("what may be in the channel already is not folded", () => {
    const doubted = post("O0", { tryingSinceMs: NOW_MS });
    assert.deepEqual(decide([doubted, post("O1"), post("O2")], 3_000, STORM).folded, ["O1", "O2"]);
  });
});

describe("order of a visit", () => {
  const order = (posts: readonly Post[], storm?: DigestState): string =>
    inOrder(posts, storm, NOW_MS + 3_500)
      .map(({ id }) => id)
      .join(" ");
  const named = post("N", { urgent: true, named: true });
  const note = post("note", { kind: "note", cardTs: "1.1" });
  const update = post("update", { ts: "1.1" });
  const digest = post("D", { kind: "digest" });

  it("what nobody was told goes first", () => {
    const all = [note, update, named, ...ordinary(1), ...urgent(1)];
    assert.equal(order([digest, ...all], STORM), "U0 D O0 N note update");
    assert.equal(order([{ ...digest, ts: "1.2" }, ...all], STORM), "D U0 O0 N note update");
    assert.equal(order([named, ...ordinary(2)], STORM), "N O0 O1");
  });

  it("a name that waited 3 s for a new digest goes before all", () => {
    assert.equal(order([digest, ...urgent(1)], { ...STORM, posted: false, untoldSinceMs: NOW_MS }), "D U0");
  });

  it("a card waits for a card only: the reserve is for the one that comes after anything else", () => {
    const [page = named] = urgent(1);
    const shown = post("S", { ts: "1.0" });
    assert.deepEqual(
      [page, post("O"), note, digest, shown].map((one) => burstFor(one, undefined, false)),
      [2, 2, 1, 1, 1],
    );
  });

  it("the reserve is for what must be told within seconds", () => {
    const [page = named] = urgent(1);
    const plain = post("O");
    assert.deepEqual(
      [page, plain, note].map((one) => burstFor(one, undefined, true)),
      [1, 1, 1],
    );
    const opening = { ...STORM, posted: false };
    assert.deepEqual(
      [page, plain, named, note, digest].map((one) => burstFor(one, opening, true)),
      [2, 1, 1, 1, 1],
    );
    assert.deepEqual(
      [page, plain, named, note].map((one) => burstFor(one, STORM, true)),
      [2, 2, 1, 1],
    );
    assert.equal(burstFor(digest, { ...opening, untoldSinceMs: NOW_MS }, true), 2);
  });

  it("the next card is tried as soon as the one before it is paid for, a note when all is", async () => {
    const ports = {
      pace: { postEveryMs: 1_000, allPostsEveryMs: 1, allPostsBurst: 9, updateEveryMs: 1, updateBurst: 9 },
      chat: { channelId: async () => "C1" },
      store: { budgets: { take: async () => ({ waitMs: 1_600 }) } },
      clock: () => NOW_MS,
      cardAtMs: new Map([["post:C1", NOW_MS - 400]]),
    } as unknown as DeliverPorts;
    const waitFor = async (one: Post): Promise<number> => {
      const spent = { storm: undefined, spentOut: new Map(), waitMs: 0 } as unknown as Spent;
      assert.equal(await spend(one, spent, ports), false);
      return spent.waitMs;
    };
    assert.deepEqual([await waitFor(post("O")), await waitFor(note)], [600, 1_600]);
  });
});
