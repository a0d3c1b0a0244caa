import type { AlertsDesk } from "./alerts-desk.ts";
import type { ArgSpecs, ArgValues } from "./args.ts";
import type { Audit } from "./audit.ts";
import type { CareDesk } from "./care-desk.ts";
import type { ChatUser } from "./chat.ts";
import type { Check } from "./checkup.ts";
import type { GraphDesk } from "./graph/desk.ts";
import type { Incident } from "./incident.ts";
import type { Reply } from "./message.ts";
import type { PagerDesk } from "./pager/desk.ts";
import type { Deed } from "./permissions.ts";
import type { Report } from "./report/types.ts";
import type { StatisticName, StatisticOf } from "./stats/statistic.ts";
import type { StatsQuery } from "./stats.ts";
import type { QueueReport } from "./store.ts";
import type { TimeRange, WeekStart } from "./time/range.ts";
import type { Viewer } from "./viewer.ts";

/** Where and how words were said. */
export interface SaidWhere {
  readonly place?: { readonly channel: string; readonly thread?: string | undefined } | undefined;
  /** Id of the stored action for commands that change something: the same on every try. */
  readonly actionId?: string | undefined;
  /** It may have been done before: a try that timed out, a crash. */
  readonly again?: boolean | undefined;
}

/** What a command may use. Everything is for one asker at one moment. */
export interface CommandContext {
  readonly nowMs: number;
  readonly asker: ChatUser;
  readonly weekStart: WeekStart;
  /** How people's names are shown in channels. */
  readonly names: "shown" | "initials" | "totals";
  stats<K extends StatisticName>(name: K, query: StatsQuery): Promise<StatisticOf[K]>;
  /** The asker, as one who looks at numbers of people. */
  viewer(): Promise<Viewer>;
  readonly care: CareDesk;
  /** Makes the report of a range now; absent where nobody made reports possible. */
  report?(range: TimeRange): Promise<Report>;
  readonly pager: PagerDesk;
  readonly graphs: GraphDesk;
  readonly said: SaidWhere;
  /** The problem whose card's thread this was said in. */
  here(): Promise<Incident | undefined>;
  readonly audit: Pick<Audit, "list">;
  /** Takes the asker's last ack or resolve back, or the one with that id. Answers what was done. */
  undo(id: string | undefined): Promise<Reply>;
  /** Everything the doctor looks at. `ping`: also asks sources for a test webhook. */
  checkup(ping: boolean): Promise<readonly Check[]>;
  /** A link for this one person, 12 h, that may act. */
  personalLink(graph: string, query: URLSearchParams): Promise<string>;
  /** Remembers which address the asker has at the pager. Answers the name found there. */
  link(email: string): Promise<{ readonly name: string; readonly email: string }>;
  readonly alerts: AlertsDesk;
  queue(): Promise<QueueReport>;
  /** Tries refused channels again. Answers how many messages were set free. */
  retryQueue(): Promise<number>;
  commands(): readonly Command<ArgSpecs>[];
}

/** One thing that people can say, in a channel, in a thread, after a mention or as a slash command. */
export interface Command<A extends ArgSpecs> {
  /** Words, canon: "oncall stats". */
  readonly name: string;
  /** Other words for the same. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly help: string;
  readonly examples: readonly string[];
  readonly args: A;
  /** More to say where this command alone is explained. */
  readonly notes?: readonly string[];
  /** Changes something: stored before it is acked, refused to outsiders. */
  readonly changes?: boolean;
  /** What is said is the asker's own business: the audit keeps nothing of it. */
  readonly discreet?: boolean;
  /** Changes nothing, and is refused to outsiders all the same: it shows the bot's inside. */
  readonly insiders?: boolean;
  /** What permission it takes, if it is one that can be withheld. */
  readonly deed?: Deed;
  /** Instead, where it takes others by what is asked: all of them are needed. */
  deeds?(args: ArgValues<A>): readonly Deed[];
  run(context: CommandContext, args: ArgValues<A>): Promise<Reply>;
}

/** Gives the types; changes nothing. */
export const defineCommand = <A extends ArgSpecs>(command: Command<A>): Command<A> => command;
