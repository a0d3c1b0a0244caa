import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import type { App } from "../../src/app.ts";
import type { Message } from "../../src/demo/slack/index.ts";
import { freePort } from "../support/free-port.ts";
import { type House, openHouse, startBot } from "../support/house.ts";
import { type Daemon, isUp, missing, startDaemon, waitFor } from "./processes.ts";

// Prometheus scrapes two targets that go away and come back, and a rule that always fires; Alertmanager tells the bot.

const PROMETHEUS = "/usr/bin/prometheus";
const ALERTMANAGER = "/usr/bin/prometheus-alertmanager";
const TOKEN = "0123456789abcdef-alertmanager";

const rules = (): string => `
groups:
- name: senders
  rules:
  - { alert: Watchdog, expr: vector(1), labels: { severity: none } }
  - alert: InstanceDown
    expr: up{job="checkout"} == 0
    for: 1s
    labels: { severity: page, env: test }
    annotations:
      summary: "{{ $labels.instance }} of {{ $labels.job }} does not answer <!channel>"
      value: "{{ $value }}"
      threshold: "up = 1"
      runbook_url: https://runbooks.example.com/instance-down
`;

const prometheusConfig = (targets: readonly number[], alertmanager: number): string => `
global: { scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertmanager}"] }] }] }
scrape_configs:
- { job_name: checkout, static_configs: [{ targets: [${targets.map((port) => `"127.0.0.1:${port}"`).join(", ")}] }] }
`;

const alertmanagerConfig = (url: string): string => `
route:
  receiver: drm
  group_by: [alertname, env]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 1h
  routes:
  - { receiver: drm, matchers: ['alertname="Watchdog"'], group_wait: 0s, group_interval: 1s, repeat_interval: 2s }
receivers:
- name: drm
  webhook_configs:
  - url: ${url}/hooks/alertmanager
    send_resolved: true
    http_config: { authorization: { type: Bearer, credentials: ${TOKEN} } }
`;

/** Something that is scraped. */
const target = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((_request, response) => response.end("up_and_running 1\n"));
    server.keepAliveTimeout = 1;
    server.listen(port, "127.0.0.1", () => resolve(server));
  });

const close = (server: Server): void => {
  server.closeAllConnections();
  server.close();
};

interface World {
  readonly house: House;
  readonly app: App;
  readonly ports: readonly [number, number];
  readonly daemons: { readonly prometheus: Daemon; readonly alertmanager: Daemon };
  readonly prometheusUrl: string;
}

const setUp = async (t: TestContext): Promise<World> => {
  const dir = mkdtempSync(join(tmpdir(), "drm-prometheus-"));
  const house = await openHouse();
  const config = join(dir, "drm.yml");
  writeFileSync(config, HEARTBEAT);
  const app = await startBot(house, { ALERTMANAGER_TOKEN: TOKEN, DRM_CONFIG: config });
  const ports = [await freePort(), await freePort()] as const;
  const [alertmanagerPort, prometheusPort] = [await freePort(), await freePort()];
  mkdirSync(join(dir, "data"));
  writeFileSync(join(dir, "rules.yml"), rules());
  writeFileSync(join(dir, "prometheus.yml"), prometheusConfig(ports, alertmanagerPort));
  writeFileSync(join(dir, "alertmanager.yml"), alertmanagerConfig(app.url));
  const alertmanager = startDaemon(
    ALERTMANAGER,
    [
      "--config.file=alertmanager.yml",
      "--storage.path=data/am",
      `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
      "--cluster.listen-address=",
    ],
    dir,
  );
  const prometheus = startDaemon(
    PROMETHEUS,
    [
      "--config.file=prometheus.yml",
      "--storage.tsdb.path=data/prometheus",
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      "--rules.alert.resend-delay=1s",
    ],
    dir,
  );
  t.after(async () => {
    await prometheus.stop();
    await alertmanager.stop();
    await app.stop();
    await house.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  await waitFor(
    "Alertmanager",
    20_000,
    () => isUp(`http://127.0.0.1:${alertmanagerPort}/-/ready`),
    alertmanager.output,
  );
  await waitFor("Prometheus", 20_000, () => isUp(`${prometheusUrl}/-/ready`), prometheus.output);
  return { house, app, ports, daemons: { prometheus, alertmanager }, prometheusUrl };
};

const HEARTBEAT = `
heartbeats:
  - name: Prometheus
    source: alertmanager
    match: { alertname: Watchdog }
    every: 1 min
    hidden: true
`;

/** The cards of Alertmanager's problems in the ops channel. */
const cards = ({ house }: World): readonly Message[] =>
  house.workspace
    .messages("ops")
    .filter(({ metadata }) => JSON.stringify(metadata ?? "").includes("card:alertmanager:"));

const whole = (message: Message): string => JSON.stringify([message.text, message.blocks, message.attachments]);

const targetsUp = async ({ prometheusUrl }: World): Promise<boolean> => {
  const response = await fetch(`${prometheusUrl}/api/v1/query?query=sum(up)`);
  return /"2"/.test(await response.text());
};

it("Debian's Prometheus and Alertmanager: two targets go down, one card says so, and says when they are back", {
  skip: missing(PROMETHEUS, ALERTMANAGER),
  timeout: 90_000,
}, async (t) => {
  const world = await setUp(t);
  const { house, app, ports } = world;
  const targets = await Promise.all(ports.map(target));
  t.after(() => targets.forEach(close));
  await waitFor("both targets are scraped", 15_000, () => targetsUp(world), world.daemons.prometheus.output);

  const beat = async () => (await app.parts.store.heartbeats.all()).find(({ name }) => name === "Prometheus")?.lastMs;
  const first = await waitFor("the Watchdog is heard", 15_000, beat);
  await waitFor("it is heard again and again", 15_000, async () => ((await beat()) ?? 0) > first.found + 3_000);
  assert.equal(cards(world).length, 0, "a heartbeat is no news");

  for (const one of targets) close(one);
  const down = await waitFor("a card", 20_000, () => cards(world)[0], world.daemons.alertmanager.output);
  const both = await waitFor(
    "both on one card",
    10_000,
    () => {
      const [card] = cards(world);
      return card && ports.every((port) => whole(card).includes(`127.0.0.1:${port}`)) && card;
    },
    () => cards(world).map(whole).join("\n"),
  );
  assert.match(both.found.text, /InstanceDown · test/, "the group's name");
  assert.match(whole(both.found), /runbooks\.example\.com\/instance-down/);
  assert.doesNotMatch(whole(both.found), /<!channel>/);
  assert.ok(down.tookMs < 10_000, `${down.tookMs} ms from down to card`);

  targets[0] = await target(ports[0]);
  await waitFor("one of two is over", 20_000, () => /1 of 2/.test(whole(cards(world)[0] ?? both.found)));
  targets[1] = await target(ports[1]);
  const over = await waitFor("the end", 20_000, () => cards(world)[0]?.text.startsWith("🟢"));
  assert.equal(cards(world).length, 1, "one message for the whole of it");
  assert.equal(house.workspace.rateLimited, 0);

  process.stdout.write(
    `Alertmanager: card ${down.tookMs} ms after the targets went, both on it after ${both.tookMs} ms more, ` +
      `the end ${over.tookMs} ms after the last came back\n`,
  );
});
