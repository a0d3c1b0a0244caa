import assert from "node:assert/strict";
import { it } from "node:test";
import { createArrivalIds } from "../../src/lib/arrival-id.ts";

it("arrival ids sort by arrival, within one millisecond too, and are never the same", () => {
  const next = createArrivalIds();
  const times = [1_794_823_200_000, 1_794_823_200_000, 1_794_823_200_001, 1_794_823_200_999, 1_894_823_200_000];
  const ids = times.flatMap((atMs) => Array.from({ length: 300 }, () => next(atMs)));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.notEqual(createArrivalIds()(0), createArrivalIds()(0));
});
