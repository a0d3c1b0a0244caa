import { strict as assert } from "node:assert";
import { Writable } from "node:stream";
import { describe, it } from "node:test";
import { createLog } from "../../src/app/log.ts";

const logged = (say: (log: ReturnType<typeof createLog>) => void): string => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  say(createLog("debug", stream));
  return lines.join("");
};

describe("log", () => {
  it("is one JSON object a line, with level and time", () => {
    const line = JSON.parse(logged((log) => log.info({ source: "pagerduty" }, "applied")));
    assert.equal(line.level, "info");
    assert.equal(line.msg, "applied");
    assert.equal(line.source, "pagerduty");
    assert.ok(!Number.isNaN(Date.parse(line.time)));
  });

  it("redacts secrets by name and tokens inside errors, however deep", () => {
    const cause = new Error(
      "GET https://slack.example/x?k=1.s.abc.def and /unfurls/x?a=1&amp;k=1.p.ghi.jkl with Authorization: Bearer xoxb-12345-abc",
    );
    const text = logged((log) => {
      log.error(
        { err: new Error("failed with xapp-1-A-b", { cause }), token: "t0ken", settings: { secret: "s3cret" } },
        "x",
      );
      log.warn({ a: { b: { authorization: "Token token=zzz" } } }, "x");
    });
    for (const secret of ["xoxb-12345", "xapp-1-A", "t0ken", "s3cret", "zzz", "1.s.abc", "1.p.ghi"])
      assert.ok(!text.includes(secret), secret);
    assert.match(text, /\[secret\]/);
    assert.match(text, /failed with/);
  });
});
