import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isUp, startDaemon, waitFor } from "../senders/processes.ts";
import { freePort } from "../support/free-port.ts";
import { openFolder } from "./folder.ts";

/** RabbitMQ with its management plugin. */
export interface Rabbit {
  readonly url: string;
  /** "user:password". */
  readonly auth: string;
  declare(queue: string): Promise<void>;
  publish(queue: string, messages: number): Promise<void>;
  /** Takes messages out. */
  take(queue: string, messages: number): Promise<void>;
  stop(): Promise<void>;
}

const RABBIT = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const EPMD = "/usr/bin/epmd";
const ENV = "/usr/bin/env";
const AUTH = "guest:guest";

/** Programs that have to be there. */
export const rabbitPrograms = [RABBIT, EPMD, ENV] as const;

const config = (amqp: number, management: number): string => `listeners.tcp.1 = 127.0.0.1:${amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${management}
`;

const environment = (dir: string, epmd: number, distribution: number): readonly string[] => [
  `HOME=${dir}/home`,
  "RABBITMQ_NODENAME=drm@localhost",
  `RABBITMQ_CONFIG_FILE=${dir}/rabbitmq`,
  `RABBITMQ_MNESIA_BASE=${dir}/mnesia`,
  `RABBITMQ_LOG_BASE=${dir}/log`,
  `RABBITMQ_ENABLED_PLUGINS_FILE=${dir}/plugins`,
  `RABBITMQ_DIST_PORT=${distribution}`,
  "ERL_EPMD_ADDRESS=127.0.0.1",
  `ERL_EPMD_PORT=${epmd}`,
  // Its distribution port listens on every interface unless it is told.
  "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput -kernel inet_dist_use_interface {127,0,0,1}",
  // The script then becomes the Erlang machine instead of waiting for it: a signal reaches the right process.
  "RABBITMQ_ALLOW_INPUT=1",
];

const call = async (url: string, method: string, path: string, body: object): Promise<unknown> => {
  const response = await fetch(`${url}/api/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(AUTH).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
};

const publish = async (url: string, queue: string, messages: number): Promise<void> => {
  for (let left = messages; left > 0; left -= 1)
    await call(url, "POST", "exchanges/%2F/amq.default/publish", {
      ...{ properties: {}, routing_key: queue, payload: "message", payload_encoding: "string" },
    });
};

/** A broker of its own, with an epmd of its own. */
export const startRabbit = async (): Promise<Rabbit> => {
  const folder = openFolder("rabbit");
  const { dir } = folder;
  const [epmd, distribution, amqp, management] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  try {
    for (const name of ["home", "mnesia", "log"]) mkdirSync(join(dir, name));
    writeFileSync(join(dir, "rabbitmq.conf"), config(amqp, management));
    writeFileSync(join(dir, "plugins"), "[rabbitmq_management].\n");
    assert.ok(existsSync(EPMD));
    folder.ended(startDaemon(EPMD, ["-address", "127.0.0.1", "-port", String(epmd)], dir));
    const rabbit = folder.ended(startDaemon(ENV, [...environment(dir, epmd, distribution), RABBIT], dir));
    const url = `http://127.0.0.1:${management}`;
    await waitFor("RabbitMQ", 40_000, () => isUp(`${url}/`), rabbit.output);
    return {
      url,
      auth: AUTH,
      declare: async (queue) => {
        await call(url, "PUT", `queues/%2F/${encodeURIComponent(queue)}`, { durable: false });
      },
      publish: (queue, messages) => publish(url, queue, messages),
      take: async (queue, messages) => {
        await call(url, "POST", `queues/%2F/${encodeURIComponent(queue)}/get`, {
          ...{ count: messages, ackmode: "ack_requeue_false", encoding: "auto" },
        });
      },
      stop: folder.stop,
    };
  } catch (error) {
    await folder.stop();
    throw error;
  }
};
