import { strict as assert } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import { type Gate, openGate } from "../support/gate.ts";
import { type House, openHouse } from "../support/house.ts";
import { textOf } from "./graphs-chat-kit.ts";

/** The real bot in a process of its own. */
const botOf = (house: House, gate: Gate, metricsUrl: string) => {
  const { workspace } = house;
  let child: ChildProcess | undefined;
  let url = "";
  const slack = gate.url + new URL(house.settings.SLACK_API_URL ?? "").pathname;
  const more = { SLACK_API_URL: slack, PROMETHEUS_URL: metricsUrl, HISTORY_DAYS: "1", POLL_SECONDS: "3600" };
  return {
    url: () => url,
    async start(): Promise<void> {
      child = fork(new URL("./crash-child.ts", import.meta.url), {
        env: { ...process.env, ...house.settings, ...more },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      [{ url }] = await once(child, "message");
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

/** Ana's own live page, as her browser has it; it stays when the bot comes back at another port. */
const openPage = async ({ workspace }: House, url: () => string) => {
  await workspace.type("ana", "ops", "/graph live queue_depth last 1h");
  const handed = /"url":"([^"]+\/g\/[^"]+)"/;
  const seen = () => workspace.ephemerals("ana").flatMap(({ message }) => handed.exec(textOf(message)) ?? [])[1];
  const { pathname, search } = new URL(await workspace.until(seen, 40_000));
  const given = await fetch(new URL(pathname + search, url()), { redirect: "manual" });
  const pairs = given.headers.getSetCookie().map((one) => one.split(";")[0]);
  const headers = { cookie: pairs.join("; "), origin: "http://127.0.0.1:8080", "content-type": "application/json" };
  const query = new URL(given.headers.get("location") ?? "", url()).search;
  const ask = async (path: string, body?: object) => {
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await fetch(url() + pathname + path, { headers, ...sent })).json();
  };
  const screen = { ...(await ask(`/spec${query}`)), query: query.slice(1), hidden: [] };
  return {
    press: (press: string, comment: string): Promise<{ id: string }> =>
      ask("/snapshot", { ...screen, channel: workspace.channel("ops").id, comment, press }),
    outcome: ({ id }: { id: string }): Promise<{ state: string }> => ask(`/snapshot/${encodeURIComponent(id)}`),
  };
};

describe("kill -9 between asking, uploading, posting and our note of it", () => {
  it("a picture pressed on a live page and an answer to typed words are there once", { timeout: 240_000 }, async () => {
    const house = await openHouse({ limits: false });
    const metrics = await createPrometheusDemo({ clock: Date.now });
    const { workspace } = house;
    const gate = await openGate(new URL(workspace.apiUrl).origin);
    const bot = botOf(house, gate, metrics.url);
    const saying = (words: string) =>
      workspace.messages("ops").filter((one) => one.byApp && textOf(one).includes(words));
    /** Kills the bot when Slack has done that and its answer is under way, and starts it again. */
    const crashIn = async (method: string, act: () => Promise<unknown>): Promise<void> => {
      gate.hold(new RegExp(method));
      await act();
      await workspace.until(() => gate.held() > 0, 40_000);
      await bot.kill();
      gate.hold(undefined);
      await bot.start();
    };
    try {
      await bot.start();
      const page = await openPage(house, bot.url);
      for (const method of ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"]) {
        let pressed = { id: "" };
        const comment = `killed in ${method}`;
        await crashIn(method, async () => {
          pressed = await page.press(comment, comment);
        });
        assert.equal((await page.press(comment, comment)).id, pressed.id, "sent again it is the same");
        while ((await page.outcome(pressed)).state === "waiting") await sleep(50);
        assert.deepEqual(await page.outcome(pressed), { state: "done" });
        assert.equal(saying(comment).length, 1);
        assert.match(textOf(saying(comment)[0] ?? assert.fail()), /slack_file/);
      }
      for (const words of ["/graph mark deploy v-slash", "@drm graph mark deploy v-mention"]) {
        const version = words.split(" ").at(-1) ?? "";
        const typed = () => workspace.type("ana", "ops", words);
        await crashIn("chat.postMessage", typed);
        // What is stored is begun in order: this one is behind it.
        await workspace.type("ana", "ops", `/graph mark deploy behind-${version}`);
        await workspace.until(() => saying(`behind-${version}`).length > 0, 60_000);
        assert.equal(saying(` ${version}`).length, 1, version);
      }
    } finally {
      await bot.kill();
      gate.close();
      await metrics.stop();
      await house.close();
    }
  });
});
