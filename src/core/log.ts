type Say = (facts: Readonly<Record<string, unknown>>, message: string) => void;

/** What the parts may say to the log; pino fits. Never pass secrets, tokens or whole URLs. */
export interface Log {
  readonly debug: Say;
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
}

/** Epoch milliseconds now. */
export type Clock = () => number;
