import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import { parseJson } from "../../lib/payload.ts";
import { known } from "./known.ts";
import { Source, textAt } from "./source.ts";

/** How to read the bodies of one sender; what it leaves out is looked for under the documented names. */
const Mapping = z.strictObject({
  /** What a body must hold to be of this sender: a text at a path, or anything (true). */
  when: z.record(z.string(), z.union([z.string(), z.literal(true)])).optional(),
  /** Where the events stand, when the body wraps them. */
  list: z.string().optional(),
  title: Source.optional(),
  key: Source.optional(),
  event: Source.optional(),
  state: Source.optional(),
  severity: Source.optional(),
  url: Source.optional(),
  runbook: Source.optional(),
  at: Source.optional(),
  by: Source.optional(),
  details: Source.optional(),
  /** Facts to show, by name. */
  labels: z.record(z.string(), Source).optional(),
  /** What the sender's words mean, where they are not the usual ones. */
  states: z.record(z.string(), z.enum(["firing", "acked", "resolved", "update", "notice"])).optional(),
});

/** Where the fields of one sender's body stand; what it leaves out is looked for under the usual names. */
export type Mapping = z.infer<typeof Mapping>;
type Mappings = Readonly<Record<string, Mapping>>;

/** GENERIC_MAPPINGS -> mappings by name. Throws Failure("unreadable") that names what does not fit. */
export const readMappings = (setting: string | undefined): Mappings =>
  setting === undefined || setting.trim() === "" ? {} : parseJson(z.record(z.string(), Mapping), setting);

/** What is wrong with GENERIC_MAPPINGS, as a sentence with what to do. */
export const checkMappings = (setting: string | undefined): readonly string[] => {
  try {
    const words = Object.keys(readMappings(setting)).filter((name) => !/^[\w-]{1,40}$/.test(name));
    return words.map((name) => `GENERIC_MAPPINGS names "${name}": use letters, digits, "-" and "_" only.`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [`GENERIC_MAPPINGS cannot be read: ${error.message}. Write one JSON object of mappings by name.`];
  }
};

const fits = (value: unknown, { when }: Mapping): boolean =>
  when !== undefined &&
  Object.entries(when).every(([path, text]) => {
    const found = textAt(value, path);
    return text === true ? found !== undefined : found === text;
  });

/** The mapping of an address, else the first that fits the body: yours before those that are known. */
export const mappingFor = (value: unknown, own: Mappings, endpoint: string | undefined): Mapping | undefined => {
  if (endpoint !== undefined && Object.hasOwn(own, endpoint)) return own[endpoint];
  return [...Object.values(own), ...known].find((mapping) => fits(value, mapping));
};
