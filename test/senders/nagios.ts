import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import type { Message } from "../../src/demo/slack/index.ts";
import { notifyCommand } from "../../src/integrations/nagios/command.ts";
import { type House, openHouse, startBot } from "../support/house.ts";
import { missing, startDaemon, waitFor } from "./processes.ts";

// A plugin that prints what it is told to; Nagios notices, and tells the bot by the documented command.

const NAGIOS = "/usr/sbin/nagios4";
const CURL = "/usr/bin/curl";
const TOKEN = "0123456789abcdef-nagios";
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

const define = (what: string, members: Readonly<Record<string, string | number>>): string =>
  `define ${what} {\n${Object.entries(members)
    .map(([name, value]) => `  ${name} ${value}\n`)
    .join("")}}\n`;

const always = Object.fromEntries(DAYS.map((day) => [day, "00:00-24:00"]));

const objects = (dir: string, address: string): string =>
  [
    define("timeperiod", { timeperiod_name: "24x7", alias: "always", ...always }),
    define("command", { command_name: "drm", command_line: notifyCommand(address) }),
    define("command", { command_name: "told", command_line: `${dir}/plugin.sh` }),
    define("contact", {
      contact_name: "drm",
      service_notification_period: "24x7",
      host_notification_period: "24x7",
      service_notification_options: "w,u,c,r",
      host_notification_options: "d,u,r",
      service_notification_commands: "drm",
      host_notification_commands: "drm",
    }),
    define("host", {
      host_name: "db-1",
      address: "127.0.0.1",
      max_check_attempts: 1,
      check_period: "24x7",
      contacts: "drm",
      notification_interval: 0,
      notification_period: "24x7",
    }),
    define("service", {
      host_name: "db-1",
      service_description: "MySQL replication",
      check_command: "told",
      max_check_attempts: 1,
      check_interval: 1,
      retry_interval: 1,
      check_period: "24x7",
      contacts: "drm",
      notification_interval: 0,
      notification_period: "24x7",
    }),
  ].join("\n");

const settings = (dir: string, user: string, group: string): string =>
  Object.entries({
    log_file: `${dir}/nagios.log`,
    cfg_file: `${dir}/objects.cfg`,
    object_cache_file: `${dir}/objects.cache`,
    precached_object_file: `${dir}/objects.precache`,
    status_file: `${dir}/status.dat`,
    nagios_user: user,
    nagios_group: group,
    check_external_commands: 1,
    command_file: `${dir}/nagios.cmd`,
    query_socket: `${dir}/nagios.qh`,
    lock_file: `${dir}/lock`,
    temp_file: `${dir}/tmp`,
    temp_path: dir,
    check_result_path: `${dir}/spool`,
    state_retention_file: `${dir}/retention.dat`,
    log_rotation_method: "n",
    use_syslog: 0,
    interval_length: 1,
    enable_notifications: 1,
    execute_service_checks: 1,
    enable_environment_macros: 1,
    illegal_macro_output_chars: "`~$&|'\"<>",
    date_format: "iso8601",
    check_for_updates: 0,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");

/** As root it runs as nobody, who has to own its folder. */
const owner = (): { readonly user: string; readonly group: string } =>
  userInfo().uid === 0
    ? { user: "nobody", group: "nogroup" }
    : { user: userInfo().username, group: execFileSync("id", ["-gn"]).toString().trim() };

const setUp = async (t: TestContext) => {
  const dir = mkdtempSync(join(tmpdir(), "drm-nagios-"));
  const house = await openHouse();
  const app = await startBot(house, { NAGIOS_TOKEN: TOKEN, NAGIOS_URL: "https://nagios.example.com/nagios" });
  const { user, group } = owner();
  const tell = (code: number, output: string): void => writeFileSync(join(dir, "told"), `${code}\n${output}\n`);
  tell(0, "OK - all is well");
  mkdirSync(join(dir, "spool"));
  writeFileSync(join(dir, "plugin.sh"), `#!/bin/sh\ntail -n +2 ${dir}/told\nexit "$(head -n 1 ${dir}/told)"\n`);
  chmodSync(join(dir, "plugin.sh"), 0o755);
  writeFileSync(join(dir, "objects.cfg"), objects(dir, `${app.url}/hooks/nagios/${TOKEN}`));
  writeFileSync(join(dir, "nagios.cfg"), settings(dir, user, group));
  execFileSync("chown", ["-R", `${user}:${group}`, dir]);
  const nagios = startDaemon(NAGIOS, [join(dir, "nagios.cfg")], dir);
  t.after(async () => {
    await nagios.stop();
    await app.stop();
    await house.close();
    rmSync(dir, { recursive: true, force: true });
  });
  await waitFor("Nagios", 15_000, () => existsSync(join(dir, "nagios.cmd")), nagios.output);
  const command = (words: string): void =>
    appendFileSync(join(dir, "nagios.cmd"), `[${Math.floor(Date.now() / 1000)}] ${words}\n`);
  return { house, nagios, tell, command, dir };
};

const cards = (house: House): readonly Message[] =>
  house.workspace.messages("ops").filter(({ metadata }) => JSON.stringify(metadata ?? "").includes("card:nagios:"));

it("Debian's Nagios: a problem, its ack and its recovery are one card, word for word", {
  skip: missing(NAGIOS, CURL),
  timeout: 90_000,
}, async (t) => {
  const { house, nagios, tell, command, dir } = await setUp(t);
  tell(
    2,
    `CRITICAL - "Slave" lags 312 s, größer als 'gut' & <!channel> \`id\` $(touch ${dir}/pwned) | lag=312s;60;120`,
  );
  const down = await waitFor("a card", 20_000, () => cards(house)[0], nagios.output);
  const said = JSON.stringify([down.found.text, down.found.blocks, down.found.attachments]);
  assert.match(
    down.found.text,
    /db-1\/MySQL replication: CRITICAL - "Slave" lags 312 s, größer als 'gut' &amp; &lt;!channel&gt;/,
  );
  assert.match(said, /312s/);
  assert.match(said, /critical 120/);
  assert.match(said, /nagios\.example\.com\/nagios\/cgi-bin\/extinfo\.cgi/);
  assert.ok(!existsSync(join(dir, "pwned")), "no shell reads the output");

  command("ACKNOWLEDGE_SVC_PROBLEM;db-1;MySQL replication;1;1;0;ana;Looking into it");
  const acked = await waitFor("the ack", 15_000, () => cards(house)[0]?.text.startsWith("🟠"), nagios.output);
  assert.match(JSON.stringify(cards(house)[0]), /ana/);

  tell(0, "OK - all is well");
  const over = await waitFor("the recovery", 15_000, () => cards(house)[0]?.text.startsWith("🟢"), nagios.output);
  assert.equal(cards(house).length, 1, "one message for the whole of it");
  process.stdout.write(
    `Nagios: card after ${down.tookMs} ms, ack after ${acked.tookMs} ms, recovery after ${over.tookMs} ms\n`,
  );
});
