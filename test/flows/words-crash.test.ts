import { strict as assert } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { type Gate, openGate } from "../support/gate.ts";
import { type House, openHouse } from "../support/house.ts";
import { pagerSettings } from "./kit.ts";

/** The real bot in a process of its own. */
const botOf = (house: House, gate: Gate) => {
  const { workspace } = house;
  let child: ChildProcess | undefined;
  return {
    async start(): Promise<void> {
      const env = { PAGERDUTY_URL: gate.url, PAGERDUTY_PAGE_SERVICE: "Checkout API", POLL_SECONDS: "3600" };
      child = fork(new URL("./crash-child.ts", import.meta.url), {
        env: { ...process.env, ...house.settings, ...pagerSettings(house), HISTORY_DAYS: "1", ...env },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      await once(child, "message");
      await workspace.until(() => workspace.connections > 0, 40_000);
    },
    async kill(): Promise<void> {
      const gone = child && once(child, "exit");
      child?.kill("SIGKILL");
      await gone;
      await workspace.until(() => workspace.connections === 0, 20_000);
    },
  };
};

const SCHEDULE = "Platform Primary";

describe("kill -9 between PagerDuty's answer and our note of it", () => {
  it("does nothing twice, loses nothing, and tells the asker", { timeout: 240_000 }, async () => {
    const house = await openHouse({ limits: false });
    const gate = await openGate(house.account.url);
    const bot = botOf(house, gate);
    const { workspace, account } = house;
    const incident = account.trigger({ title: "Checkout is slow", service: "Checkout API" });
    const n = incident.number;
    const seen = (): readonly { readonly ts: string; readonly text: string; readonly blocks?: unknown }[] => [
      ...workspace.messages("ops").filter(({ byApp }) => byApp),
      ...workspace.ephemerals("ana").map(({ message }) => message),
    ];
    const overrides = () => account.account.schedules.find(({ name }) => name === SCHEDULE)?.overrides ?? [];
    const answered = async (act: () => Promise<unknown>, told: RegExp): Promise<{ ts: string; all: string }> => {
      const before = new Set(seen().map(({ ts }) => ts));
      await act();
      const found = await workspace.until(
        () => seen().find(({ ts, text }) => !before.has(ts) && told.test(text)),
        60_000,
      );
      return { ts: found.ts, all: JSON.stringify(found) };
    };
    const say = (words: string) => workspace.type("ana", "ops", `/oncall ${words}`);
    /** Does it, kills the bot while PagerDuty's answer to it is under way, and starts it again. */
    const crash = (path: RegExp, told: RegExp, act: () => Promise<unknown>) =>
      answered(async () => {
        gate.hold(path);
        await act();
        await workspace.until(() => gate.held() > 0, 40_000);
        await bot.kill();
        gate.hold(undefined);
        await bot.start();
      }, told);
    try {
      await bot.start();
      await crash(/^\/incidents$/, /Paged Hari Menon/, () => say('page "Hari Menon" the cache is on fire'));
      assert.equal(account.account.incidents.filter(({ title }) => title === "the cache is on fire").length, 1);

      await crash(/\/notes$/, /note written/i, () => say(`note ${n} looking`));
      assert.equal(account.account.incidentById.get(incident.id)?.notes.length, 1);

      await crash(/^\/incidents\//, /acked/, () => say(`ack ${n}`));
      assert.equal(account.account.incidentById.get(incident.id)?.status, "acknowledged");

      await crash(/status_updates$/, /cannot say whether it was done/, () => say(`status ${n} we are on it`));

      await crash(/overrides$/, /Ana Kovac has the pager/, () => say(`take "${SCHEDULE}" for 30m`));
      assert.equal(overrides().length, 1);
      const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      const turn = `${day}T09:00Z - ${day}T15:00Z`;
      await crash(/overrides$/, /is on call for/, () => say(`override "${SCHEDULE}" ${turn} Ben Carter`));
      assert.equal(overrides().length, 2);

      const cover = () => workspace.type("ben", "ops", `/oncall cover me ${day}T10:00Z - ${day}T12:00Z`);
      const { ts, all } = await answered(cover, /Can somebody cover Ben Carter/);
      const [, action = ""] = /"action_id":"(drm_say_\d+)","value":"oncall cover take /.exec(all) ?? [];
      await crash(/overrides$/, /Ana Kovac covers Ben Carter/, () => workspace.press("ana", "ops", ts, action));
      assert.equal(overrides().length, 3);
    } finally {
      await bot.kill();
      gate.close();
      await house.close();
    }
  });
});
