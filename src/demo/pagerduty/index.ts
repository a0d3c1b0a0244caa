import type { AddressInfo } from "node:net";
import type { Happening } from "./account/happening.ts";
import { seedHistory } from "./account/history.ts";
import { liveDesk } from "./account/notify.ts";
import { createAccount } from "./account/setup.ts";
import { type Control, createControl } from "./control.ts";
import { createLife } from "./life.ts";
import type { Account } from "./model.ts";
import { createRandom, type Random } from "./random.ts";
import { directoryRoutes } from "./rest/directory.ts";
import { createFaults, type Faults } from "./rest/faults.ts";
import { incidentChangeRoutes } from "./rest/incident-changes.ts";
import { incidentRoutes } from "./rest/incidents.ts";
import { logEntryRoutes } from "./rest/log-entries.ts";
import { oncallRoutes } from "./rest/oncalls.ts";
import type { Rest } from "./rest/route.ts";
import { type CallRecord, createServer } from "./rest/server.ts";
import { subscriptionRoutes } from "./rest/subscriptions.ts";
import { type Attempt, createDeliveries, type Deliveries, type Webhook } from "./webhooks/deliveries.ts";
import { showEvent, showPing } from "./webhooks/event.ts";

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
  /** False: resolved incidents stay resolved, an ack of one is refused with 1001. */
  readonly reopening?: boolean;
}

/** A PagerDuty account on this machine: REST API, webhooks, and a hand to move it. */
export interface PagerDuty extends Control {
  /** Base of the REST API, without a slash at the end. */
  readonly url: string;
  /** An account-level key. */
  readonly token: string;
  /** A key of Kim's: what `GET /users/me` needs. */
  readonly userToken: string;
  /** The secret to sign with when no webhook names its own. */
  readonly webhookSecret: string;
  readonly faults: Faults;
  /** Requests that came in, newest last, at most 2000. */
  readonly calls: readonly CallRecord[];
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
  startLife(everyMs?: number): void;
  stopLife(): void;
  /** One step of that life, now. */
  liveOnce(): void;
  /** Resolves when no webhook waits or is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const teller =
  (account: Account, random: Random, deliveries: Deliveries) =>
  (happening: Happening): void => {
    const eventId = random.id("01", 26);
    const event = showEvent(account, happening, eventId);
    deliveries.send(happening.incident.id, happening.type, eventId, event);
  };

/** Starts a seeded account; resolves when it listens. */
export const createPagerDuty = async (options: PagerDutyOptions): Promise<PagerDuty> => {
  const { clock, seed = 1, weeks = 8 } = options;
  const random = createRandom(seed);
  const token = random.id("y_", 20);
  const userToken = random.id("u+", 20);
  const webhookSecret = random.hex(64);
  const account = createAccount(random, clock());
  seedHistory(account, random, clock(), weeks);

  const deliveries = createDeliveries({
    clock,
    random,
    retryBaseMs: options.retryBaseMs ?? 1000,
    timeoutMs: options.webhookTimeoutMs ?? 5000,
  });
  const setWebhook = (url: string | undefined, secrets?: readonly string[]): void =>
    deliveries.setWebhook(url === undefined ? undefined : { url, secrets: secrets ?? [webhookSecret] });
  if (options.webhook !== undefined) setWebhook(options.webhook.url, options.webhook.secrets);

  const desk = liveDesk(account, random, teller(account, random, deliveries));
  const control = createControl(desk, clock);
  const life = createLife(control, random);
  const ping = (): void => {
    const eventId = random.id("01", 26);
    deliveries.send("ping", "pagey.ping", eventId, showPing(eventId, account.users[0]?.id ?? "", clock()));
  };

  const rest: Rest = { desk, clock, deliveries, reopening: options.reopening ?? true };
  const faults = createFaults();
  const calls: CallRecord[] = [];
  const state = { offline: false, perMinute: options.perMinute ?? 960 };
  const server = createServer({
    rest,
    routes: [
      ...incidentRoutes(rest),
      ...incidentChangeRoutes(rest),
      ...logEntryRoutes(rest),
      ...oncallRoutes(rest),
      ...directoryRoutes(rest),
      ...subscriptionRoutes(rest, ping),
    ],
    tokens: new Map([
      [token, undefined],
      [userToken, account.users.find((user) => user.name === "Kim Alvarez")],
    ]),
    faults,
    perMinute: () => state.perMinute,
    isOffline: () => state.offline,
    calls,
  });
  const host = options.host ?? "127.0.0.1";
  await server.listen({ host, port: options.port ?? 0 });
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  if (options.life === true) life.start();

  return {
    ...control,
    url: `http://${host}:${address.port}`,
    token,
    userToken,
    webhookSecret,
    faults,
    calls,
    webhookLog: deliveries.log,
    people: account.users,
    account,
    setWebhook,
    ping,
    offline: (on) => {
      state.offline = on;
      deliveries.setOffline(on);
    },
    setRateLimit: (perMinute) => {
      state.perMinute = perMinute;
    },
    startLife: life.start,
    stopLife: life.stop,
    liveOnce: life.step,
    idle: () => deliveries.idle(),
    close: async () => {
      life.stop();
      await deliveries.close();
      await server.close();
    },
  };
};
