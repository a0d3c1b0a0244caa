import { writeSync } from "node:fs";
import { openStore } from "../../src/store/index.ts";
import { delivery } from "./made.ts";

/** Inserts with 32 callers until it is killed, and prints each id once it is acknowledged. */
const log = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openStore({ ...JSON.parse(process.argv[2] ?? "{}"), clock: Date.now, log });
await Promise.all(
  Array.from({ length: 32 }, async (_, caller) => {
    for (let count = 0; count < 100_000; count += 1) {
      const id = `storm-${caller}-${count}`;
      await store.inbox.add(delivery(id));
      writeSync(1, `${id}\n`);
    }
  }),
);
