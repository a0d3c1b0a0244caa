import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import oncallAudit from "../../src/commands/oncall-audit.ts";
import oncallUndo from "../../src/commands/oncall-undo.ts";
import { type ArgSpecs, words } from "../../src/core/args.ts";
import type { ChatUser } from "../../src/core/chat.ts";
import { type Command, type CommandContext, defineCommand, type SaidWhere } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Inbound, Press } from "../../src/core/inbound.ts";
import type { Act, Actor } from "../../src/core/integration.ts";
import type { Message, Reply } from "../../src/core/message.ts";
import type { Policy } from "../../src/core/policy.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { PagerIncident, Responding } from "../../src/core/responding.ts";
import type { Store } from "../../src/core/store.ts";
import { type ActPorts, actionId, createActor, storeAction } from "../../src/flows/act.ts";
import { type AnswerPorts, answer, changesSomething } from "../../src/flows/answer.ts";
import type { Loop } from "../../src/flows/loop.ts";
import { createUndo } from "../../src/flows/undo.ts";
import { openStore } from "../../src/store/index.ts";
import { alert, leaseOf, outcome, toOps } from "../store/made.ts";

/** What nobody should ask for here. */
const never = (what: string) => (): never => {
  throw new Error(`${what} was not to be asked for`);
};

export const USERS: Readonly<Record<string, string>> = {
  U0ANA: "Ana",
  U0BEN01: "Ben",
  U0LEAD: "Chitra",
  U0GUEST: "Guest",
};
const CHANNELS: Readonly<Record<string, string>> = { ops: "C0OPS", dba: "C0DBA" };

const userOf = async (id: string): Promise<ChatUser> => {
  const name = USERS[id];
  if (name === undefined) throw new Failure("not_found", `no ${id}`);
  return { id, name, email: `${name.toLowerCase()}@example.org`, tz: "UTC", outsider: id === "U0GUEST" };
};

/** Everything that a test turns or looks at. */
export interface Kit {
  readonly store: Store;
  policy: Policy;
  /** Members by group id; a group that is missing cannot be read. */
  readonly groups: Map<string, readonly string[]>;
  now: number;
  /** What only one person saw, and what everybody did. */
  readonly told: { readonly who: string; readonly reply: Reply }[];
  readonly said: Reply[];
  /** What was done at the source, in whose name. */
  readonly acted: string[];
  /** Runs before each act at the source. */
  act: () => Promise<void>;
  setStatus: Responding["setStatus"];
  /** How incidents stand at the source, where not as they were last set from here. */
  readonly there: Map<string, Partial<PagerIncident>>;
  readonly tellings: object[];
  readonly notes: string[];
  /** Runs before something is said where everybody sees it. */
  saying: () => Promise<void>;
  /** What `oncall note` does. */
  note: (text: string) => Promise<Reply>;
  readonly contexts: SaidWhere[];
  /** Says words as they come from Slack; resolves when they are answered. */
  say(text: string, userId?: string, more?: Partial<Pick<Inbound, "id" | "channel" | "thread" | "how">>): Promise<void>;
  /** Presses a button; resolves when the press is ended. Answers its state. */
  press(press: Partial<Press>): Promise<string>;
  /** An incident of PagerDuty, "pagerduty:<key>". */
  open(key: string, source?: string): Promise<void>;
  /** Another process that acts. */
  actor(): Loop;
  readonly loops: Loop[];
  last(): Reply | undefined;
}

const noteCommand = (kit: Kit): Command<ArgSpecs> =>
  defineCommand({
    name: "oncall note",
    help: "Notes.",
    examples: ["oncall note x"],
    args: { text: words("<text>") },
    changes: true,
    deed: "act",
    run: (_context, { text = "" }) => kit.note(text),
  });

const lookCommand = defineCommand({
  name: "oncall look",
  help: "Looks.",
  examples: ["oncall look"],
  args: {},
  run: async () => ({ title: "Seen" }),
});

const bulkCommand = defineCommand({
  name: "oncall sweep",
  help: "Sweeps.",
  examples: ["oncall sweep"],
  args: { what: words("[all]") },
  changes: true,
  deeds: ({ what }) => (what === "all" ? ["act", "bulk"] : ["act"]),
  run: async () => ({ title: "Swept" }),
});

let ids = 0;

/** Answering and acting over a real store, with a chat and a source that only remember. */
export const openPermits = async (t: TestContext): Promise<Kit> => {
  const dir = mkdtempSync(join(tmpdir(), "drm-permits-"));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const clock = (): number => kit.now;
  const store = await openStore({ file: join(dir, "drm.db"), clock: Date.now, log });
  const loops: Loop[] = [];
  t.after(async () => {
    for (const loop of loops) await loop.stop();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const wake = (): void => {
    for (const loop of loops) loop.wake();
  };
  const kit: Kit = {
    store,
    policy: defaultPolicy("ops"),
    groups: new Map([["S0ONCALL", ["U0ANA"]]]),
    now: Date.now(),
    told: [],
    said: [],
    acted: [],
    act: async () => {},
    setStatus: async (keys, status, { email }) => {
      kit.acted.push(`${status} ${keys.join(",")} ${email}`);
      return [];
    },
    there: new Map(),
    tellings: [],
    notes: [],
    saying: async () => {},
    note: async (text) => {
      kit.notes.push(text);
      return { title: "Noted" };
    },
    contexts: [],
    async say(text, userId = "U0ANA", more = {}) {
      ids += 1;
      kit.now += 1;
      const { id = `event:${ids}`, channel = "C0OPS", thread, how = "mention" } = more;
      const to = answerer(kit, userId, channel, thread, how);
      if (!changesSomething(text, commands)) return answer(text, userId, to, answerPorts);
      await storeAction(store, id, { kind: "words", text, userId, channel, thread, how }, kit.now);
      wake();
      await ended(kit, id);
    },
    async press(press) {
      ids += 1;
      kit.now += 1;
      const id = press.id ?? `press:${ids}`;
      const about = { incidentId: "pagerduty:Q1", userId: "U0ANA", channel: "C0OPS", ts: "1.1" };
      await storeAction(store, id, { kind: "press", verb: "ack", ...about, ...press, id }, kit.now);
      wake();
      return ended(kit, id);
    },
    async open(key, source = "pagerduty") {
      const lease = await leaseOf(store, "relay");
      const one = alert({ key, source, title: `Disk ${key}`, labels: { number: "12" } });
      await store.relay(lease, [{ ...outcome(`d:${source}:${key}`, one), source }], toOps);
    },
    loops,
    actor() {
      const loop = createActor(actPorts(kit, store, answerPorts, log));
      loops.push(loop);
      loop.start();
      return loop;
    },
    last: () => kit.told.at(-1)?.reply,
  };
  const commands = [noteCommand(kit), lookCommand, bulkCommand, oncallUndo, oncallAudit];
  const undo = createUndo({
    store,
    abilities: {
      respondings: new Map([
        [
          "pagerduty",
          {
            setStatus: (...all) => kit.setStatus(...all),
            read: async (key) => incidentThere(kit, key),
            list: async () => ({
              incidents: [...kit.there.keys()].map((key) => incidentThere(kit, key)),
              complete: true,
            }),
          },
        ],
      ]),
      oncalls: new Map([
        ["pagerduty", { personByEmail: async (email) => ({ id: `P${email.split("@")[0]}`, name: email, email }) }],
      ]),
    },
    tellOurs: async (ours) => void kit.tellings.push(ours),
    nudge: () => {},
    clock,
  });
  const answerPorts: AnswerPorts = {
    store,
    chat: { ...chatOf(kit), upload: never("a picture") },
    commands,
    contextFor: (asker, said) => {
      kit.contexts.push(said);
      const context: Partial<CommandContext> = {
        ...{ nowMs: kit.now, asker, weekStart: 1, names: "shown", said, audit: store.audit },
        undo: (id) => undo(asker, id, said),
      };
      return context as CommandContext;
    },
    policy: () => kit.policy,
    snapshot: never("a snapshot"),
    kept: never("a kept picture"),
    links: () => [],
    weekStart: 1,
    log,
    clock,
    tally: { count: () => {}, time: () => {} },
  };
  kit.actor();
  return kit;
};

const chatOf = (kit: Kit): AnswerPorts["chat"] => ({
  user: userOf,
  upload: never("a picture"),
  channelId: async (name) => CHANNELS[name] ?? name,
  groupId: async (group) => {
    if (group === "@gone") throw new Failure("not_found", "no such group");
    return group.startsWith("@") ? `S0${group.slice(1).toUpperCase()}` : group;
  },
  groupMembers: async (group) => {
    const members = kit.groups.get(group);
    if (members) return members;
    throw new Failure("upstream", "Slack does not answer");
  },
});

const STATUS = { ack: "acknowledged", triggered: "triggered" } as const;

/** As it was last set from here, unless the test says otherwise. */
const incidentThere = ({ acted, there }: Kit, id: string): PagerIncident => {
  const last = acted.findLast((one) => one.split(" ")[1]?.split(",").includes(id))?.split(" ")[0];
  const status = last === "ack" || last === "triggered" ? STATUS[last] : "resolved";
  const people = { assigned: [], ackedBy: [], teams: [] };
  return { id, number: "1", title: id, status, urgency: "high", openedAtMs: 0, ...people, ...there.get(id) };
};

const actsOf = (kit: Kit): Act => {
  const act =
    (verb: string) =>
    async (key: string, { email }: Actor) => {
      await kit.act();
      kit.acted.push(`${verb} ${key} ${email}`);
    };
  return { ack: act("ack"), resolve: act("resolve") };
};

const actPorts = (kit: Kit, store: Store, answerPorts: AnswerPorts, log: ActPorts["log"]): ActPorts => ({
  ...{ store, log, channel: "ops", holder: `test ${Math.random()}`, upkeeps: new Map(), nudge: () => {} },
  chat: {
    ...chatOf(kit),
    whisper: async (_to, who, message) => hear(kit, who, message),
  },
  policy: () => kit.policy,
  acts: new Map([
    ["pagerduty", actsOf(kit)],
    ["opsgenie", actsOf(kit)],
  ]),
  respondings: new Map([["pagerduty", {}]]),
  claims: (source) => source === "nagios",
  tellOurs: async (ours) => void kit.tellings.push(ours),
  clock: () => kit.now,
  tally: { count: () => {}, time: () => {} },
  words: ({ text, userId, channel, thread, how = "mention" }, id, again, tooLate) =>
    answer(
      text,
      userId,
      answerer(kit, userId, channel, thread, how),
      { ...answerPorts, store },
      { actionId: id, again, tooLate },
    ),
});

const hear = (kit: Kit, who: string, message: Message): void => {
  if (message.kind === "reply") kit.told.push({ who, reply: message.reply });
};

const answerer = (kit: Kit, who: string, channel: string, thread: string | undefined, how: Inbound["how"]) => ({
  ...{ channel, thread, how },
  working: async () => {},
  whisper: async (message: Message) => hear(kit, who, message),
  say: async (message: Message) => {
    await kit.saying();
    if (message.kind === "reply") kit.said.push(message.reply);
    return undefined;
  },
});

/** Waits until a stored action is ended, and whatever is told after it. */
const ended = async ({ store }: Kit, id: string): Promise<string> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const stored = await store.inbox.read(actionId(id));
    if (stored && stored.state !== "new") {
      await new Promise((resolve) => setTimeout(resolve, 15));
      return stored.state;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${id} never ended`);
};

/** A reply as text, buttons included. */
export const shown = (reply: Reply | undefined): string =>
  [
    reply?.title,
    ...(reply?.lines ?? []),
    ...(reply?.items ?? []).flatMap(({ mark, title, lines, buttons = [] }) => [
      `${mark} ${title}`,
      ...lines,
      ...buttons.map(({ label, say }) => `[${label}: ${say}]`),
    ]),
    ...(reply?.buttons ?? []).map(({ label, say }) => `[${label}: ${say}]`),
    ...(reply?.footer ?? []),
  ].join("\n");
