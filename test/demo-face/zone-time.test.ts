import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLocal, toLocal } from "../../src/demo/face/client/zone-time.ts";

const seconds = (text: string): number => Date.parse(text) / 1000;

/** Around both changes of the clock in Europe, America and Australia, every 20 minutes. */
const MOMENTS = ["2026-03-08", "2026-03-29", "2026-04-04", "2026-10-03", "2026-10-25", "2026-11-01"].flatMap((day) =>
  Array.from({ length: 36 }, (_, at) => seconds(`${day}T00:00:00Z`) + at * 20 * 60),
);

test("a moment is shown in the reader's zone and read back, around changes of the clock too", () => {
  assert.equal(toLocal(seconds("2026-11-21T10:41:00Z"), "Europe/Berlin"), "2026-11-21T11:41");
  assert.equal(toLocal(seconds("2026-11-21T23:30:00Z"), "Asia/Kolkata"), "2026-11-22T05:00");
  for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
    for (const at of MOMENTS) {
      const again = fromLocal(toLocal(at, zone), zone) ?? 0;
      // In the hour that comes twice, either is right.
      assert.equal(toLocal(again, zone), toLocal(at, zone), `${zone} ${at}`);
    }
  for (const wrong of ["", "now", "2026-13-01T00:00"]) assert.equal(fromLocal(wrong, "UTC"), undefined);
});
