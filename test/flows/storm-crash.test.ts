import { strict as assert } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pace } from "../../src/flows/deliver.ts";
import { openHouse } from "../support/house.ts";
import { STORM_TOKEN } from "./storm-run.ts";

const KILLS = 4;
const PROBLEMS = 400;
/** Ten times Slack's: 40 posts in the time after which new problems are folded. */
const PACE: Partial<Pace> = { postEveryMs: 100, updateEveryMs: 150, updateBurst: 10, quietMs: 2_000 };

const bodyOf = (nr: number, atMs: number): string =>
  JSON.stringify({
    id: `crash-${nr}`,
    title: `Trouble ${nr}`,
    state: "firing",
    severity: nr % 8 === 0 ? "critical" : "warning",
    service: "shop",
    timestamp: new Date(atMs + nr).toISOString(),
  });

describe("kill -9 in mid-storm", () => {
  it(`${KILLS} times during ${PROBLEMS} problems: each has one card or is folded into a digest, nothing is said twice`, {
    timeout: 60_000,
  }, async () => {
    const house = await openHouse({ limits: false });
    const { workspace } = house;
    workspace.faults.set("chat.postMessage", { delayMs: 15 });
    workspace.faults.set("chat.update", { delayMs: 15 });
    let child: ChildProcess | undefined;
    let url = "";
    const start = async (): Promise<void> => {
      child = fork(new URL("./crash-child.ts", import.meta.url), [JSON.stringify(PACE)], {
        env: { ...process.env, ...house.settings, GENERIC_TOKEN: STORM_TOKEN, POLL_SECONDS: "3600", HISTORY_DAYS: "1" },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const [message] = await once(child, "message");
      url = message.url;
    };
    const kill = async (): Promise<void> => {
      const gone = child && once(child, "exit");
      child?.kill("SIGKILL");
      await gone;
    };
    const startMs = Date.now();
    const send = async (nr: number): Promise<void> => {
      for (let tries = 0; tries < 100; tries++) {
        const answer = await fetch(`${url}/hooks/generic`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${STORM_TOKEN}` },
          body: bodyOf(nr, startMs),
        }).catch(() => undefined);
        if (answer?.ok) return;
        await sleep(50);
      }
      throw new Error(`${nr} was not taken`);
    };
    const part = async (from: number, to: number): Promise<void> => {
      for (let nr = from; nr < to; nr++) await send(nr);
    };
    try {
      await start();
      const each = PROBLEMS / KILLS;
      for (let round = 0; round < KILLS; round++) {
        const sending = part(round * each, (round + 1) * each);
        await sleep(500 + round * 130);
        await kill();
        await start();
        await sending;
      }
      const file = new DatabaseSync(join(house.dataDir, "drm.sqlite"), { readOnly: true, timeout: 2_000 });
      const count = (what: string): number => Number(file.prepare(`select count(*) n from ${what}`).get()?.n);
      const waits = "outbox where note <> 1 and wanted > shown and dead is null and folded = 0";
      await workspace.until(() => count(waits) + count("inbox where state = 'new'") === 0, 30_000);
      await workspace.until(() => count("outbox where note = 2 and ended_ms is null") === 0, 30_000);
      const said = workspace
        .messages("ops")
        .map(({ metadata }) => /"((?:card|digest):[^"]+)"/.exec(JSON.stringify(metadata))?.[1]);
      const posts = said.filter((id) => id !== undefined);
      assert.equal(new Set(posts).size, posts.length, "a message was said twice");
      const cards = posts.filter((id) => id.startsWith("card:generic:")).length;
      const folded = count("outbox where note = 0 and folded = 1 and ts is null and incident_id like 'generic:%'");
      assert.equal(count("incident where source = 'generic'"), PROBLEMS);
      assert.equal(cards + folded, PROBLEMS);
      assert.ok(folded > PROBLEMS / 10, `${folded} were folded`);
      assert.equal(posts.filter((id) => id.startsWith("digest:")).length, count("outbox where note = 2"));
      assert.equal(
        count("outbox where note = 0 and urgent = 1 and ts is null and folded = 0"),
        0,
        "critical ones have cards",
      );
      file.close();
    } finally {
      await kill();
      await house.close();
    }
  });
});
