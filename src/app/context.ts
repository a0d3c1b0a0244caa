import { randomUUID } from "node:crypto";
import { commands } from "../commands/index.ts";
import type { Config } from "../config.ts";
import type { ChatUser } from "../core/chat.ts";
import type { CommandContext, SaidWhere } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { Incident } from "../core/incident.ts";
import type { OnCallSource } from "../core/oncall.ts";
import { explainRoute } from "../core/route.ts";
import { runbookFor } from "../core/runbook.ts";
import type { Store } from "../core/store.ts";
import { createAlertsDesk } from "../flows/alerts-desk.ts";
import type { GraphDeskFor } from "../flows/graph-desk/ports.ts";
import { linkPerson } from "../flows/link-person.ts";
import { createUndo } from "../flows/undo.ts";
import { LIST_PATH } from "../web/index.ts";
import type { Abilities } from "./abilities.ts";
import { careDeskOf, viewerOf } from "./care.ts";
import type { Late } from "./late.ts";
import type { Parts, Ports } from "./parts.ts";
import { reportNow } from "./reports.ts";

type Shared = Pick<Parts, "store" | "links" | "abilities" | "policy" | "tellOurs" | "late" | "deskFor"> & {
  readonly graphsFor: GraphDeskFor;
};

/** What is said where a pager is needed and none is connected. */
export const noPager = (): Failure =>
  new Failure("config", "no pager is connected", {
    tell: "No pager is connected. Whoever runs me has to set PAGERDUTY_TOKEN.",
  });

/** Who knows who is on call. Throws Failure("config") while no pager is connected. */
const requireOncall = ({ oncalls }: Abilities): OnCallSource => {
  const [source] = oncalls.values();
  if (source) return source;
  throw noPager();
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

/** The problem whose card's thread the words were said in, looked up once. */
const hereOf = ({ place }: SaidWhere, store: Pick<Store, "incident" | "incidentAt">, late: Late) => {
  let found: Promise<Incident | undefined> | undefined;
  const look = async (): Promise<Incident | undefined> => {
    if (place?.thread === undefined) return undefined;
    // Posts are kept under the channel as it is configured, often by its name.
    const isThere = async (configured: string) => (await late.chat?.channelId(configured)) === place.channel;
    const id = await store.incidentAt(place.channel, place.thread, isThere);
    return id === undefined ? undefined : store.incident(id);
  };
  return () => {
    found ??= look();
    return found;
  };
};

/** Everything about an asker that commands may use, made fresh for each. */
export const contextMaker = (config: Config, ports: Ports, shared: Shared) => {
  const { store, links, abilities, late, deskFor, graphsFor } = shared;
  const desk = deskOf(config, ports, shared);
  const careDesk = careDeskOf(shared, ports);
  const undo = createUndo({ ...shared, clock: ports.clock, nudge: (source) => late.nudge?.(source) });
  return (asker: ChatUser, said: SaidWhere = {}): CommandContext => {
    const here = hereOf(said, store, late);
    return {
      nowMs: ports.clock(),
      asker,
      weekStart: config.weekStart,
      names: config.names,
      said,
      here,
      stats: (name, query) => store.stats(name, query),
      viewer: () => viewerOf(asker, shared),
      care: careDesk(asker),
      report: reportNow(shared),
      get graphs() {
        return graphsFor(asker, said, here);
      },
      get pager() {
        return deskFor({ user: asker, said, here });
      },
      personalLink: async (graph, query) => links.personal(`/g/${graph}`, query, asker.id),
      link: (email) =>
        linkPerson(email, asker, { oncall: requireOncall(abilities), store, chat: late.chat, log: ports.log }),
      alerts: desk(asker),
      audit: store.audit,
      undo: (id) => undo(asker, id, said),
      checkup: async (ping) => {
        if (late.doctor) return late.doctor(ping);
        throw new Failure("config", "no doctor here", { tell: "Run npm run -s doctor at the terminal." });
      },
      queue: () => store.outbox.report(),
      retryQueue: () => store.outbox.retry(),
      commands: () => commands,
    };
  };
};
