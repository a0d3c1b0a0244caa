import type { Account, Role } from "./model.ts";
import { byEmail, named } from "./named.ts";
import type { Random } from "./random.ts";
import type { Restriction, Schedule } from "./rota.ts";

/** What tests and the demo turn in the account itself; names or ids, e-mails for people. All throw Refusal for unknown ones. */
export interface Switches {
  /** From then on a request in their name is refused unless the role may act. */
  setRole(email: string, role: Role): void;
  /** Takes an ability away or gives it back: "coordinated_responding". */
  setAbility(name: string, on: boolean): void;
  /** A disabled service opens no incidents. */
  setService(service: string, change: { readonly disabled: boolean }): void;
  /** Nobody is on call by any layer of the schedule in [fromMs, toMs): its layers end and begin again. Overrides stay. */
  gap(schedule: string, fromMs: number, toMs: number): void;
  /** Every layer of the schedule has hours only then; none: all hours again. */
  restrict(schedule: string, restrictions: readonly Restriction[]): void;
}

const withGap = (layers: Schedule["layers"], random: Random, fromMs: number, toMs: number): Schedule["layers"] =>
  layers.flatMap((layer) => {
    const endMs = layer.endMs ?? Number.MAX_SAFE_INTEGER;
    if (layer.startMs >= toMs || endMs <= fromMs) return [layer];
    return [
      ...(layer.startMs < fromMs ? [{ ...layer, endMs: fromMs }] : []),
      ...(endMs > toMs ? [{ ...layer, id: random.id("P", 7), startMs: toMs }] : []),
    ];
  });

/** The switches of an account. */
export const createSwitches = (account: Account, random: Random): Switches => ({
  setRole: (email, role) => {
    byEmail(account.users, email).role = role;
  },
  setAbility: (name, on) => {
    if (on) account.abilities.add(name);
    else account.abilities.delete(name);
  },
  setService: (service, { disabled }) => {
    named(account.services, service).disabled = disabled;
  },
  gap: (name, fromMs, toMs) => {
    const schedule = named(account.schedules, name);
    schedule.layers = withGap(schedule.layers, random, fromMs, toMs);
  },
  restrict: (name, restrictions) => {
    const schedule = named(account.schedules, name);
    schedule.layers = schedule.layers.map((layer) => ({ ...layer, restrictions }));
  },
});
