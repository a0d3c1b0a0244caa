import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { instrumented, instrumentedIf, instrumentedNow } from "../../src/core/instrument.ts";

const WORK = { kind: "command", name: "oncall stats" } as const;

const counting = () => {
  const said: string[] = [];
  let nowMs = 1_000;
  const labels = (of: Readonly<Record<string, string>> = {}): string => Object.values(of).join(" ");
  return {
    said,
    wait: (ms: number) => {
      nowMs += ms;
    },
    ports: {
      clock: () => nowMs,
      tally: {
        count: (name: string, of?: Readonly<Record<string, string>>) => void said.push(`${name} ${labels(of)}`),
        time: (name: string, ms: number, of?: Readonly<Record<string, string>>) =>
          void said.push(`${name} ${labels(of)} ${ms}`),
      },
    },
  };
};

describe("the wrapper of all work", () => {
  it("counts what was begun at once, then that it succeeded and how long it took", async () => {
    const { said, wait, ports } = counting();
    const answered = await instrumented(
      WORK,
      async () => {
        assert.deepEqual(said, ["work_started command oncall stats"]);
        wait(40);
        return 7;
      },
      ports,
    );
    assert.equal(answered, 7);
    assert.deepEqual(said.slice(1), ["work_success command oncall stats", "work command oncall stats 40"]);
  });

  it("what it throws is counted by its code and thrown on", async () => {
    const { said, wait, ports } = counting();
    const failure = new Failure("upstream", "no answer");
    const fail = async (): Promise<never> => {
      wait(5);
      throw failure;
    };
    await assert.rejects(instrumented(WORK, fail, ports), (error) => error === failure);
    assert.deepEqual(said.slice(1), ["work_exceptions command oncall stats upstream", "work command oncall stats 5"]);
  });

  it("a clock that is set back meanwhile makes no negative time", () => {
    const { said, wait, ports } = counting();
    instrumentedNow(WORK, () => wait(-500), ports);
    assert.equal(said.at(-1), "work command oncall stats 0");
  });

  it("the same for what answers at once", () => {
    const { said, ports } = counting();
    assert.equal(
      instrumentedNow(WORK, () => 7, ports),
      7,
    );
    const odd = (): never => {
      throw new Error("odd");
    };
    assert.throws(() => instrumentedNow(WORK, odd, ports), /odd/);
    assert.deepEqual(said, [
      ...["work_started command oncall stats", "work_success command oncall stats", "work command oncall stats 0"],
      ...["work_started command oncall stats", "work_exceptions command oncall stats internal"],
      "work command oncall stats 0",
    ]);
  });

  it("what was not worth it leaves no trace, what threw always does", async () => {
    const { said, wait, ports } = counting();
    const run = async (): Promise<number> => {
      wait(30);
      return 1_000;
    };
    const seen: number[][] = [];
    const never = (...of: number[]): boolean => seen.push(of) === 0;
    assert.equal(await instrumentedIf(WORK, run, never, ports), 1_000);
    assert.deepEqual([said, seen], [[], [[1_000, 30]]]);
    await instrumentedIf(WORK, run, () => true, ports);
    assert.equal(said.at(-1), "work command oncall stats 30", "timed from its beginning");
    await assert.rejects(
      instrumentedIf(WORK, async (): Promise<number> => Promise.reject(new Error("odd")), never, ports),
      /odd/,
    );
    assert.equal(said.filter((one) => one.startsWith("work_exceptions")).length, 1);
    assert.equal(said.filter((one) => one.startsWith("work_started")).length, 2);
  });
});
