import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import generic from "../../src/integrations/generic.ts";
import { capturedFiles, isForbidden, NOT_CAPTURED, RECEIVED_MS, request, sourceKit, unreadable } from "./source-kit.ts";

const { parse, only, one } = sourceKit(generic);
const TOKEN = "a-long-token-of-generic";
const settings = (mappings?: object | string) => ({
  GENERIC_TOKEN: TOKEN,
  GENERIC_MAPPINGS: typeof mappings === "object" ? JSON.stringify(mappings) : mappings,
});
const check = (mappings: object | string) => generic.check?.(settings(mappings)).join("\n") ?? "";

describe("the generic source", () => {
  it("lets in a token by POST and PUT, and nobody else", async () => {
    await generic.relay?.verify(request({ pathToken: TOKEN, method: "PUT" }), settings());
    await generic.relay?.verify(request({ headers: { "x-auth-token": TOKEN } }), settings());
    for (const changes of [{}, { pathToken: "wrong-token-given" }])
      await assert.rejects(async () => generic.relay?.verify(request(changes), settings()), isForbidden);
    assert.deepEqual(generic.relay?.methods, ["POST", "PUT"]);
  });

  it("makes one problem of firing, ack and resolve, and three messages", () => {
    const all = ["own-01-firing.json", "own-02-acked.json", "own-03-resolved.json"].map((file) => one(file));
    assert.deepEqual(
      all.map(({ key, state }) => [key, state]),
      [
        ["disk-db-1", "firing"],
        ["disk-db-1", "acked"],
        ["disk-db-1", "resolved"],
      ],
    );
    assert.equal(new Set(all.map(({ eventId }) => eventId)).size, 3);
  });

  it("without an id, the same host, service and title are the same problem", () => {
    const about = (state: string, title = "Disk is full") => only({ title, state, host: "db-1" });
    assert.equal(about("down").key, about("up").key);
    assert.notEqual(about("down").key, about("down", "Disk is slow").key);
  });

  it("takes the same body for the same message for a minute, or for ever when it tells its time", () => {
    const idAt = (body: object, ms: number) => only(body, { receivedAtMs: RECEIVED_MS + ms }).eventId;
    const plain = { title: "x", id: "1" };
    assert.equal(idAt(plain, 0), idAt(plain, 50_000));
    assert.notEqual(idAt(plain, 0), idAt(plain, 3_600_000), "the same problem may come back");
    const timed = { ...plain, timestamp: "2026-11-16T08:00:00Z" };
    assert.equal(idAt(timed, 0), idAt(timed, 3_600_000));
  });

  it("understands the usual words", () => {
    for (const [words, state] of [
      ["trigger firing open alerting problem down failed ALARM warning", "firing"],
      ["ack acked acknowledged acknowledge", "acked"],
      ["resolve resolved ok closed up recovered", "resolved"],
    ] as const)
      for (const word of words.split(" "))
        for (const name of ["state", "status", "action"])
          assert.equal(only({ title: "x", [name]: word }).state, state, `${name}: ${word}`);
    assert.equal(only({ title: "x" }).state, "firing");
    assert.equal(only({ title: "x", state: "exploded" }).state, "notice");
    assert.deepEqual(
      ["critical", "P1", "sev2", "Average", "low", "purple"].map((severity) => only({ title: "x", severity }).severity),
      ["critical", "critical", "error", "warning", "info", "error"],
    );
  });

  it("reads seconds, milliseconds, nanoseconds and ISO times", () => {
    const at = (timestamp: unknown) => only(`{"title":"x","timestamp":${timestamp}}`).atMs;
    const ms = Date.parse("2026-11-16T08:00:00Z");
    for (const time of [ms / 1000, ms, `${ms}000000`, `"${ms}"`, '"2026-11-16T09:00:00+01:00"'])
      assert.equal(at(time), ms);
    for (const time of ["0", "null", '"soon"', "12", '"99999999999999999999999"']) assert.equal(at(time), RECEIVED_MS);
  });

  it("keeps big ids as they are", () => assert.equal(one("own-05-big-id.json").key, "9007199254740993"));

  it("shows a short extract of what nobody described, never the whole", () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`field${n}`, "z".repeat(10_000)]));
    const { state, title, details } = only(many);
    assert.equal(state, "notice");
    assert.ok(title.length <= 200 && details.join("").length < 3000);
    assert.equal(details.at(-1), "and 43 more");
    assert.throws(() => parse("{}"), unreadable);
  });

  it("reads an array, and refuses what is no object", () => {
    assert.deepEqual(parse([]), []);
    for (const text of ["null", "5", '"x"', "[1]", "[[]]", "", "{", "plain words"])
      assert.throws(() => parse(text), unreadable, text);
    assert.throws(() => parse(Array.from({ length: 1001 }, () => ({ title: "x" }))), unreadable);
  });

  it("never links to anything but the web", () => {
    const { url, runbook } = only({ title: "x", link: "javascript:alert(1)", runbook_url: "file:///etc/passwd" });
    assert.deepEqual([url, runbook], [undefined, undefined]);
  });
});

describe("mappings of the generic source", () => {
  const backup = {
    title: "{job.name} failed on {job.hosts.0}",
    key: "job.id",
    state: "job.result",
    states: { broken: "firing", mended: "resolved" },
    severity: ["job.nowhere", "job.bad"],
    labels: { host: "job.hosts.0", tool: "job.tool" },
  };
  const body = { job: { name: "nightly", id: 7, hosts: ["db-1"], result: "broken", bad: "warning", tool: "restic" } };
  const expected = ["7", "firing", "warning", "nightly failed on db-1", { host: "db-1", tool: "restic" }];
  const said = (...given: Parameters<typeof only>) => {
    const { key, state, severity, title, labels } = only(...given);
    return [key, state, severity, title, labels];
  };

  it("are chosen by the address", () => {
    const given = { settings: settings({ backup }), contentType: "application/json; as=backup" };
    assert.deepEqual(said(body, given), expected);
    assert.equal(only({ job: { ...body.job, result: "mended" } }, given).state, "resolved");
  });

  it("are chosen by what the body holds, yours first", () => {
    const given = { settings: settings({ backup: { ...backup, when: { "job.tool": "restic", "job.id": true } } }) };
    assert.deepEqual(said(body, given), expected);
    assert.equal(only({ job: { ...body.job, tool: "borg" }, text: "hi" }, given).title, "hi");
  });

  it("find events inside a wrapping", () => {
    const given = { settings: settings({ wrapped: { when: { wrapper: true }, list: "data.events", title: "name" } }) };
    const events = parse({ wrapper: "x", data: { events: [{ name: "a" }, { name: "b" }] } }, given);
    assert.deepEqual(
      events.map(({ title }) => title),
      ["a", "b"],
    );
  });

  it("fall back to the documented names, and never reach into prototypes", () => {
    const given = { settings: settings({ x: { title: ["constructor.name", "__proto__", "{nothing}"] } }) };
    assert.equal(only({ summary: "s" }, { ...given, contentType: "a/b; as=x" }).state, "notice");
    assert.equal(only({ summary: "s" }, { ...given, contentType: "a/b; as=constructor" }).title, "s");
  });

  it("that are wrong are named, with what to do", () => {
    assert.equal(check({ backup }), "");
    assert.match(check("{"), /GENERIC_MAPPINGS cannot be read/);
    assert.match(check({ backup: { titel: "x" } }), /titel/);
    assert.match(check({ backup: { states: { a: "burning" } } }), /backup\.states\.a/);
    assert.match(check({ "a b": backup }), /"a b"/);
  });
});

describe("real bodies of others", { skip: capturedFiles("generic").length === 0 && NOT_CAPTURED }, () => {
  it("say what happened", () => {
    const said = capturedFiles("generic").map(({ name, body }) => {
      const { key, state, severity, title } = only(body);
      return [name, key, state, severity, title];
    });
    const trigger = "Zabbix agent on www.example.com is unreachable for 5 minutes";
    assert.deepEqual(said, [
      ["newrelic_open.json", "1234", "firing", "error", "Server Down"],
      ["riemann_ok.json", "hostbob/servicejane", "resolved", "info", "servicejane on hostbob: This is a description"],
      ["updown_array_down.json", "ngg8", "firing", "error", "https://updown.io is down: 500"],
      ["uptimerobot_down.json", "server1.example.com", "firing", "error", "Web Server is Down"],
      ["zabbix_problem.json", `www.example.com: ${trigger}`, "firing", "warning", trigger],
    ]);
  });
});
