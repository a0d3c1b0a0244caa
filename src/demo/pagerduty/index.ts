import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { applyDue } from "./account/due.ts";
import { seedHistory } from "./account/history.ts";
import { liveDesk } from "./account/notify.ts";
import { createAccount } from "./account/setup.ts";
import { type Control, createControl } from "./control.ts";
import { createEventsServer, routingKeyOf } from "./events/server.ts";
import { createLife } from "./life.ts";
import type { Account } from "./model.ts";
import { named } from "./named.ts";
import { createRandom } from "./random.ts";
import { createFaults, type Faults } from "./rest/faults.ts";
import type { Rest } from "./rest/route.ts";
import { routesOf } from "./rest/routes.ts";
import { type ApiKey, type CallRecord, createServer, type ServerOptions } from "./rest/server.ts";
import { createSwitches, type Switches } from "./switches.ts";
import { type Attempt, createDeliveries, type Webhook } from "./webhooks/deliveries.ts";
import { showEvent, showPing } from "./webhooks/event.ts";

/** How the account behaves; every rule of PagerDuty that tests need faster or otherwise can be turned. */
export interface PagerDutyOptions {
  /** Epoch milliseconds now. */
  readonly clock: () => number;
  /** The same seed and time give the same account; 1 by default. */
  readonly seed?: number;
  /** Of history; 8 by default. */
  readonly weeks?: number;
  /** Loopback by default; port 0: any free one. */
  readonly host?: string;
  readonly port?: number;
  readonly webhook?: Webhook;
  /** Start the life that goes on; off by default. */
  readonly life?: boolean;
  /** Wait before the second attempt of a webhook, milliseconds; doubles each time. */
  readonly retryBaseMs?: number;
  /** How long a webhook may take to be answered; 5 s by default, as PagerDuty has it. */
  readonly webhookTimeoutMs?: number;
  /** Requests a minute for each key; 960 by default. */
  readonly perMinute?: number;
  /** Events a minute for each integration key; 120 by default. */
  readonly eventsPerMinute?: number;
  /** False: resolved incidents stay resolved, an ack of one is refused with 1001. */
  readonly reopening?: boolean;
}

/** A PagerDuty account on this machine: REST API, Events API, webhooks, and a hand to move it. */
export interface PagerDuty extends Control, Switches {
  /** Base of the REST API, without a slash at the end. */
  readonly url: string;
  /** Base of the Events API, without a slash at the end. */
  readonly eventsUrl: string;
  /** The Events API's key of the account's first service. */
  readonly routingKey: string;
  /** The same for any service, by name or id. Throws Refusal when there is none. */
  routingKeyOf(service: string): string;
  /** An account-level key. */
  readonly token: string;
  /** A key of Kim's: what `GET /users/me` needs. */
  readonly userToken: string;
  /** An account-level key that is refused whatever is no GET. */
  readonly readOnlyToken: string;
  /** The secret to sign with when no webhook names its own. */
  readonly webhookSecret: string;
  readonly faults: Faults;
  /** Troubles of the Events API. */
  readonly eventFaults: Faults;
  /** Requests that came in, newest last, at most 2000. */
  readonly calls: readonly CallRecord[];
  /** What the REST API has: "GET /incidents/:id". */
  readonly endpoints: readonly string[];
  /** Attempts to deliver webhooks, newest last, at most 5000. */
  readonly webhookLog: readonly Attempt[];
  readonly people: Account["users"];
  readonly account: Account;
  /** No secrets: signed with `webhookSecret`. Undefined url: no webhook. */
  setWebhook(url: string | undefined, secrets?: readonly string[]): void;
  /** Sends the test event. */
  ping(): void;
  /** True: connections break and webhooks wait. */
  offline(on: boolean): void;
  setRateLimit(perMinute: number): void;
  /** Every REST answer comes so much later; 0: at once again. */
  slow(latencyMs: number): void;
  /** Does what time alone brings: snoozes that are over. Happens by itself each second and before each request. */
  tick(): void;
  startLife(everyMs?: number): void;
  stopLife(): void;
  /** One step of that life, now. */
  liveOnce(): void;
  /** Resolves when no webhook waits or is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** The account with everything that moves it, before anything listens. */
const createParts = (options: PagerDutyOptions) => {
  const { clock, seed = 1, weeks = 8 } = options;
  const random = createRandom(seed);
  const token = random.id("y_", 20);
  const userToken = random.id("u+", 20);
  const readOnlyToken = createRandom(seed + 7919).id("r-", 20);
  const webhookSecret = random.hex(64);
  const account = createAccount(random, clock());
  seedHistory(account, random, clock(), weeks);
  const deliveries = createDeliveries({
    clock,
    random,
    retryBaseMs: options.retryBaseMs ?? 1000,
    timeoutMs: options.webhookTimeoutMs ?? 5000,
  });
  const desk = liveDesk(account, random, (happening) => {
    const eventId = random.id("01", 26);
    deliveries.send(happening.incident.id, happening.type, eventId, showEvent(account, happening, eventId));
  });
  const ping = (): void => {
    const eventId = random.id("01", 26);
    deliveries.send("ping", "pagey.ping", eventId, showPing(eventId, account.users[0]?.id ?? "", clock()));
  };
  const control = createControl(desk, clock);
  const life = createLife(control, random);
  const switches = createSwitches(account, random);
  const tick = (): void => applyDue(desk, clock());
  const keys = { token, userToken, readOnlyToken, webhookSecret };
  return { clock, keys, account, deliveries, desk, ping, control, switches, life, tick };
};

type Parts = ReturnType<typeof createParts>;
type State = Pick<ServerOptions, "faults" | "calls"> & {
  readonly endpoints: string[];
  readonly eventFaults: Faults;
  offline: boolean;
  perMinute: number;
  latencyMs: number;
};

const serve = (parts: Parts, state: State, reopening: boolean): FastifyInstance => {
  const { desk, clock, deliveries, account, keys } = parts;
  const rest: Rest = { desk, clock, deliveries, reopening };
  const kim = account.users.find((user) => user.name === "Kim Alvarez");
  const tokens = new Map<string, ApiKey>([
    [keys.token, {}],
    [keys.userToken, kim === undefined ? {} : { user: kim }],
    [keys.readOnlyToken, { readOnly: true }],
  ]);
  const routes = routesOf(rest, parts.ping);
  state.endpoints.push(...routes.map(({ method, path }) => `${method} ${path}`));
  return createServer({
    ...{ rest, tokens, routes, faults: state.faults, calls: state.calls },
    perMinute: () => state.perMinute,
    isOffline: () => state.offline,
    latencyMs: () => state.latencyMs,
    applyDue: parts.tick,
  });
};

const listen = async (server: FastifyInstance, host: string, port: number): Promise<string> => {
  await server.listen({ host, port });
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://${host}:${address.port}`;
};

/** REST and events, each on a port of its own, and the clock's own work. */
const listenAll = async (parts: Parts, state: State, options: PagerDutyOptions) => {
  const host = options.host ?? "127.0.0.1";
  const rest = serve(parts, state, options.reopening ?? true);
  const events = createEventsServer({
    desk: parts.desk,
    clock: parts.clock,
    faults: state.eventFaults,
    perMinute: () => options.eventsPerMinute ?? 120,
    isOffline: () => state.offline,
  });
  const ticking = setInterval(parts.tick, 1000).unref();
  return {
    urls: { url: await listen(rest, host, options.port ?? 0), eventsUrl: await listen(events, host, 0) },
    close: async () => {
      clearInterval(ticking);
      await Promise.all([rest.close(), events.close()]);
    },
  };
};

const routingKeys = ({ services }: Account): Pick<PagerDuty, "routingKey" | "routingKeyOf"> => {
  const keyOf = (name: string): string => routingKeyOf(named(services, name));
  return { routingKey: keyOf(services[0]?.id ?? ""), routingKeyOf: keyOf };
};

/** What turns the servers rather than the account. */
const turns = (parts: Parts, state: State) => ({
  offline: (on: boolean): void => {
    state.offline = on;
    parts.deliveries.setOffline(on);
  },
  setRateLimit: (perMinute: number): void => {
    state.perMinute = perMinute;
  },
  slow: (latencyMs: number): void => {
    state.latencyMs = latencyMs;
  },
  setWebhook: (url: string | undefined, secrets: readonly string[] = [parts.keys.webhookSecret]): void =>
    parts.deliveries.setWebhook(url === undefined ? undefined : { url, secrets }),
});

/** Starts a seeded account; resolves when it listens. */
export const createPagerDuty = async (options: PagerDutyOptions): Promise<PagerDuty> => {
  const parts = createParts(options);
  const { account, deliveries, life } = parts;
  const state: State = {
    ...{ faults: createFaults(), eventFaults: createFaults(), calls: [], endpoints: [], offline: false },
    perMinute: options.perMinute ?? 960,
    latencyMs: 0,
  };
  const turned = turns(parts, state);
  if (options.webhook !== undefined) turned.setWebhook(options.webhook.url, options.webhook.secrets);
  const servers = await listenAll(parts, state, options);
  if (options.life === true) life.start();
  return {
    ...{ ...parts.control, ...parts.switches, ...turned },
    ...{ ...servers.urls, ...routingKeys(account), ...parts.keys },
    ...{
      faults: state.faults,
      eventFaults: state.eventFaults,
      calls: state.calls,
      endpoints: state.endpoints,
      webhookLog: deliveries.log,
    },
    ...{ people: account.users, account, ping: parts.ping, tick: parts.tick },
    ...{ startLife: life.start, stopLife: life.stop, liveOnce: life.step },
    idle: () => deliveries.idle(),
    close: async () => {
      life.stop();
      await deliveries.close();
      await servers.close();
    },
  };
};
