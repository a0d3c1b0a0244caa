import { strict as assert } from "node:assert";
import { createHmac, randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../../src/app.ts";
import { integrations } from "../../src/integrations/index.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";
import { mutants } from "./mutants.ts";
import { fixturesOf } from "./source-kit.ts";

const EACH = 200;
const TOKEN = "0123456789abcdef-hostile";
const sources = integrations.filter(({ relay }) => relay);
/** Every setting that proves a sender, so that what is hostile gets in. */
const SETTINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    sources.flatMap(({ name, settings }) => {
      const setting = `${name.toUpperCase()}_TOKEN`;
      return name !== "pagerduty" && setting in settings ? [[setting, TOKEN]] : [];
    }),
  ),
  // Of nobody, so that no certificate is fetched from the web.
  CLOUDWATCH_TOPICS: "arn:aws:sns:eu-central-1:000000000000:nobodys",
};

const setUp = async (t: TestContext): Promise<{ house: House; app: App }> => {
  const house = await openHouse({ limits: false });
  const app = await startBot(house, { ...SETTINGS, LOG_LEVEL: "error" }, FAST);
  t.after(async () => {
    await app.stop();
    await house.close();
  });
  return { house, app };
};

const post = (app: App, house: House, source: string, body: Uint8Array): Promise<Response> => {
  const sign = () => createHmac("sha256", house.account.webhookSecret).update(body).digest("hex");
  return fetch(`${app.url}/hooks/${source}${source === "pagerduty" ? "" : `/${TOKEN}`}`, {
    method: "POST",
    body: Buffer.from(body),
    signal: AbortSignal.timeout(30_000),
    headers: {
      "content-type": "application/json",
      ...(source === "pagerduty" ? { "x-pagerduty-signature": `v1=${sign()}` } : {}),
    },
  });
};

/** What Slack would read as formatted text in the arguments of a call. */
const formatted = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(formatted);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(formatted)];
};

it(`${EACH} hostile bodies of each source break nothing, ping nobody and are kept`, { timeout: 220_000 }, async (t) => {
  const { house, app } = await setUp(t);
  const texts: string[] = [];
  const refusedBySlack: string[] = [];
  house.workspace.onChange((change) => {
    if (change.type !== "call" || !change.call.method.startsWith("chat.")) return;
    const { args, ok, error } = change.call;
    texts.push(String(args.text ?? ""), ...formatted(args.blocks));
    if (!ok) refusedBySlack.push(`${error}: ${JSON.stringify(args).slice(0, 1500)}`);
  });

  let sent = 0;
  for (const [at, { name }] of sources.entries()) {
    const bodies = [...mutants(fixturesOf(name), EACH, 100 + at), Buffer.from([0xff, 0xfe, 0x00])];
    const answers = await Promise.all(
      bodies.map(async (body) => {
        const response = await post(app, house, name, body);
        await response.arrayBuffer();
        return response.status;
      }),
    );
    const expected = name === "cloudwatch" ? 403 : 200;
    assert.deepEqual([...new Set(answers)], [expected], name);
    // Nobody but AWS can sign for SNS: what it signed may be hostile too, because others write it.
    if (name === "cloudwatch")
      for (const body of bodies)
        await app.parts.store.inbox.add({
          id: randomUUID(),
          source: name,
          receivedAtMs: Date.now(),
          contentType: "text/plain",
          body,
        });
    sent += bodies.length;
  }

  const db = new DatabaseSync(join(house.dataDir, "drm.sqlite"), { readOnly: true });
  t.after(() => db.close());
  const count = (sql: string): number => Number(db.prepare(`select count(*) n from ${sql}`).get()?.n ?? 0);
  const names = sources.map(({ name }) => `'${name}'`).join(",");
  for (let tries = 0; count("inbox where state = 'new'") > 0; tries++) {
    assert.ok(tries < 1200, `${count("inbox where state = 'new'")} deliveries were never read`);
    await sleep(50);
  }
  assert.equal(count(`inbox where source in (${names})`), sent, "every delivery is kept");
  assert.equal(count("inbox where state = 'failed'"), 0, "none made a parser or the store fail");
  const unread = db.prepare(`select source, count(*) n from inbox where state = 'unreadable' group by source`).all();
  assert.equal(unread.length, sources.length, "of each source some cannot be read");
  const { unreadable } = await app.parts.store.outbox.report();
  assert.ok(unreadable.length > 0 && unreadable.every(({ why }) => why !== ""), "they are listed, with why");

  await settled(app);
  const hostile = texts.filter((text) => text.includes("&lt;!channel&gt;"));
  assert.ok(hostile.length > 20, `${hostile.length} of ${texts.length} posted texts were hostile`);
  const pings = texts.filter((text) => /<(@|!(channel|here|everyone|subteam)|#)/.test(text));
  assert.deepEqual(pings.slice(0, 3), []);
  assert.deepEqual(refusedBySlack.slice(0, 3), []);
  assert.deepEqual((await app.parts.store.outbox.report()).dead, []);
  assert.equal((await fetch(`${app.url}/readyz`, { signal: AbortSignal.timeout(30_000) })).status, 200, "still well");
});

const settled = async (app: App): Promise<void> => {
  for (let tries = 0; tries < 1200; tries++) {
    const { lanes } = await app.parts.store.outbox.report();
    if (lanes.every(({ waiting }) => waiting === 0)) return;
    await sleep(50);
  }
  assert.fail("what is owed was never posted");
};
