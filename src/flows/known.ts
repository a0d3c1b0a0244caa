import type { Known } from "../core/known.ts";

/** Answers of a service that are remembered, on disk too. */
export interface KnownAnswers {
  /**
   * What `read` answers, or the remembered answer when it is fresher than `freshMs`. When `read` fails or takes longer
   * than 2 s: the last known one with its age, if there is any; else throws what `read` threw, or Failure("timeout").
   */
  ask<T>(name: string, read: () => Promise<T>, options: { readonly freshMs: number }): Promise<Known<T>>;
}
