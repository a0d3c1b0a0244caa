import { Failure } from "../core/failure.ts";
import { requireObject } from "./any-body.ts";

/**
 * Throws Failure("unreadable") unless the value is an object with all the named members, by which a source is known;
 * `what` names what it should have been.
 */
export const requireMembers = (
  value: unknown,
  what: string,
  ...names: readonly string[]
): Readonly<Record<string, unknown>> => {
  const members = requireObject(value, what);
  const missing = names.find((name) => members[name] === undefined || members[name] === null);
  if (missing !== undefined) throw new Failure("unreadable", `not ${what}: it has no "${missing}"`);
  return members;
};
