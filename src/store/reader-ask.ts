import { Failure } from "../core/failure.ts";
import type { Reader } from "./reader.ts";
import type { Statement } from "./reader-protocol.ts";

const READ_MS = 10_000;

/** Runs statements in the reader; answers the rows of each as arrays. */
export const createRows =
  (reader: Reader) =>
  async (statements: readonly Statement[]): Promise<readonly (readonly (readonly unknown[])[])[]> => {
    const answer = await reader.ask({ do: "read", statements }, READ_MS);
    if ("rows" in answer) return answer.rows;
    throw new Failure("internal", "the reader answered another question");
  };
