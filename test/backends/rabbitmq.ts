import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import rabbitmq from "../../src/integrations/rabbitmq.ts";
import { missing, waitFor } from "../senders/processes.ts";
import { measureOf } from "./kit.ts";
import { type Rabbit, rabbitPrograms, startRabbit } from "./servers.ts";

const MINUTE = 60_000;

describe("Debian's RabbitMQ", { skip: missing(...rabbitPrograms), timeout: 80_000 }, () => {
  let server: Rabbit | undefined;
  after(() => server?.stop());

  it("shows a queue that gets messages, its rates, and nothing from before the server began", async () => {
    const beganMs = Date.now();
    server = await startRabbit();
    const { url, auth, declare, publish, take } = server;
    const measure = measureOf(rabbitmq, { RABBITMQ_URL: url, RABBITMQ_AUTH: auth });
    const ask = (query: string, backMs = MINUTE) =>
      measure.ask({ query, fromMs: Date.now() - backMs, toMs: Date.now(), points: 300, tz: "UTC" });

    await declare("orders");
    await declare("mail/out");
    await publish("orders", 12);
    await publish("mail/out", 2);
    const { found: depth } = await waitFor("the depth", 25_000, async () => {
      const measured = await ask("orders");
      return measured.series[0]?.values.includes(12) && measured;
    });
    assert.equal(depth.stepMs, 5_000);
    assert.deepEqual(
      depth.series.map(({ name, labels }) => [name, labels.vhost]),
      [["orders", "/"]],
    );
    const whileDown = depth.timesMs.filter((atMs) => atMs < beganMs);
    assert.ok(whileDown.length > 0, "the range begins before the server");
    for (const [index] of whileDown.entries()) assert.equal(depth.series[0]?.values[index], null);

    await take("orders", 5);
    const { found: fewer } = await waitFor("what was taken", 25_000, async () => {
      const measured = await ask("/orders ready");
      return measured.series[0]?.values.includes(7) && measured;
    });
    assert.equal(fewer.unit, "messages");
    const all = await ask("*");
    assert.deepEqual(all.series.map(({ name }) => name).sort(), ["mail/out", "orders"]);
    const slashed = await ask("mail/out");
    assert.deepEqual(
      slashed.series.map(({ name }) => name),
      ["mail/out"],
    );
    const rates = await ask("orders publish rate");
    const published = rates.series[0]?.values.reduce<number>((sum, rate) => sum + (rate ?? 0) * 5, 0) ?? 0;
    assert.ok(Math.abs(published - 12) < 0.01, `${published} published`);
    assert.equal(rates.unit, "messages/s");

    const empty = Array.from({ length: 100 }, (_, index) => `a${index}`);
    for (let at = 0; at < empty.length; at += 20) await Promise.all(empty.slice(at, at + 20).map(declare));
    await declare("zz-last");
    await publish("zz-last", 30);
    await waitFor("the fullest of many", 25_000, async () => {
      const { series, notes } = await ask("*");
      assert.ok(series.length <= 100);
      return series.some(({ name }) => name === "zz-last") && /103 queues fit: the 100 fullest/.test(notes.join());
    });

    const day = await ask("orders", 24 * 60 * MINUTE);
    assert.match(day.notes.join(" "), /last 1 h 1 min apart .*nothing older than 1 h/);
    assert.ok(day.series.every(({ values }) => values.slice(0, -61).every((value) => value === null)));

    assert.deepEqual((await ask("no-such-queue")).series, []);
    assert.deepEqual(await measure.names?.(["ord"], 5), ["orders"]);
    assert.equal(
      measure.link({ query: "mail/out", fromMs: 0, toMs: 1, points: 1, tz: "UTC" }),
      `${url}/#/queues/%2F/mail%2Fout`,
    );
    const stranger = measureOf(rabbitmq, { RABBITMQ_URL: url, RABBITMQ_AUTH: "guest:wrong-password" });
    const refused: unknown = await stranger
      .ask({ query: "orders", fromMs: Date.now() - MINUTE, toMs: Date.now(), points: 10, tz: "UTC" })
      .catch((error: unknown) => error);
    assert.ok(refused instanceof Failure && refused.code === "credentials");
    assert.doesNotMatch(`${refused.message} ${refused.tell}`, /wrong-password/);
  });
});
