import type { Check } from "../core/checkup.ts";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { inTime, LATE } from "./in-time.ts";

/** A part that can be looked at; `ping`: also by a test event from outside. */
export interface Examined {
  readonly name: string;
  look(ping: boolean): Promise<readonly Check[]>;
}

/** Looks at all parts side by side; answers in their order. */
export type Doctor = (ping: boolean) => Promise<readonly Check[]>;

const LIMIT_MS = 15_000;
const PING_LIMIT_MS = 25_000;

/** A part that fails or hangs is a finding like any other, and holds up no other part. */
export const createDoctor =
  (parts: readonly Examined[], log: Log): Doctor =>
  async (ping) => {
    const examine = async ({ name, look }: Examined): Promise<readonly Check[]> => {
      const limitMs = ping ? PING_LIMIT_MS : LIMIT_MS;
      try {
        const found = await inTime(look(ping), limitMs);
        if (found !== LATE) return found.map((check) => ({ ...check, name: `${name}: ${check.name}` }));
        return [{ name, state: "bad", says: `gave no answer within ${limitMs / 1000} s` }];
      } catch (error) {
        const { message, tell } = toFailure(error);
        log.warn({ part: name, why: message }, "a part could not be looked at");
        return [{ name, state: "bad", says: message, mend: tell }];
      }
    };
    return (await Promise.all(parts.map(examine))).flat();
  };
