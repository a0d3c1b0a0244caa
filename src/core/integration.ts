import type { Alert } from "./alert.ts";
import type { Checkup } from "./checkup.ts";
import type { Duty, PlannedWork } from "./duty.ts";
import type { Fact, Person } from "./fact.ts";
import type { Incident } from "./incident.ts";
import type { Clock, Log } from "./log.ts";
import type { LogSource, Measure } from "./measure.ts";
import type { OnCallSource } from "./oncall.ts";
import type { Output } from "./output.ts";
import type { PagerDirectory, Responding, Rota } from "./responding.ts";

/** One setting, declared where it is used; `.env.example`, README and checks are made from it. */
export interface Setting {
  /** One sentence, lower case, no full stop. */
  readonly about: string;
  readonly secret?: boolean;
  readonly byDefault?: string;
  readonly example?: string;
  /** Closed list of values, if any. */
  readonly oneOf?: readonly string[];
  /** Only for asking the service, or for calling people through it: says nothing about whether its webhooks come here. */
  readonly asking?: true;
}

/** Settings by the name of their environment variable. */
export type SettingSpecs = Readonly<Record<string, Setting>>;

/** What the settings are set to, with defaults filled in; undefined when absent. */
export type SettingValues<S extends SettingSpecs> = { readonly [K in keyof S]: string | undefined };

/** An HTTP request as it came, raw bytes. Header names are lower case. */
export interface HookRequest {
  readonly method: string;
  /** Configured public URL + path, never from the Host header. */
  readonly url: string;
  /** Path segment after `/hooks/<name>/`, if any. */
  readonly pathToken?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  /** For checks of freshness; absent where nobody received it just now. */
  readonly receivedAtMs?: number | undefined;
}

/** A stored delivery on its way to `parse`. */
export interface Delivered {
  readonly deliveryId: string;
  /** As sent; `?as=<word>` of the address is kept in it as a parameter: "application/json; as=zabbix". */
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly receivedAtMs: number;
}

/** What a source told, before the wrapper adds its name. */
export type ParsedAlert = Omit<Alert, "source">;

/** The source speaks to us: its webhooks are verified at once, stored, and parsed later, perhaps twice. */
export interface Relay<S extends SettingSpecs> {
  /** Each key names one incident that never comes back under it (PagerDuty, OpsGenie), not a problem that may fire again. */
  readonly keyIsOneIncident?: true;
  /** How the sender delivers, when not by POST alone. */
  readonly methods?: readonly ("POST" | "PUT")[];
  /** Throws Failure("forbidden"/"unauthorized"/"usage") unless the sender proved itself. */
  verify(request: HookRequest, settings: SettingValues<S>): Promise<void>;
  /**
   * Pure and repeatable; [] for events that say nothing. Throws Failure("unreadable"). `settings` are for those that
   * read a body as they were told to, or link to a page of yours.
   */
  parse(delivered: Delivered, settings?: SettingValues<S>): readonly ParsedAlert[];
}

/** Who acts: their e-mail at the source. */
export interface Actor {
  readonly email: string;
  readonly name: string;
}

/** Acting at the source. Failures: conflict with a `tell` when already so; not_found; forbidden; upstream. */
export interface Act {
  ack(key: string, actor: Actor): Promise<void>;
  resolve(key: string, actor: Actor): Promise<void>;
}

/** What one poll brought. */
export interface Collected {
  /** The state of incidents at the source, as alerts would tell it. */
  readonly incidents: readonly SourceIncident[];
  readonly facts: readonly Fact[];
  readonly people: readonly Person[];
  /** Everybody on a schedule within a span, cut at its edges: it takes the place of what was known of that span. */
  readonly duties?: { readonly fromMs: number; readonly toMs: number; readonly duties: readonly Duty[] } | undefined;
  /** Planned work as the source knows it now; the same `ref` again takes the place of what was known. */
  readonly planned?: readonly PlannedWork[] | undefined;
  /** Everything of the window before this moment is handed over: a run that ends early may go on from here. */
  readonly doneUntilMs?: number | undefined;
}

/** An incident as the source's API shows it at `readAtMs`. */
export interface SourceIncident extends Omit<Incident, "version" | "history" | "last" | "firings" | "id" | "state"> {
  readonly state: "firing" | "acked" | "resolved";
  readonly readAtMs: number;
  /** When the state last changed at the source, and who changed it, by name. */
  readonly changedAtMs: number;
  readonly changedBy?: string | undefined;
}

/** How a source is polled where that is its own affair; the rest is as it is for all. */
export interface CollectPace {
  readonly everyMs?: number | undefined;
  /** How much of what was read each poll reads again: entries may appear late. */
  readonly overlapMs?: number | undefined;
  /** How far back the first run reads. */
  readonly firstMs?: number | undefined;
}

/** Half-open window [fromMs, toMs) of event times; pages are handed over as they come. */
export interface Collect {
  readonly pace?: CollectPace | undefined;
  collect(window: { readonly fromMs: number; readonly toMs: number }): AsyncIterable<Collected>;
}

/** Calling whoever is on call, with what a card says. Failures: rejected, credentials, rate_limited, upstream. */
export interface Pager {
  /** As people know it: "PagerDuty". */
  readonly name: string;
  /** Calls, and answers how the pager knows it; the same incident twice is one call there. */
  page(incident: Incident, actor: { readonly name: string }): Promise<{ readonly ref: string }>;
  /** The problem ended: so does the call. */
  resolve(ref: string): Promise<void>;
}

/** Planned work, as the source knows it. */
export interface Window {
  readonly ref: string;
  /** Names of services. */
  readonly services: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly by?: string | undefined;
  readonly because: string;
}

/** Maintenance windows at the source. */
export interface Maintenance {
  /** Those under way and those to come. */
  windows(): Promise<readonly Window[]>;
  /** undefined: no service there has that name. */
  create(
    window: { readonly service: string; readonly fromMs: number; readonly toMs: number; readonly because: string },
    actor: Actor,
  ): Promise<Window | undefined>;
  end(ref: string, actor: Actor): Promise<void>;
}

/** Something at the source that is out of order and that we can see: a webhook that was switched off. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  /** Label of the button that mends it, when it can be mended from here. */
  readonly mend?: string | undefined;
}

/** Looking after what the source needs to reach us. */
export interface Upkeep {
  faults(): Promise<readonly Fault[]>;
  mend(id: string, actor: Actor): Promise<void>;
}

/** What a source's API can do for us; a capability is present or absent. */
export interface Capabilities {
  readonly collect?: Collect;
  readonly act?: Act;
  readonly oncall?: OnCallSource;
  readonly pager?: Pager;
  readonly maintenance?: Maintenance;
  readonly upkeep?: Upkeep;
  readonly responding?: Responding;
  readonly directory?: PagerDirectory;
  readonly rota?: Rota;
  readonly checkup?: Checkup;
  readonly measure?: Measure;
  readonly logs?: LogSource;
  readonly output?: Output;
}

/** What a capability gets from outside; `signal` is aborted when the process ends. */
export interface Connection {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Where senders reach us, when it is configured: without a slash or a path of ours at the end. */
  readonly publicUrl?: string | undefined;
}

/** One service: its settings, and what it can do with them. */
export interface Integration<S extends SettingSpecs = SettingSpecs> {
  readonly name: string;
  /** The vendor's page. */
  readonly docs: string;
  readonly settings: S;
  readonly relay?: Relay<S>;
  /** Settings that contradict each other or miss a partner, each as a sentence with what to do. */
  check?(settings: SettingValues<S>): readonly string[];
  /** Capabilities that need the service's API; undefined while its settings are absent. */
  connect?(settings: SettingValues<S>, connection: Connection): Capabilities | undefined;
}

/** Gives the types; changes nothing. */
export const defineIntegration = <S extends SettingSpecs>(integration: Integration<S>): Integration<S> => integration;
