import type { Json } from "../json.ts";
import type { State } from "../state.ts";
import type { Triggers } from "../triggers.ts";
import type { Arguments } from "./arguments.ts";

/** What the methods may use. */
export interface Services {
  readonly state: State;
  readonly triggers: Triggers;
  /** A new single-use address for a WebSocket. */
  openTicket(): string;
}

/** One method: arguments -> answer without `ok`. Throws Refusal. */
export type Method = (services: Services, args: Arguments) => Json | Promise<Json>;
