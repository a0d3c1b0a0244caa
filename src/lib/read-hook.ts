import type * as z from "zod";
import { Failure, toFailure } from "../core/failure.ts";
import { readAnyBody, requireObject } from "./any-body.ts";
import { requireShape } from "./payload.ts";

/**
 * A body of whatever content type in the shape of `schema`; `what` names what it should have been, as in "a Rollbar
 * webhook". Throws Failure("unreadable").
 */
export const readHook = <T>(schema: z.ZodType<T>, body: Uint8Array, what: string): T => {
  const value = requireObject(readAnyBody(body), what);
  try {
    return requireShape(schema, value);
  } catch (cause) {
    throw new Failure("unreadable", `not ${what}: ${toFailure(cause).message}`, { cause });
  }
};
