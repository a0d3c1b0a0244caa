import { Worker } from "node:worker_threads";
import { FAILURES, Failure, type FailureCode } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { ReaderAnswer, ReaderRequest, ReaderSource, SentFailure } from "./reader-protocol.ts";

type Done = Exclude<ReaderAnswer, { readonly failure: SentFailure }>;
type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

/** Long reads on a thread of their own. `ask` throws Failure: timeout, unavailable, or the code that the worker met. */
export interface Reader {
  ask(request: Unnumbered<ReaderRequest>, timeoutMs: number): Promise<Done>;
  close(): Promise<void>;
}

interface Asked {
  readonly resolve: (answer: Done) => void;
  readonly reject: (failure: Failure) => void;
  readonly timer: NodeJS.Timeout;
}

const isCode = (code: string): code is FailureCode => Object.hasOwn(FAILURES, code);
const failureOf = ({ code, message, tell }: SentFailure): Failure =>
  new Failure(isCode(code) ? code : "internal", message, tell === undefined ? {} : { tell });

const tell = (one: Asked | undefined, answer: ReaderAnswer): void => {
  if ("failure" in answer) one?.reject(failureOf(answer.failure));
  else one?.resolve(answer);
};
const tooSlow = (timeoutMs: number): Failure =>
  new Failure("timeout", `the reader took longer than ${timeoutMs} ms`, {
    tell: "That is too much to read at once. Ask for a shorter range.",
  });

const startWorker = (
  source: ReaderSource,
  take: (answer: ReaderAnswer) => void,
  died: (worker: Worker, error: unknown) => void,
): Worker => {
  const worker = new Worker(new URL("./reader-worker.ts", import.meta.url), { workerData: source });
  worker.on("message", take);
  worker.on("error", (error) => died(worker, error));
  worker.on("exit", (code) => died(worker, new Error(`exit code ${code}`)));
  return worker;
};

/** The reader worker: started by the first question, ended after `idleMs` without one, replaced when it hangs or dies. */
export const createReader = (source: ReaderSource, log: Log, idleMs = 60_000): Reader => {
  const asked = new Map<number, Asked>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;

  const settle = (id: number): Asked | undefined => {
    const one = asked.get(id);
    clearTimeout(one?.timer);
    asked.delete(id);
    if (asked.size === 0) {
      worker?.unref();
      clearTimeout(idle);
      idle = setTimeout(() => void stop(new Failure("unavailable", "the reader was idle")), idleMs).unref();
    }
    return one;
  };
  const stop = async (why: Failure): Promise<void> => {
    const ended = worker;
    worker = undefined;
    for (const id of [...asked.keys()]) settle(id)?.reject(why);
    clearTimeout(idle);
    await ended?.terminate();
  };
  const take = (answer: ReaderAnswer): void => tell(settle(answer.id), answer);
  const start = (): Worker =>
    startWorker(source, take, (fresh, error) => {
      if (worker !== fresh) return;
      log.error({ err: error }, "the reader worker died; the next question starts another");
      void stop(new Failure("unavailable", "the reader worker died", { cause: error }));
    });
  return {
    ask: (request, timeoutMs) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        worker.ref();
        clearTimeout(idle);
        count += 1;
        const timer = setTimeout(() => {
          log.warn({ do: request.do, timeoutMs }, "the reader took too long and is replaced");
          void stop(tooSlow(timeoutMs));
        }, timeoutMs);
        asked.set(count, { resolve, reject, timer });
        worker.postMessage({ ...request, id: count });
      }),
    close: () => stop(new Failure("unavailable", "the store is closing")),
  };
};
