import { randomUUID } from "node:crypto";
import { commands } from "../commands/index.ts";
import type { Config } from "../config.ts";
import type { ChatUser } from "../core/chat.ts";
import type { CommandContext } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { OnCallSource } from "../core/oncall.ts";
import { explainRoute } from "../core/route.ts";
import { runbookFor } from "../core/runbook.ts";
import { createAlertsDesk } from "../flows/alerts-desk.ts";
import { LIST_PATH } from "../web/index.ts";
import type { Abilities } from "./abilities.ts";
import type { Parts, Ports } from "./parts.ts";

type Shared = Pick<Parts, "store" | "links" | "abilities" | "policy" | "tellOurs">;

/** Who knows who is on call. Throws Failure("config") while no pager is connected. */
export const requireOncall = ({ oncalls }: Abilities): OnCallSource => {
  const [source] = oncalls.values();
  if (source) return source;
  throw new Failure("config", "no pager is connected", {
    tell: "No pager is connected. Whoever runs me has to set PAGERDUTY_TOKEN.",
  });
};

const deskOf = (config: Config, { clock, log }: Ports, shared: Shared) => {
  const { store, links, abilities, policy, tellOurs } = shared;
  const pagers = new Map(
    [...abilities.maintenances].map(([name, maintenance]) => [
      name,
      { maintenance, oncall: abilities.oncalls.get(name) },
    ]),
  );
  return createAlertsDesk({
    ...{ store, pagers, tellOurs, channel: config.opsChannel, newId: () => randomUUID().slice(0, 6), log, clock },
    explainRoute: (facts) => explainRoute(policy(), facts, clock()),
    runbookFor: (facts) => runbookFor(policy(), facts),
    liveUrl: () => links.shared(LIST_PATH, new URLSearchParams()),
    personalLiveUrl: (user) => links.personal(LIST_PATH, new URLSearchParams(), user),
  });
};

/** Everything about an asker that commands may use, made fresh for each. */
export const contextMaker = (config: Config, ports: Ports, shared: Shared) => {
  const { store, links, abilities } = shared;
  const desk = deskOf(config, ports, shared);
  return (asker: ChatUser): CommandContext => ({
    nowMs: ports.clock(),
    asker,
    weekStart: config.weekStart,
    names: config.names,
    stats: (query) => store.stats(query),
    oncall: async () => requireOncall(abilities).now(),
    personalLink: async (graph, query) => links.personal(`/g/${graph}`, query, asker.id),
    async link(email) {
      const person = await requireOncall(abilities).personByEmail(email);
      if (!person)
        throw new Failure("not_found", "no such person at the pager", {
          tell: `PagerDuty knows nobody with the address ${email}. Look it up under My Profile there.`,
        });
      await store.linkEmail(asker.id, person.email);
      return person;
    },
    alerts: desk(asker),
    queue: () => store.outbox.report(),
    retryQueue: () => store.outbox.retry(),
    commands: () => commands,
  });
};
