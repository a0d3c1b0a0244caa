import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";

/** What names are looked up with. */
export interface UserNames {
  /** Name of a chat user; undefined where nobody can say. */
  nameOf?(user: string): Promise<string | undefined>;
  readonly log: Log;
}

/** Name of a chat user for a page; "" where the chat does not say, the id where nobody can be asked. Never throws. */
export const nameIn = async (user: string, { nameOf, log }: UserNames): Promise<string> => {
  if (nameOf === undefined || user === "") return user;
  try {
    return (await nameOf(user)) ?? "";
  } catch (error) {
    log.warn({ user, err: toFailure(error) }, "the name of a person for a page cannot be looked up");
    return "";
  }
};
