import * as z from "zod";
import { Id } from "./payload.ts";

/** An id that may be missing: null, absent and anything that is none become undefined. */
export const MaybeId = Id.optional().catch(undefined);

/** A number above zero that a person could count to; null, absent and anything else become undefined. */
export const Positive = z.number().positive().max(1e15).optional().catch(undefined);

/** Unix seconds as whole milliseconds, until the year 5138; null, absent and anything else become undefined. */
export const UnixSeconds = z
  .number()
  .positive()
  .max(1e11)
  .transform((seconds) => Math.max(1, Math.round(seconds * 1000)))
  .optional()
  .catch(undefined);

/** An object that may be missing: null, absent and anything else become undefined. */
export const maybe = <S extends z.ZodRawShape>(shape: S) => z.object(shape).optional().catch(undefined);
