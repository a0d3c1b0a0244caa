import { strict as assert } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openHouse } from "../support/house.ts";
import { pagerSettings } from "./kit.ts";

const TOKEN = "nagios-0123456789abcdef0123456789abcdef";
const ROUNDS = 6;

describe("kill -9 around a call", () => {
  it(`${ROUNDS} times: one call a problem, and its thread says so`, { timeout: 220_000 }, async () => {
    const house = await openHouse({ limits: false });
    const { workspace, account } = house;
    let child: ChildProcess | undefined;
    let url = "";
    const start = async (): Promise<void> => {
      child = fork(new URL("./crash-child.ts", import.meta.url), {
        env: {
          ...process.env,
          ...house.settings,
          ...pagerSettings(house),
          NAGIOS_TOKEN: TOKEN,
          POLL_SECONDS: "3600",
          HISTORY_DAYS: "1",
        },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const [message] = await once(child, "message");
      url = message.url;
      const connected = workspace.connections;
      await workspace.until(() => workspace.connections > connected, 30_000);
    };
    const kill = async (): Promise<void> => {
      const gone = child && once(child, "exit");
      child?.kill("SIGKILL");
      await gone;
      await workspace.until(() => workspace.connections === 0, 30_000);
    };
    const cardOf = (host: string) => workspace.messages("ops").find(({ text }) => text.includes(`${host}/HTTP`));
    const calls = (host: string) => account.account.incidents.filter(({ title }) => title.includes(`${host}/HTTP`));
    const notes = (host: string) =>
      workspace
        .thread("ops", cardOf(host)?.ts ?? "")
        .filter(({ text }) => text.includes("PagerDuty called by Ana Kovac"));
    try {
      await start();
      for (let round = 0; round < ROUNDS; round += 1) {
        const host = `web${round}x`;
        const fields = {
          HOSTNAME: host,
          SERVICEDESC: "HTTP",
          NOTIFICATIONTYPE: "PROBLEM",
          SERVICESTATE: "CRITICAL",
          SERVICEOUTPUT: "no answer",
          TIMET: String(Math.floor(Date.now() / 1000)),
        };
        await fetch(`${url}/hooks/nagios/${TOKEN}`, { method: "POST", body: new URLSearchParams(fields) });
        const card = await workspace.until(() => cardOf(host), 30_000);
        await workspace.press("ana", "ops", card.ts, "drm_page");
        // From before the pager's answer to after our own note.
        await sleep(round * 7);
        await kill();
        await start();
        await workspace.until(() => notes(host).length > 0, 30_000);
        assert.equal(calls(host).length, 1, `${host} was called about once`);
        assert.equal(notes(host).length, 1, `${host} says so once`);
      }
    } finally {
      await kill();
      await house.close();
    }
  });
});
