import { Failure, toFailure } from "../../core/failure.ts";
import { type Changing, rememberFirst } from "./change-ports.ts";

/** Failure that says that nobody knows whether it was done, and to look before it is said again. */
export const inDoubt = ({ code, message, tell = "" }: Failure, pager: string, cause: unknown): Failure => {
  const why = tell.split("\n")[0]?.replace(/: try again in a minute\.$/, ".") ?? "";
  const words = `${why === "" ? "The answer got lost." : why} I cannot say whether it was done.`;
  return new Failure(code, message, {
    tell: `${words}\nLook at ${pager} before you say it again.`,
    cause,
    doubt: true,
  });
};

/**
 * Does it as the first of several tries: where the answer got lost, a second one finds what the first did, or does it.
 * A doubt that is left is told. What hangs may still be on its way there, so nothing is tried after a time-out.
 */
export const settled = async <T>(changing: Changing, work: (changing: Changing) => Promise<T>): Promise<T> => {
  const { ports, asker } = changing;
  try {
    return await work(changing);
  } catch (error) {
    const failure = toFailure(error);
    if (!failure.doubt) throw error;
    if (failure.code === "timeout" || asker.said.actionId === undefined) throw inDoubt(failure, ports.name, error);
  }
  try {
    return await work({ ...changing, asker: { ...asker, said: { ...asker.said, again: true } } });
  } catch (error) {
    const failure = toFailure(error);
    throw failure.retry ? inDoubt(failure, ports.name, error) : error;
  }
};

/** Does what nobody can look up afterwards: what an earlier try began is not done twice, and its doubt is told. */
export const onceOnly = async <T>(changing: Changing, what: string, work: () => Promise<T>): Promise<T> => {
  const { ports, asker } = changing;
  const mine = ports.newId();
  if ((await rememberFirst(changing, what, mine)) !== mine && asker.said.again === true)
    throw inDoubt(
      new Failure("timeout", `${what} was begun before`, { tell: "I was interrupted." }),
      ports.name,
      undefined,
    );
  try {
    return await work();
  } catch (error) {
    const failure = toFailure(error);
    throw failure.doubt ? inDoubt(failure, ports.name, error) : error;
  }
};
