import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { readConfigText } from "../../src/config/file.ts";
import { toPolicy } from "../../src/config/to-policy.ts";
import type { CareRules } from "../../src/core/policy.ts";
import { DEFAULT_CARE } from "../../src/core/policy-default.ts";

const problemsOf = (text: string): readonly string[] => readConfigText(text, "drm.yaml").problems;
const careOf = (text: string): CareRules => {
  const { problems, sections } = readConfigText(text, "drm.yaml");
  assert.deepEqual(problems, []);
  return toPolicy(sections, { opsChannel: "ops", tz: "UTC" }).care;
};

describe("what the config file says about people on call", () => {
  it("is read as it is written; what it leaves out is as without a file", () => {
    assert.deepEqual(
      careOf(`
reports:
  weekly: { day: fri, at: "16:30", tz: Europe/Berlin, channel: leads }
  daily: {}
leads: [U0123ABCD, lead@example.com]
verdicts: all
end_of_shift: off
rest: false
`),
      {
        leads: ["U0123ABCD", "lead@example.com"],
        reports: [
          { kind: "weekly", day: 5, atMin: 990, tz: "Europe/Berlin", channel: "leads" },
          { kind: "daily", atMin: 540 },
        ],
        verdicts: "all",
        endOfShift: false,
        rest: false,
      },
    );
    assert.deepEqual(careOf(""), DEFAULT_CARE);
    assert.deepEqual(careOf("reports: { weekly: off }\nend_of_shift: on").reports, []);
    assert.deepEqual(careOf("reports: { weekly: {} }").reports, [{ kind: "weekly", day: 1, atMin: 540 }]);
    assert.deepEqual(
      careOf('reports: { daily: { at: "00:00" } }').reports.map(({ kind, atMin }) => [kind, atMin]),
      [
        ["weekly", 540],
        ["daily", 0],
      ],
    );
  });

  it("that is wrong is told with its line and what would be there instead", () => {
    assert.deepEqual(
      problemsOf(`reports:
  weekly: { day: mon-fri, at: "24:00", tz: Berlin, chanel: x }
  daily: sometimes
  monthly: {}
leads: [ana]
verdicts: some
end_of_shift: maybe
rest: 3
`),
      [
        'drm.yaml:2 reports.weekly.day: "mon-fri" is no day of the week. It takes monday.',
        'drm.yaml:2 reports.weekly.at: "24:00" is no time of the day. It takes "09:00".',
        "drm.yaml:2 reports.weekly.tz: is no time zone. It takes an IANA name like Europe/Berlin.",
        "drm.yaml:2 reports.weekly.chanel: is not known here. Did you mean channel?",
        "drm.yaml:3 reports.daily: takes off, or at, tz and channel.",
        "drm.yaml:4 reports.monthly: is not known here. It takes weekly, daily.",
        "drm.yaml:5 leads[0]: is nobody. It takes an id, U0123ABCD, from their profile in Slack, or an e-mail address.",
        'drm.yaml:6 verdicts: is "some". It takes paged, all, off.',
        "drm.yaml:7 end_of_shift: takes on or off.",
        "drm.yaml:8 rest: takes on or off.",
      ],
    );
  });
});
