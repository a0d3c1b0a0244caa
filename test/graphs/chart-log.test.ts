import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatLogTicks, formatTicks } from "../../src/core/measure/units.ts";
import { logTicks } from "../../src/graphs/chart-log.ts";

const words = (min: number, max: number, unit = ""): string => formatLogTicks(logTicks(min, max, unit), unit).join(" ");

describe("numbers of a logarithmic axis", () => {
  it("are decades over a long range, fewer over a longer one", () => {
    assert.equal(words(1e-4, 2e5), "0.0001 0.001 0.01 0.1 1 10 100 1,000 10k 100k");
    assert.equal(words(1e-3, 1e15), "0.01 1 100 10k 1M 100M 10G 1T 100T");
    assert.equal(words(0.1, 10), "0.1 0.2 0.5 1 2 5 10");
  });

  it("are steps that their unit has, whatever it is written in", () => {
    assert.equal(words(1e5, 8e7, "bytes"), "128 KiB 256 KiB 512 KiB 1 MiB 2 MiB 4 MiB 8 MiB 16 MiB 32 MiB 64 MiB");
    assert.equal(words(1e3, 1e12, "bytes"), "1 KiB 32 KiB 1 MiB 32 MiB 1 GiB 32 GiB");
    assert.equal(words(60, 86_400, "s"), "1 min 2 min 5 min 15 min 30 min 1 h 2 h 4 h 12 h 1 d");
    assert.equal(words(60_000, 86_400_000, "ms"), words(60, 86_400, "s"));
    assert.equal(words(1e-6, 1500, "s"), "1 µs 10 µs 100 µs 1 ms 10 ms 100 ms 1 s 10 s 1 min 10 min");
    assert.equal(words(0.001, 1, "ratio"), "0.1 % 0.2 % 0.5 % 1 % 2 % 5 % 10 % 20 % 50 % 100 %");
  });

  it("are never one alone: a short range has even steps", () => {
    assert.equal(words(2e6, 5e6, "bytes"), "2 MiB 3 MiB 4 MiB");
    assert.equal(words(4.7, 5.3), "4.8 5 5.2");
    assert.equal(words(40, 60, "ms"), "40 ms 45 ms 50 ms 55 ms 60 ms");
    for (let power = -12; power < 15; power++)
      for (const times of [1.05, 1.3, 2, 7, 40, 900, 3e5, 2e9])
        for (const unit of ["", "s", "ms", "bytes", "percent", "requests"]) {
          const min = 1.7 * 10 ** power;
          const ticks = logTicks(min, min * times, unit);
          const said = formatLogTicks(ticks, unit);
          const shown = `${min} to ${min * times} ${unit}: ${said.join(" ")}`;
          assert.ok(ticks.length >= 2 && ticks.length <= 12, shown);
          if (power > -6 && power < 9) assert.equal(new Set(said).size, said.length, shown);
        }
    assert.deepEqual(logTicks(0, 0, ""), [0]);
  });
});

describe("numbers of a linear axis", () => {
  it("are told apart, however small", () => {
    assert.deepEqual(formatTicks([0, 5e-10, 1e-9, 1.5e-9]), ["0", "5e-10", "1e-9", "1.5e-9"]);
    assert.deepEqual(formatTicks([0, 0.00002, 0.00004]), ["0", "0.00002", "0.00004"]);
  });
});
