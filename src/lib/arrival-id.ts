import { randomUUID } from "node:crypto";

const COUNTED = 0x10_00_00;

/**
 * Makes ids that nobody can guess and that sort by arrival, also within one millisecond: a store appends them instead of
 * writing all over its indexes, and reads them back in order.
 */
export const createArrivalIds = (): ((atMs: number) => string) => {
  let count = 0;
  return (atMs) => {
    count = (count + 1) % COUNTED;
    return `${atMs.toString(16).padStart(12, "0")}-${count.toString(16).padStart(5, "0")}-${randomUUID()}`;
  };
};
