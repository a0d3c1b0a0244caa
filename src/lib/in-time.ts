import { Failure } from "../core/failure.ts";
import { MEASURE_TIMEOUT_MS } from "../core/measure.ts";
import { slowWords } from "./ask-json.ts";

/** What several questions to one service come to. Throws Failure("timeout") when all of them together take too long. */
export const inTime = async <T>(service: string, work: Promise<T>, timeoutMs = MEASURE_TIMEOUT_MS): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    const failure = new Failure("timeout", `${service}: all questions together took longer than ${timeoutMs} ms`, {
      tell: slowWords(service, timeoutMs / 1000),
    });
    timer = setTimeout(() => reject(failure), timeoutMs);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
};
