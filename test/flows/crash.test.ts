import { strict as assert } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openHouse } from "../support/house.ts";

/** A hundred webhooks each; `CRASH=full` is the long form. */
const KILLS = process.env.CRASH === "full" ? 20 : 8;
const WEBHOOKS = KILLS * 100;
const INCIDENTS = 100;

/** The same moments on every run. */
const random = (() => {
  let state = 20261121;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
})();

const LIFE = [
  "incident.triggered",
  "incident.acknowledged",
  "incident.unacknowledged",
  "incident.resolved",
  "incident.reopened",
];

interface Hook {
  readonly key: string;
  readonly type: string;
  readonly body: string;
}

/** Some events of each of a hundred incidents, the incidents mixed, each one's events in order. */
const hooks = (startMs: number): Hook[] =>
  Array.from({ length: WEBHOOKS }, (_, at): Hook => {
    const key = `Q${String(at % INCIDENTS).padStart(5, "0")}`;
    const turn = Math.floor(at / INCIDENTS);
    const type = turn === WEBHOOKS / INCIDENTS - 1 ? "incident.resolved" : (LIFE[turn % LIFE.length] ?? "");
    const event = {
      id: randomUUID(),
      event_type: type,
      resource_type: "incident",
      occurred_at: new Date(startMs + turn * 1000 + (at % INCIDENTS)).toISOString(),
      agent: null,
      data: {
        id: key,
        type: "incident",
        number: at % INCIDENTS,
        title: `Problem ${key}`,
        html_url: `https://example.pagerduty.com/incidents/${key}`,
        status: "triggered",
        urgency: "high",
        priority: null,
        service: { id: "S1", summary: "shop", type: "service_reference" },
        assignees: [],
        teams: [],
      },
    };
    return { key, type, body: JSON.stringify({ event }) };
  });

describe("kill -9", () => {
  it(`${KILLS} times during ${WEBHOOKS} webhooks: nothing acknowledged is lost, one card a problem`, {
    timeout: 220_000,
  }, async () => {
    const house = await openHouse({ limits: false });
    const { workspace, account } = house;
    // Slow enough that kills land between Slack's doing and our knowing.
    workspace.faults.set("chat.postMessage", { delayMs: 15 });
    let child: ChildProcess | undefined;
    let url = "";
    const start = async (): Promise<void> => {
      child = fork(new URL("./crash-child.ts", import.meta.url), {
        env: { ...process.env, ...house.settings, POLL_SECONDS: "3600", HISTORY_DAYS: "1" },
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

    const acknowledged = new Map<string, Hook>();
    const send = async (hook: Hook): Promise<boolean> => {
      const signature = createHmac("sha256", account.webhookSecret).update(hook.body).digest("hex");
      try {
        const answer = await fetch(`${url}/hooks/pagerduty`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-pagerduty-signature": `v1=${signature}` },
          body: hook.body,
          signal: AbortSignal.timeout(5_000),
        });
        await answer.arrayBuffer();
        return answer.ok;
      } catch {
        return false;
      }
    };

    try {
      await start();
      await workspace.until(() => workspace.connections > 0, 30_000);
      const all = hooks(Date.now() - 60_000);
      // Real incidents for the buttons; their presses must reach PagerDuty once they were acknowledged.
      account.setWebhook(`${url}/hooks/pagerduty`);
      const real = Array.from({ length: KILLS }, (_, at) =>
        account.trigger({ service: account.account.services[0]?.name ?? "", title: `Real ${at}`, urgency: "high" }),
      );
      const cardOf = (id: string) =>
        workspace.messages("ops").find((one) => JSON.stringify(one).includes(`pagerduty:${id}"`));
      await workspace.until(() => real.every(({ id }) => cardOf(id)), 30_000);
      account.setWebhook(undefined);

      const pressed: string[] = [];
      const perKill = WEBHOOKS / KILLS;
      for (let round = 0; round < KILLS; round++) {
        let rest = all.slice(round * perKill, (round + 1) * perKill);
        const one = real[round];
        const press = one && workspace.connections > 0 ? pressAck(one.id) : undefined;
        const dying = sleep(5 + random() * 250).then(kill);
        // One after the other for each incident, as PagerDuty sends; what was not acknowledged is sent again.
        const sendAll = async (): Promise<void> => {
          const done = await Promise.all(rest.map(async (hook) => ((await send(hook)) ? hook : undefined)));
          for (const hook of done) if (hook) acknowledged.set(hook.body, hook);
          rest = rest.filter((hook) => !acknowledged.has(hook.body));
        };
        await sendAll();
        await dying;
        if (await press) pressed.push(one?.id ?? "");
        await start();
        while (rest.length > 0) await sendAll();
        if (round % 5 === 4) await workspace.until(() => workspace.connections > 0, 30_000);
      }
      async function pressAck(id: string): Promise<boolean> {
        const card = cardOf(id);
        if (!card) return false;
        try {
          const { ok } = await workspace.press("ana", "ops", card.ts, "drm_ack");
          return ok;
        } catch {
          return false;
        }
      }

      workspace.faults.clear();
      assert.equal(acknowledged.size, WEBHOOKS);
      const cards = (key: string) =>
        workspace
          .messages("ops")
          .filter((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${key}:`));
      const keys = [...new Set(all.map(({ key }) => key))];
      const settled = (key: string): boolean => {
        const [card, ...doubles] = cards(key);
        return doubles.length === 0 && card?.text.startsWith("🟢") === true;
      };
      await workspace.until(() => keys.every(settled), 30_000).catch(() => undefined);
      for (const key of keys) {
        assert.equal(cards(key).length, 1, `${key} has ${cards(key).length} cards`);
        assert.match(cards(key)[0]?.text ?? "", /^🟢/, `${key} shows its last state`);
      }
      assert.ok(pressed.length > 0, "at least one press was acknowledged");
      const acked = (): readonly string[] =>
        account.account.incidents.filter(({ status }) => status !== "triggered").map(({ id }) => id);
      await workspace.until(() => pressed.every((id) => acked().includes(id)), 30_000).catch(() => undefined);
      for (const id of pressed) assert.ok(acked().includes(id), `the acknowledged press on ${id} reached PagerDuty`);
    } finally {
      await kill();
      await house.close();
    }
  });
});
