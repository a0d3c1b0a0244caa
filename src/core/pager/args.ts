import { type Arg, usage, wordsArg } from "../args.ts";
import { type IncidentRef, parseIncidentRef } from "../incident-ref.ts";
import { bareName, parseRefs, sayRef, splitRef, straight, withoutPlease } from "./text.ts";

/** Which incidents a change is for. "unsaid": nothing was named. */
export interface WhichIncidents {
  readonly whose: "listed" | "mine" | "all" | "unsaid";
  readonly refs: readonly IncidentRef[];
}

const ALL = /^(?:all|everything|all incidents|(?:everybody|everyone)(?:'s)?)$/i;
const MINE = /^(?:all )?(?:of )?(?:mine|my incidents|my own)$/i;

/** `[N… | all | mine]` */
export const whichIncidents = (): Arg<WhichIncidents> =>
  wordsArg("[N… | all | mine]", (words) => {
    const text = withoutPlease(words);
    if (text === "") return { whose: "unsaid", refs: [] };
    if (ALL.test(straight(text))) return { whose: "all", refs: [] };
    if (MINE.test(text)) return { whose: "mine", refs: [] };
    return { whose: "listed", refs: parseRefs(text) };
  });

/** `[N…]`: the card's own when nothing is named. */
export const incidentRefs = (): Arg<readonly IncidentRef[]> =>
  wordsArg("[N…]", (words) => {
    const text = withoutPlease(words);
    return text === "" ? [{ kind: "here" }] : parseRefs(text);
  });

/** `[N]`: the card's own when none is named. */
export const oneIncident = (): Arg<IncidentRef> =>
  wordsArg<IncidentRef>("[N]", (words) => {
    const text = withoutPlease(words);
    const [only, ...others]: readonly IncidentRef[] = text === "" ? [{ kind: "here" }] : parseRefs(text);
    if (only && others.length === 0) return only;
    throw usage("several incidents", "One incident at a time, please.");
  });

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
  wordsArg<TextOn>(
    "[N] <text>",
    (words) => {
      const { ref, rest } = splitRef(withoutMark(words), { pronouns: false });
      return { ref, text: rest.trim() || undefined };
    },
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
  wordsArg<GivenTo>("[N] to <name>[, <name>…]", (words) => {
    const { ref, rest } = splitRef(words, { pronouns: true });
    const to = straight(rest)
      .replace(/^to(?:\s+|$)/i, "")
      .trim();
    return { ref, to: to || undefined };
  });

/** Who is asked to help, with what, and with which words. */
export interface HelpAsked {
  readonly names: string;
  readonly ref?: IncidentRef | undefined;
  readonly message?: string | undefined;
}

/** `<name> to [N] [message]` */
export const helpAsked = (): Arg<HelpAsked> =>
  wordsArg<HelpAsked>(
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
    { free: true },
  );

/** Incidents that become one. */
export interface Merging {
  readonly refs: readonly IncidentRef[];
  readonly into: IncidentRef;
}

/** `N [N…] into M` */
export const merging = (): Arg<Merging> =>
  wordsArg<Merging>("N [N…] into M", (text) => {
    const [, which = "", target = ""] = /^(.*?)\s*\b(?:into|with)\s+(.+)$/is.exec(text) ?? [];
    const into = parseIncidentRef(target.replace(/^incident\s+/i, ""));
    if (!into) throw usage("no incident to merge into", "Which incidents into which one?");
    const refs = which.trim() === "" ? [{ kind: "here" } as const] : parseRefs(which);
    if (refs.some((ref) => sayRef(ref) === sayRef(into)))
      throw usage("merged into itself", "An incident cannot be merged into itself.");
    return { refs, into };
  });

/** How important, of which incident. `name` undefined: none. */
export interface Importance {
  readonly ref?: IncidentRef | undefined;
  readonly name: string | undefined;
}

/** `[N] <name|none>` */
export const importance = (): Arg<Importance> =>
  wordsArg<Importance>("[N] <priority|none>", (text) => {
    const { ref, rest } = splitRef(text, { pronouns: true });
    const name = bareName(rest);
    if (name === "") throw usage("no priority named", 'Which priority? "none" takes it away.');
    return { ref, name: /^(?:none|no|clear|off)$/i.test(name) ? undefined : name };
  });

/** An override by its id, and of which schedule. */
export interface OverrideId {
  readonly id: string;
  readonly schedule?: string | undefined;
}

/** `ID [of X]` */
export const overrideId = (): Arg<OverrideId> =>
  wordsArg<OverrideId>("ID [of <schedule>]", (text) => {
    const [, id, schedule] = /^"?([A-Za-z0-9+]{4,400})"?(?:\s+(?:of|from|in|on)\s+(.+))?$/is.exec(straight(text)) ?? [];
    if (id === undefined) throw usage("no override named", "Which override? Its id is in the list of overrides.");
    return { id, schedule: schedule === undefined ? undefined : bareName(schedule) };
  });

/** `ID` of something that a button of ours carries. */
export const oneId = (): Arg<string> =>
  wordsArg("ID", (text) => {
    if (/^[\w-]{1,80}$/.test(text)) return text;
    throw usage("no id", "Press the button of the request, or say its id.");
  });
