import { randomUUID } from "node:crypto";
import type { Config } from "../config.ts";
import { doPress } from "../flows/act/press.ts";
import type { PressPorts } from "../flows/act/pressed.ts";
import type { DeskAsker, DeskFor } from "../flows/pager-desk/ports.ts";
import { createPagerDesk } from "../flows/pager-desk.ts";
import { noPager } from "./context.ts";
import { requireChat } from "./late.ts";
import type { Parts, Ports } from "./parts.ts";

/** Names of pagers as people know them. */
export const PAGER_NAMES: Readonly<Record<string, string>> = { pagerduty: "PagerDuty" };

type Shared = Pick<Parts, "store" | "abilities" | "policy" | "tellOurs" | "late" | "known">;

/** What presses of buttons need, also where words ask for the same. */
const pressPorts = (config: Config, { clock }: Pick<Ports, "clock">, shared: Shared): PressPorts => {
  const { store, abilities, tellOurs, late } = shared;
  return {
    ...{ store, tellOurs, clock, channel: config.opsChannel },
    ...{ acts: abilities.acts, claims: abilities.claims, pager: abilities.pager, upkeeps: abilities.upkeeps },
    nudge: (source) => late.nudge?.(source),
  };
};

/** The desk of the pager that is connected, for one asker. Throws Failure("config") while none is. */
export const deskOfPager = (config: Config, ports: Ports, shared: Shared): DeskFor => {
  const { store, abilities, policy, late, known } = shared;
  const { respondings, oncalls, directories, rotas } = abilities;
  const press = pressPorts(config, ports, shared);
  for (const [source, responding] of respondings) {
    const [oncall, directory, rota] = [oncalls.get(source), directories.get(source), rotas.get(source)];
    if (!oncall || !directory || !rota) continue;
    return createPagerDesk({
      ...{ source, name: PAGER_NAMES[source] ?? source, oncall, responding, directory, rota, known, store, policy },
      ...{ clock: ports.clock, log: ports.log, newId: () => randomUUID().slice(0, 8), nudge: press.nudge },
      chatUser: (id) => requireChat(late).user(id),
      handleHere: (incident, verb, asker) => handleHere(incident.id, verb, asker, press),
    });
  }
  return () => {
    throw noPager();
  };
};

/** As if the button of the card had been pressed. */
const handleHere = async (
  incidentId: string,
  verb: "ack" | "resolve",
  { user, said }: DeskAsker,
  ports: PressPorts,
): Promise<void> => {
  const id = `${said.actionId ?? randomUUID()}:${incidentId}`;
  const press = { id, verb, incidentId, userId: user.id, channel: said.place?.channel ?? "", ts: "" };
  await doPress(press, user, { id, atMs: ports.clock(), again: said.again === true }, ports);
};
