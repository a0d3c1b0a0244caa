interface Waiting<Row> {
  readonly row: Row;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Limits of one commit. */
export interface GroupLimits<Row> {
  readonly rows: number;
  readonly bytes: number;
  readonly bytesOf: (row: Row) => number;
}

/** Joins calls of the same turn of the event loop, and those that come during a commit, into one `write`. */
export const createGroupCommit = <Row>(
  write: (rows: readonly Row[]) => Promise<void>,
  limits: GroupLimits<Row>,
): { add(row: Row): Promise<void>; idle(): Promise<void> } => {
  let waiting: Waiting<Row>[] = [];
  let running: Promise<void> | undefined;

  const nextGroup = (): readonly Waiting<Row>[] => {
    let bytes = 0;
    const past = waiting.findIndex(({ row }, index) => {
      bytes += limits.bytesOf(row);
      return index >= limits.rows || (index > 0 && bytes > limits.bytes);
    });
    const group = past === -1 ? waiting : waiting.slice(0, past);
    waiting = past === -1 ? [] : waiting.slice(past);
    return group;
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const group = nextGroup();
      try {
        await write(group.map(({ row }) => row));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = undefined;
  };
  return {
    add: (row) =>
      new Promise((resolve, reject) => {
        waiting.push({ row, resolve, reject });
        running ??= work();
      }),
    async idle() {
      await running;
    },
  };
};
