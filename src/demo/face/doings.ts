import { toFailure } from "../../core/failure.ts";
import { TITLES } from "../pagerduty/account/titles.ts";
import type { PagerDuty } from "../pagerduty/index.ts";
import type { Ack, Value, Workspace } from "../slack/index.ts";
import { isJson, type Json, list, text } from "../slack/json.ts";
import type { Story } from "../story/index.ts";
import type { Changes } from "./changes.ts";
import type { Outcome } from "./client/wire.ts";

/** What the face shows and moves. */
export interface FaceParts {
  readonly workspace: Workspace;
  readonly account: PagerDuty;
  /** Late: it is told to a bot that starts after the workspace. */
  readonly story?: () => Story | undefined;
}

/** What somebody asks for, by the last part of its address; `as` is who they are. */
export type Doing = (body: Json) => Promise<Outcome> | Outcome;

const DONE: Outcome = { ok: true };
const NO_ANSWER = "The app did not respond. Wait a moment and try again.";

const outcomeOf = (ack: Ack | undefined): Outcome =>
  ack === undefined || ack.ok ? DONE : { ok: false, tell: NO_ANSWER };

const chosenOf = (value: unknown): Value | undefined =>
  typeof value === "string" ? value : Array.isArray(value) ? list(value).map(text) : undefined;

const withValue = (value: unknown): { readonly value?: Value } => {
  const found = chosenOf(value);
  return found === undefined ? {} : { value: found };
};

const valuesOf = (values: unknown): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(isJson(values) ? values : {}).map(([name, one]) => [name, chosenOf(one) ?? ""]));

/** One alert after the other, from every service in turn. */
const createAlarm = (account: PagerDuty): (() => void) => {
  const alarms = Object.entries(TITLES).map(([service, titles]) => ({ service, titles }));
  let fired = 0;
  return () => {
    const { service, titles } = alarms[fired % alarms.length] ?? { service: "", titles: [""] };
    const title = titles[Math.floor(fired / alarms.length) % titles.length] ?? "";
    fired += 1;
    account.trigger({ service, title });
  };
};

const inMessages = (workspace: Workspace): Readonly<Record<string, Doing>> => ({
  type: async (body) => {
    const thread = text(body.thread) === "" ? {} : { thread: text(body.thread) };
    await workspace.type(text(body.as), text(body.room), text(body.words), thread);
    return DONE;
  },
  press: async (body) => {
    const { as, room, ts, action } = body;
    return outcomeOf(await workspace.press(text(as), text(room), text(ts), text(action), withValue(body.value)));
  },
  react: (body) => {
    workspace.react(text(body.as), text(body.room), text(body.ts), text(body.name), body.added === true);
    return DONE;
  },
});

const inViews = (workspace: Workspace): Readonly<Record<string, Doing>> => ({
  home: (body) => {
    workspace.openHome(text(body.as));
    return DONE;
  },
  "view-press": async (body) =>
    outcomeOf(await workspace.pressInView(text(body.as), text(body.view), text(body.action), withValue(body.value))),
  "view-submit": async (body) => outcomeOf(await workspace.submitView(text(body.as), valuesOf(body.values))),
  "view-close": async (body) => outcomeOf(await workspace.closeView(text(body.as))),
});

/** Everything somebody can do on the page. What the workspace refuses becomes words for the person. */
export const createDoings = (parts: FaceParts, changes: Changes): ReadonlyMap<string, Doing> => {
  const { workspace, account } = parts;
  const alarm = createAlarm(account);
  const doings: Readonly<Record<string, Doing>> = {
    ...inMessages(workspace),
    ...inViews(workspace),
    alert: () => {
      alarm();
      return DONE;
    },
    story: () => {
      parts.story?.()?.start();
      return DONE;
    },
    storm: () => {
      parts.story?.()?.storm();
      return DONE;
    },
    away: (body) => {
      workspace.faults.offline(body.away === true);
      changes.tellLink();
      return DONE;
    },
  };
  const explained = (doing: Doing): Doing => {
    return async (body) => {
      try {
        return await doing(body);
      } catch (error) {
        const { tell, message } = toFailure(error);
        return { ok: false, tell: tell ?? message };
      }
    };
  };
  return new Map(Object.entries(doings).map(([name, doing]) => [name, explained(doing)]));
};
