/** What the server says no to, in the words and with the status of the real one. */
export class Refusal extends Error {
  readonly status: 400 | 422;

  constructor(status: 400 | 422, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}

/** "1:5: parse error: …", as of a place in the query. */
export const parseError = (query: string, at: number, what: string): Refusal => {
  const before = query.slice(0, at).split("\n");
  const place = `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  return new Refusal(400, `${place}: parse error: ${what}`);
};
