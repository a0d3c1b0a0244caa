import type { Arg } from "./args.ts";
import { type IncidentRef, parseIncidentRef } from "./incident-ref.ts";
import {
  argOf,
  bareName,
  isSayable,
  parseRefs,
  sayRef,
  splitRef,
  straight,
  usage,
  withoutPlease,
} from "./pager-text.ts";

/** Which incidents a change is for. "unsaid": nothing was named. */
export interface WhichIncidents {
  readonly whose: "listed" | "mine" | "all" | "unsaid";
  readonly refs: readonly IncidentRef[];
}

const ALL = /^(?:all|everything|all incidents|everybody's|everyone's)$/i;
const MINE = /^(?:all )?(?:of )?(?:mine|my incidents|my own)$/i;

const joined = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(" ");

/** A name as it is said among other words. */
export const sayName = (name: string): string => (isSayable(name) ? `"${name}"` : name);

/** `[N… | all | mine]` */
export const whichIncidents = (): Arg<WhichIncidents> =>
  argOf(
    "[N… | all | mine]",
    (words) => {
      const text = withoutPlease(words);
      if (text === "") return { whose: "unsaid", refs: [] };
      if (ALL.test(straight(text))) return { whose: "all", refs: [] };
      if (MINE.test(text)) return { whose: "mine", refs: [] };
      return { whose: "listed", refs: parseRefs(text) };
    },
    ({ whose, refs }) => (whose === "listed" ? refs.map(sayRef).join(" ") : whose === "unsaid" ? "" : whose),
  );

/** `[N…]`: the card's own when nothing is named. */
export const incidentRefs = (): Arg<readonly IncidentRef[]> =>
  argOf(
    "[N…]",
    (text) => (withoutPlease(text) === "" ? [{ kind: "here" }] : parseRefs(withoutPlease(text))),
    (refs) => refs.map(sayRef).join(" "),
  );

/** `[N]`: the card's own when none is named. */
export const oneIncident = (): Arg<IncidentRef> =>
  argOf<IncidentRef>(
    "[N]",
    (words) => {
      const text = withoutPlease(words);
      const refs: readonly IncidentRef[] = text === "" ? [{ kind: "here" }] : parseRefs(text);
      const [only, ...others] = refs;
      if (only && others.length === 0) return only;
      throw usage("several incidents", "One incident at a time, please.");
    },
    sayRef,
  );

/** One incident, if it was named, and a text about it, exactly as it was typed. */
export interface TextOn {
  readonly ref?: IncidentRef | undefined;
  readonly text?: string | undefined;
}

/** "?" alone or after an incident's number is no text: "status 12?" */
const withoutMark = (words: string): string => {
  if (/\s/.test(words)) return words;
  const bare = words.replace(/[?!]+$/, "");
  return bare === "" || parseIncidentRef(bare)?.kind === "ref" ? bare : words;
};

/** `[N] <text>` */
export const textOn = (): Arg<TextOn> =>
  argOf<TextOn>(
    "[N] <text>",
    (words) => {
      const { ref, rest } = splitRef(withoutMark(words), { pronouns: false });
      return { ref, text: rest.trim() || undefined };
    },
    ({ ref, text }) => joined(sayRef(ref), text),
    { free: true },
  );

/** "All is well? to 12" -> the text and the incident at its end; undefined when none is there. */
export const textTo = (words: string): TextOn | undefined => {
  const [, text, word = ""] = /^(.*\S)\s+to\s+(\S+?)[?!.]*$/is.exec(words) ?? [];
  const ref = parseIncidentRef(word);
  return text === undefined || ref?.kind !== "ref" ? undefined : { ref, text };
};

/** One incident, if it was named, and whom to give it to: names separated by commas or "and". */
export interface GivenTo {
  readonly ref?: IncidentRef | undefined;
  readonly to?: string | undefined;
}

/** `[N] to <name>[, <name>…]` */
export const givenTo = (): Arg<GivenTo> =>
  argOf<GivenTo>(
    "[N] to <name>[, <name>…]",
    (words) => {
      const { ref, rest } = splitRef(words, { pronouns: true });
      const to = straight(rest)
        .replace(/^to(?:\s+|$)/i, "")
        .trim();
      return { ref, to: to || undefined };
    },
    ({ ref, to }) => joined(sayRef(ref), to && `to ${to}`),
  );

/** Who is asked to help, with what, and with which words. */
export interface HelpAsked {
  readonly names: string;
  readonly ref?: IncidentRef | undefined;
  readonly message?: string | undefined;
}

/** `<name> to [N] [message]` */
export const helpAsked = (): Arg<HelpAsked> =>
  argOf<HelpAsked>(
    "<name> to [N] [message]",
    (words) => {
      for (const { index, 0: found } of words.matchAll(/\s+to\s+(?=\S)/gi)) {
        const { ref, rest } = splitRef(words.slice(index + found.length), { pronouns: true });
        const names = straight(words.slice(0, index)).trim();
        if (ref && names !== "") return { names, ref, message: rest.trim() || undefined };
      }
      const [, quoted, message = ""] = /^("[^"]+")\s*([\s\S]*)$/.exec(straight(words)) ?? [];
      const names = quoted ?? straight(words);
      if (names === "") throw usage("nobody named", "Who shall help, and with which incident?");
      return { names, message: message.trim() || undefined };
    },
    ({ names, ref, message }) => joined(names, ref && `to ${sayRef(ref)}`, message),
    { free: true },
  );

/** Incidents that become one. */
export interface Merging {
  readonly refs: readonly IncidentRef[];
  readonly into: IncidentRef;
}

/** `N [N…] into M` */
export const merging = (): Arg<Merging> =>
  argOf<Merging>(
    "N [N…] into M",
    (text) => {
      const [, which = "", target = ""] = /^(.*?)\s*\b(?:into|with)\s+(.+)$/is.exec(text) ?? [];
      const into = parseIncidentRef(target.replace(/^incident\s+/i, ""));
      if (!into) throw usage("no incident to merge into", "Which incidents into which one?");
      const refs = which.trim() === "" ? [{ kind: "here" } as const] : parseRefs(which);
      if (refs.some((ref) => sayRef(ref) === sayRef(into)))
        throw usage("merged into itself", "An incident cannot be merged into itself.");
      return { refs, into };
    },
    ({ refs, into }) => `${refs.map(sayRef).join(" ")} into ${sayRef(into)}`,
  );

/** How important, of which incident. `name` undefined: none. */
export interface Importance {
  readonly ref?: IncidentRef | undefined;
  readonly name: string | undefined;
}

/** `[N] <name|none>` */
export const importance = (): Arg<Importance> =>
  argOf<Importance>(
    "[N] <priority|none>",
    (text) => {
      const { ref, rest } = splitRef(text, { pronouns: true });
      const name = bareName(rest);
      if (name === "") throw usage("no priority named", 'Which priority? "none" takes it away.');
      return { ref, name: /^(?:none|no|clear|off)$/i.test(name) ? undefined : name };
    },
    ({ ref, name }) => joined(sayRef(ref), name === undefined ? "none" : sayName(name)),
  );

/** An override by its id, and of which schedule. */
export interface OverrideId {
  readonly id: string;
  readonly schedule?: string | undefined;
}

/** `ID [of X]` */
export const overrideId = (): Arg<OverrideId> =>
  argOf<OverrideId>(
    "ID [of <schedule>]",
    (text) => {
      const [, id, schedule] =
        /^"?([A-Za-z0-9+]{4,400})"?(?:\s+(?:of|from|in|on)\s+(.+))?$/is.exec(straight(text)) ?? [];
      if (id === undefined) throw usage("no override named", "Which override? Its id is in the list of overrides.");
      return { id, schedule: schedule === undefined ? undefined : bareName(schedule) };
    },
    ({ id, schedule }) => joined(id, schedule && `of ${sayName(schedule)}`),
  );

/** `ID` of something that a button of ours carries. */
export const oneId = (): Arg<string> =>
  argOf(
    "ID",
    (text) => {
      if (/^[\w-]{1,80}$/.test(text)) return text;
      throw usage("no id", "Press the button of the request, or say its id.");
    },
    (id) => id,
  );
