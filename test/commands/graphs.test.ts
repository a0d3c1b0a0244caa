import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { SavedGraph } from "../../src/core/graph/asked.ts";
import type { GraphDesk } from "../../src/core/graph/desk.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Reply } from "../../src/core/message.ts";
import { buttonsOf, createContext, linesOf, NOW, someRows } from "./context.ts";
import { createGraphs } from "./graphs.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;

const incident = (more: Partial<Incident> = {}): Incident => ({
  id: "prometheus:slow",
  source: "prometheus",
  key: "slow",
  version: 1,
  state: "firing",
  severity: "critical",
  title: "Checkout slow",
  labels: { service: "checkout" },
  openedAtMs: NOW - 20 * MIN,
  firings: 1,
  history: [],
  last: { atMs: 0, rank: 1, eventId: "1" },
  ...more,
});

/** A place with a desk, perhaps below a card. */
const place = (here?: Incident, more: Partial<GraphDesk> = {}) => {
  const { desk, notes } = createGraphs(more);
  const { ask } = createContext(someRows(), { graphs: desk, here: async () => here });
  const tell = async (text: string): Promise<Failure> => {
    try {
      assert.fail(`answered: ${linesOf(await ask(text))}`);
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  };
  /** What was drawn last. */
  const last = () => {
    const drawn = notes.drawn.at(-1);
    assert.ok(drawn, "nothing was drawn");
    return drawn;
  };
  return { ask, tell, notes, last };
};

const minutes = (reply: Reply): readonly [from: number, to: number] => {
  const at = (name: string) => (Date.parse(reply.picture?.query.get(name) ?? "") - NOW) / MIN;
  return [at("from"), at("to")];
};

const measured = (): Incident =>
  incident({
    graph: { source: "prometheus", query: "checkout_seconds", by: { label: "host", how: "max" }, unit: "s" },
  });

describe("graph, as people type it in a hurry", () => {
  it("below a card takes it, this and please for the card's own graph", async () => {
    for (const words of ["graph it", "graph this", "graph this one please", "show me the graph", "graph the alert"]) {
      const { ask, last } = place(measured());
      await ask(words);
      assert.deepEqual(
        [last().asked.query, last().asked.by, last().asked.title],
        ["checkout_seconds", { label: "host", how: "max" }, "Checkout slow"],
        words,
      );
    }
    assert.match((await place(measured()).tell("graph source:loki")).tell ?? "", /^What at Loki\? This problem was/);
    const { ask, last } = place(measured());
    const reply = await ask("graph up since it opened");
    assert.deepEqual([last().asked.query, ...minutes(reply)], ["up", -50, 0]);
    await ask("graph since the alert fired");
    assert.equal(last().asked.query, "checkout_seconds");
    await ask("graph me the up");
    assert.equal(last().asked.query, "up");
    await ask("graph by queue sum");
    assert.deepEqual(last().asked.by, { label: "queue", how: "sum" });
  });

  it("takes the time first", async () => {
    for (const [words, minutesAgo] of [
      ["graph last 3h up", 180],
      ["graph last 3 hours of up", 180],
      ["graph last hour up", 60],
      ["graph now-6h up", 360],
    ] as const) {
      const { ask, last } = place();
      const reply = await ask(words);
      assert.deepEqual([last().asked.query, ...minutes(reply)], ["up", -minutesAgo, 0], words);
    }
  });

  it("ends the last hour now", async () => {
    const { ask } = place();
    assert.deepEqual(minutes(await ask("graph up last hour")), [-60, 0]);
    assert.deepEqual(minutes(await ask("graph up in the last hour")), [-60, 0]);
  });

  it("says which words are no time", async () => {
    const failing = async (): Promise<never> => {
      throw new Failure("usage", "parse error", { tell: "Prometheus cannot read that query." });
    };
    const { tell } = place(undefined, { draw: failing });
    assert.match((await tell("graph up last night")).tell ?? "", /I could not read "last night" as a time\. Times are/);
    const named = await tell("graph checkout latency last night");
    assert.match(named.tell ?? "", /^I could not read "last night" as a time\./);
    assert.ok(!named.choices?.options.some(({ value }) => value === "Checkout latency"));
    assert.match((await tell("graph up{} last 0h")).tell ?? "", /I could not read "last 0h" as a time/);
    assert.match((await tell("graph up{x=@}")).tell ?? "", /read that query\.\n"graph list"/);
  });

  it("says what was not filled in of a query that was copied from a dashboard", async () => {
    const failing = async (): Promise<never> => {
      throw new Failure("not_found", "no data", { tell: "No data." });
    };
    const { tell } = place(undefined, { draw: failing });
    assert.equal(
      (await tell(`graph rate(x{job="$job",host="\${host}"}[$__rate_interval])`)).tell,
      "$job and $host are not filled in: say job=… host=… behind the query.\nNo data.",
    );
    for (const words of [
      'graph x{job="$job"} job=web',
      'graph x{job="web"}',
      'graph label_replace(up, "a", "$1", "b", "")',
    ])
      assert.equal((await tell(words)).tell, "No data.", words);
  });

  it("says what is wrong with a time that can be read", async () => {
    const failing = async (): Promise<never> => {
      throw new Failure("usage", "parse error", { tell: "Prometheus cannot read that query." });
    };
    const { tell } = place(undefined, { draw: failing });
    const said = async (words: string) => (await tell(words)).tell ?? "";
    assert.match(
      await said('graph up{x="last week" last 1h'),
      /^A bracket is not closed in up\{x="last week" last 1h\nProm/,
    );
    assert.match(await said("graph up last 1h last 2h"), /^Two times are said there, "last 1h" is one of them/);
    assert.match(await said("graph up last 1h of blue"), /^I do not understand "of blue" behind "last 1h"\./);
    assert.match(await said("graph up above abc"), /^"above" and "below" take one number/);
    assert.match(await said("graph above 5 queue_depth"), /^"above" stands behind the name or the query/);
    assert.match(await said("graph up by host,code"), /^"by" takes one label: by instance\.\nPrometheus cannot/);
    assert.match(await said("graph up title:Two words"), /^Titles of several words take quotes: title:"Two words"\./);
    assert.match(await said("graph node_load1 title:Load of hosts"), /^Titles .* quotes: title:"Load of hosts"\./);
    assert.match(await said("graph up between 2 and 3"), /^I could not read "between 2 and 3" as a time\. Times are/);
    assert.match(await said("graph up from 2 to 3am"), /^I could not read "from 2 to 3am" as a time\./);
    assert.match(
      await said("graph http_requests_total for web-1"),
      /^A filter stands in the query: http_requests_total\{instance="web-1"\}\./,
    );
    assert.deepEqual((await tell("graph HTTP_requests_total")).choices?.options[0]?.value, "http_requests_total");
    assert.match(await said("graph latency host=a b"), /^Values have no spaces and stand at the end: "host=a" is/);
    assert.match(await said("graph source:graphite avg:x{*} by {host} +"), /^Prometheus cannot read that query\./);
    assert.match(await said("graph sum(up) by (x) +"), /^Prometheus cannot read that query\./);
    assert.match(await said('graph up{x="last week"} ='), /^Prometheus cannot read that query\.\n"graph list"/);
  });

  it("leaves a source's own choices as they are", async () => {
    const options = [{ label: "Latency", value: "shop:panel-2" }];
    const many = new Failure("usage", "6 panels", { tell: "Which one?", choices: { words: "shop", options } });
    const { tell } = place(undefined, { draw: () => Promise.reject(many) });
    assert.equal(await tell("graf db shop"), many);
  });

  it("draws six hours for who asks as in another bot, and the problem's time below its card", async () => {
    const { ask } = place();
    assert.deepEqual(minutes(await ask("graf db kYb3xJ2Mz:panel-8")), [-360, 0]);
    assert.deepEqual(minutes(await ask("graf db kYb3xJ2Mz:panel-8 now-2h now-1h")), [-120, -60]);
    assert.deepEqual(minutes(await ask("graph source:grafana kYb3xJ2Mz:panel-8")), [-60, 0]);
    assert.deepEqual(minutes(await place(incident()).ask("graf db kYb3xJ2Mz:panel-8")), [-50, 0]);
  });

  it("puts a time for what Grafana fills in where Prometheus is asked itself", async () => {
    const { ask, last } = place();
    await ask("graph rate(x[$__rate_interval]) / rate(y[$__interval])");
    assert.equal(last().asked.query, "rate(x[5m]) / rate(y[5m])");
    await ask("graph save win = rate(x[$__rate_interval])");
    await ask("graph win");
    assert.equal(last().asked.query, "rate(x[5m])");
    await ask("graph source:graphite x.$__interval");
    assert.equal(last().asked.query, "x.$__interval");
  });

  it("finds the metric behind a slip of the finger", async () => {
    const failing = async (): Promise<never> => {
      throw new Failure("not_found", "no data", { tell: "No data." });
    };
    const { tell } = place(undefined, { draw: failing });
    const failure = await tell("graph htp_requests_total");
    assert.match(failure.tell ?? "", /Did you mean "http_requests_total"\?/);
    assert.deepEqual(failure.choices?.options, [{ label: "http_requests_total", value: "http_requests_total" }]);
  });

  it("takes status=502 for a text to count where lines are counted, and for no graph elsewhere", async () => {
    const { ask, last, tell } = place();
    await ask("graph status=502 source:loki by host");
    assert.deepEqual([last().asked.query, last().asked.kind], ["status=502", "logs"]);
    assert.match((await tell("graph host=web-1")).tell ?? "", /^"host=web-1" of which graph\?/);
  });

  it("saves the picture of an alert without the alert's name, which is not true tomorrow", async () => {
    const { ask, notes } = place(measured());
    await ask("graph");
    await ask("save this graph as checkout seconds");
    assert.deepEqual([notes.saved.at(-1)?.name, notes.saved.at(-1)?.graph.title], ["checkout seconds", undefined]);
  });

  it("searches no source that is not connected", async () => {
    assert.match((await place().tell("graph search cpu source:datadog")).tell ?? "", /not connected to "datadog"/);
  });

  it("forgives a question mark behind a metric, and finds names with letters of any alphabet", async () => {
    const { ask, last } = place();
    await ask("graph node_load1?");
    assert.equal(last().asked.query, "node_load1");
    const failing = async (): Promise<never> => {
      throw new Failure("usage", "parse error", { tell: "Prometheus cannot read that query." });
    };
    const { tell, ask: save } = place(undefined, { draw: failing });
    await save("graph save Größe der Schlange = up");
    assert.match((await tell("graph Größe")).tell ?? "", /Did you mean "Größe der Schlange"\?/);
    assert.match((await tell("graph save api (prod) = up")).tell ?? "", /^"api \(prod\)" cannot be a name/);
    assert.match((await tell("graph save it = up")).tell ?? "", /^"it" would be read as a command/);
  });

  it("promises guests no posting", async () => {
    const { desk } = createGraphs();
    const asker = { id: "U7", name: "guest", tz: "UTC", outsider: true };
    const { ask } = createContext(someRows(), { graphs: desk, asker });
    await ask("graph up");
    assert.match(linesOf(await ask("graph live")), /Guests may look, but not post\./);
  });
});

describe("graph", () => {
  it("draws a query of the default source over the last hour, as one message with its picture", async () => {
    const { ask, last } = place();
    const query = 'sum(rate(http_requests_total{status=~"5.."}[5m])) by (host)';
    const reply = await ask(`graph ${query}`);
    assert.deepEqual(last().asked, { kind: "points", source: "prometheus", query });
    assert.deepEqual(minutes(reply), [-60, 0]);
    assert.equal(linesOf(reply), `${query}\nLast 3, between 1 and 9.\n1 h: Wed 18 Nov 13:23 – 14:23, Europe/Berlin`);
    const id = reply.picture?.id ?? "";
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.equal(reply.picture?.together, true);
    assert.deepEqual(buttonsOf(reply.buttons), [
      `Snapshot: graph snapshot ${id}`,
      `Wider: graph wider ${id}`,
      `Narrower: graph narrower ${id}`,
      `My live view: graph live ${id}`,
    ]);
    assert.notEqual(reply.private, true);
  });

  it("takes all that is said about it", async () => {
    const { ask, last } = place();
    const reply = await ask(
      'graph source:graphite stats.*.requests.count last 2h vs last week by 1 title:"Requests" unit:req log above 500 below 1',
    );
    assert.deepEqual(last().asked, {
      kind: "points",
      source: "graphite",
      query: "stats.*.requests.count",
      title: "Requests",
      unit: "req",
      log: true,
      by: { label: "1", how: "sum" },
      thresholds: [
        { value: 500, trouble: "above" },
        { value: 1, trouble: "below" },
      ],
    });
    assert.deepEqual(minutes(reply), [-120, 0]);
    assert.equal(reply.picture?.query.get("vs"), "1w");
    assert.equal((await ask("graph up last 3h vs previous")).picture?.query.get("vs"), "3h");
    assert.equal((await ask("graph up from=2026-11-17 to=2026-11-17 tz=UTC")).picture?.query.get("tz"), "UTC");
  });

  it("adds up what counts and averages what does not, unless told", async () => {
    const { ask, last } = place();
    for (const [query, how] of [
      ["rate(http_requests_total[5m])", "sum"],
      ["sum(increase(x[1h]))", "sum"],
      ["count(up)", "sum"],
      ["stats.web.requests.count", "sum"],
      ["node_load1", "avg"],
      ["histogram_quantile(0.9, rate(x_bucket[5m]))", "avg"],
      ["summarize(servers.cpu, '1h')", "avg"],
    ] as const) {
      await ask(`graph ${query} by host`);
      assert.equal(last().asked.by?.how, how, query);
    }
    await ask("graph rate(x[5m]) by host max");
    assert.equal(last().asked.by?.how, "max");
  });

  it("knows sources by what people call them, and counts lines of logs", async () => {
    const { ask, last, tell } = place();
    for (const [word, source] of [
      ["prom", "prometheus"],
      ["vm", "prometheus"],
      ["carbon", "graphite"],
      ["graf", "grafana"],
      ["Graphite", "graphite"],
      ["Loki", "loki"],
    ] as const) {
      await ask(`graph x_y source:${word}`);
      assert.equal(last().asked.source, source, word);
    }
    await ask('graph source:loki {app="api"} |= "502" last 30m');
    assert.deepEqual(last().asked, { kind: "logs", source: "loki", query: '{app="api"} |= "502"', shape: "count" });
    const { code, tell: said } = await tell("graph up source:datadog");
    assert.equal(code, "usage");
    assert.match(said ?? "", /not connected to "datadog"\. There is: Prometheus \(source:prometheus\), Graphite/);
  });

  it("gives Grafana's panels their variables, whatever they are called", async () => {
    const { ask, last } = place();
    await ask('graf db kYb3xJ2Mz:panel-8 server=web-1 region="eu west" now-6h');
    assert.equal(last().asked.query, 'kYb3xJ2Mz:panel-8 server=web-1 region="eu west"');
    await ask('graph source:grafana kYb3xJ2Mz:"CPU by host" host=a host=b last 2h');
    assert.equal(last().asked.query, 'kYb3xJ2Mz:"CPU by host" host=a host=b');
    await ask("graph save web = kYb3xJ2Mz:panel-8 source:grafana");
    await ask("graph web server=web-2");
    assert.equal(last().asked.query, "kYb3xJ2Mz:panel-8 server=web-2");
  });

  it("asks a source of other words for what looks like a name", async () => {
    const sources = () => [{ source: "rabbitmq", name: "RabbitMQ", kind: "points" } as const];
    const { ask, last } = place(undefined, { sources });
    await ask("graph prod orders unacked last 2h");
    assert.equal(last().asked.query, "prod orders unacked");
  });

  it("says that nothing is connected", async () => {
    const { ask, tell } = place(undefined, { sources: () => [], saved: async () => [] });
    const { code, tell: said } = await tell("graph up");
    assert.equal(code, "config");
    assert.match(said ?? "", /No source of metrics .* PROMETHEUS_URL/);
    assert.match((await tell("graph search up")).tell ?? "", /No source of metrics/);
    assert.match(linesOf(await ask("graph")), /Nothing can be drawn yet: no source of metrics or logs is connected/);
  });

  it("lists what is saved when nothing is named", async () => {
    const reply = await place().ask("graph");
    assert.match(linesOf(reply), /^4 saved graphs\nCheckout latency: .* · Prometheus · Ben\nlatency host=…: /);
    assert.deepEqual(buttonsOf(reply.buttons), [
      'Checkout latency: graph "Checkout latency"',
      'load: graph "load"',
      'queue: graph "queue"',
    ]);
  });
});

describe("graph in a problem's thread", () => {
  it("shows half an hour before it opened until now, with the problem marked and a way to watch", async () => {
    const { ask, last } = place(incident());
    const reply = await ask("graph node_load1");
    assert.deepEqual(minutes(reply), [-50, 0]);
    assert.equal(last().asked.incidentId, "prometheus:slow");
    assert.equal(reply.picture?.incidentId, "prometheus:slow");
    assert.ok(buttonsOf(reply.buttons).includes(`Watch: graph watch ${reply.picture?.id}`));
    assert.deepEqual(minutes(await ask("graph node_load1 last 2h")), [-120, 0]);
  });

  it("shows one that ended long ago as it was, and one of just now until now", async () => {
    const long = incident({ state: "resolved", openedAtMs: NOW - 10 * HOUR, resolvedAtMs: NOW - 7 * HOUR });
    assert.deepEqual(minutes(await place(long).ask("graph up")), [-630, -390]);
    const late = incident({ state: "resolved", openedAtMs: NOW - 10 * HOUR, resolvedAtMs: NOW - 5 * HOUR });
    assert.deepEqual(minutes(await place(late).ask("graph up")), [-630, 0]);
    const notice = incident({ state: "notice", openedAtMs: NOW - 8 * HOUR });
    assert.deepEqual(minutes(await place(notice).ask("graph up")), [-510, -450]);
  });

  it("draws what it was measured by when nothing is named", async () => {
    const graph = {
      source: "prometheus",
      query: "p99_ms > 500",
      thresholds: [{ value: 500, trouble: "above" }],
      unit: "ms",
    } as const;
    const { ask, last } = place(incident({ graph }));
    const reply = await ask("graph");
    const asked = { kind: "points", title: "Checkout slow", incidentId: "prometheus:slow", ...graph };
    assert.deepEqual(last().asked, asked);
    assert.deepEqual(minutes(reply), [-50, 0]);
    assert.deepEqual(minutes(await ask("graph last 4h vs yesterday")), [-240, 0]);
    assert.equal(last().view.vs, "1d");
    const { tell } = place(incident({ graph: { ...graph, source: "datadog" } }));
    assert.match((await tell("graph")).tell ?? "", /measured by datadog, which I am not connected to/);
    assert.match(linesOf(await place(incident()).ask("graph")), /measured by is not known: say which graph/);
  });
});

describe("saved graphs", () => {
  it("are found by their whole name, however it is written", async () => {
    const { ask, last } = place();
    for (const said of ["Checkout latency", "checkout  LATENCY?", '"checkout latency"', "“Checkout latency” last 2h"]) {
      await ask(`graph ${said}`);
      assert.deepEqual([last().asked.title, last().asked.unit], ["Checkout p99", "s"], said);
    }
    await ask("graph queue source:prometheus");
    assert.deepEqual(last().asked, { kind: "points", source: "prometheus", query: "queue" });
    await ask('graph queue title:"My queue" by host above 10');
    const by = { label: "host", how: "avg" };
    const thresholds = [{ value: 10, trouble: "above" }];
    assert.deepEqual(last().asked, {
      ...{ kind: "points", source: "graphite", query: "servers.queue.depth", title: "My queue", by, thresholds },
    });
  });

  it("fill in what is said, what there is by default, and ask for what is missing", async () => {
    const { ask, last, tell } = place();
    await ask("graph latency host=web-513 last 2h");
    assert.deepEqual(
      [last().asked.query, last().asked.title],
      ['avg(latency_ms{host="web-513"})', "latency · web-513"],
    );
    await ask("graph load");
    assert.equal(last().asked.query, 'node_load1{host="web-1"}');
    await ask("graph load host=db-2");
    assert.equal(last().asked.query, 'node_load1{host="db-2"}');
    assert.equal((await tell("graph latency")).tell, 'Which host? Say it like this: "graph latency host=web-1".');
    assert.match((await tell("graph latency node=a")).tell ?? "", /"latency" takes host=web-1, not node=\./);
    assert.match(
      (await tell("graph up x=1")).tell ?? "",
      /^This query has no \$x to fill in\.\nA filter stands in the query: up\{x="1"\}\./,
    );
  });

  it("take no value that could end a quoted text", async () => {
    const { tell, notes } = place();
    for (const value of ['a"}', "a\\\\", "x{y", "(a)", "`a`", "'a b'", `'${"x".repeat(121)}'`]) {
      const { code, tell: said } = await tell(`graph latency host=${value}`);
      assert.equal(code, "usage", value);
      assert.match(said ?? "", /no spaces, quotes or brackets|takes|Which host/, value);
    }
    assert.deepEqual(notes.drawn, []);
  });

  it("are suggested, with metrics, for a name that nobody saved", async () => {
    const { tell, notes } = place();
    const failure = await tell("graph checkout latncy last 2h");
    assert.deepEqual(failure.choices, {
      words: "checkout latncy",
      options: [
        { label: "Checkout latency", value: "Checkout latency" },
        { label: "latency", value: "latency" },
      ].slice(0, 1),
    });
    assert.match(
      failure.tell ?? "",
      /^No graph is saved as "checkout latncy", and it is no query for Prometheus\.\nDid you mean "Checkout latency"\?/,
    );
    const requests = await tell("graph http requests");
    assert.deepEqual(requests.choices?.options, [{ label: "http_requests_total", value: "http_requests_total" }]);
    assert.equal((await tell("graph stats counters")).choices, undefined, "what another source has is not offered");
    assert.match((await tell("graph nothing like this")).tell ?? "", /"graph list" shows saved graphs/);
    assert.deepEqual(notes.drawn, []);
  });

  it("are suggested where a query draws nothing, and other failures are left as they are", async () => {
    const { tell } = place();
    const failure = await tell("graph none_latency");
    assert.equal(failure.code, "not_found");
    assert.match(
      failure.tell ?? "",
      /^No data: prometheus knows no such metric\.\nDid you mean "Checkout latency" or "latency"/,
    );
    assert.deepEqual(failure.choices?.words, "none_latency");
    assert.equal((await tell('graph none_x{a="b"}')).tell, "No data: prometheus knows no such metric.");
    const late = new Failure("timeout", "late", { tell: "Prometheus did not answer within 5 s." });
    assert.equal(await place(undefined, { draw: () => Promise.reject(late) }).tell("graph checkout_requests"), late);
  });

  it("are drawn when chosen", async () => {
    const { ask, last } = place();
    await ask('graph "http_requests_total" last 2h');
    assert.equal(last().asked.query, "http_requests_total");
    await ask('graph `sum(rate(x{a="b last 2h"}[5m]))` last 2h');
    assert.equal(last().asked.query, 'sum(rate(x{a="b last 2h"}[5m]))');
    await ask("graph ```up or\n  down``` vs yesterday");
    assert.equal(last().asked.query, "up or\n  down");
    await ask("graph “sum(rate(x{a=“b”}[5m]))” last 2h");
    assert.equal(last().asked.query, 'sum(rate(x{a="b"}[5m]))');
    await ask("graph: up — last 2h");
    assert.equal(last().asked.query, "up");
    await ask("graph source:loki `502 Bad`");
    assert.equal(last().asked.query, "502 Bad");
    await ask('graph source:loki "502 Bad"');
    assert.equal(last().asked.query, '"502 Bad"');
  });

  it("are listed, all or by words", async () => {
    const { ask } = place();
    assert.match(linesOf(await ask("graph list")), /^4 saved graphs\n/);
    assert.match(linesOf(await ask("graph list checkout")), /^1 saved graph like "checkout"\nCheckout latency: /);
    assert.match(linesOf(await ask("graph list zebra")), /^No saved graph is like "zebra"\n/);
    const many = Array.from(
      { length: 40 },
      (_, at): SavedGraph => ({
        ...{ name: `g ${at}`, graph: { kind: "points", source: "gone", query: "q".repeat(200) } },
        ...{ ownerId: "U2", ownerName: "Ben", atMs: NOW },
      }),
    );
    const { choose, rows, footer } = await place(undefined, { saved: async () => many }).ask("graphs");
    assert.deepEqual(
      [choose?.options.length, rows?.length, footer?.[0]],
      [24, 24, "and 16 more: say a word of the name."],
    );
    assert.ok(rows?.every(({ value }) => value.length < 120 && value.includes("gone, not connected")));
  });
});

describe("graph save and forget", () => {
  const savedAs = ({ notes }: ReturnType<typeof place>, name: string) =>
    notes.saved.find((one) => one.name === name)?.graph;

  it("keeps the query and its options, not the time", async () => {
    const there = place();
    const reply = await there.ask(
      'graph save Error rate = sum(rate(x{a="b=c"}[5m])) / 2 last 2h title:“Errors” above 5 by host',
    );
    assert.deepEqual(savedAs(there, "Error rate"), {
      kind: "points",
      source: "prometheus",
      query: 'sum(rate(x{a="b=c"}[5m])) / 2',
      title: "Errors",
      thresholds: [{ value: 5, trouble: "above" }],
      by: { label: "host", how: "sum" },
    });
    assert.match(linesOf(reply), /^Saved: Error rate\n.*\nThe time is not saved/);
    assert.deepEqual(buttonsOf(reply.buttons), ['Draw: graph "Error rate"']);
    await there.ask("graph error rate");
    assert.equal(there.last().asked.title, "Errors");
    await there.ask('graph save failed = {app="web"} | json | status = "502" source:loki');
    assert.equal(savedAs(there, "failed")?.query, '{app="web"} | json | status = "502"');
  });

  it("says what it was before, how placeholders are said, and takes the picture above", async () => {
    const there = place();
    assert.match(
      linesOf(await there.ask("graph save queue = other.queue.$name source:graphite")),
      /Before: servers\.queue\.depth\nAsk for it with "graph queue name=…"\./,
    );
    assert.deepEqual((await there.ask('graph save q2 = x{h="$host"}')).buttons, []);
    await there.ask("graph node_load5 source:prom title:Load");
    await there.ask("graph save my load");
    assert.deepEqual(savedAs(there, "my load"), {
      kind: "points",
      source: "prometheus",
      query: "node_load5",
      title: "Load",
    });
  });

  it("refuses names that would be read as something else, and another's", async () => {
    const { tell } = place();
    for (const [said, why] of [
      ["graph save", /Under which name/],
      ["graph save = up", /name comes first/],
      ["graph save rate(x[5m])", /name comes first/],
      ["graph save list = up", /read as a command/],
      ["graph save errors last week = up", /read as a time or an option/],
      ["graph save cpu by host = up", /read as a time or an option/],
      ['graph save a"b = up', /cannot be a name/],
      [`graph save ${"n".repeat(61)} = up`, /at most 60/],
      ["graph save x = last 2h", /What shall "x" draw/],
      ["graph save x = foo_bar host=web-1", /as a placeholder in the query: \$host/],
      ["graph save x = up source:nope", /not connected to "nope"/],
      ["graph save x", /No picture was posted here[^"]*"=": "graph save x = <query>"/],
      ["graph save q2 queue_depth", /"graph save q2 = queue_depth"/],
      ["graph save x=y = queue_depth", /Only one "=" can stand there/],
      ["graph save latency = up", /Ben's/],
    ] as const)
      assert.match((await tell(said)).tell ?? "", why, said);
  });

  it("forgets the asker's own by name", async () => {
    const { ask, tell, notes } = place();
    assert.match(linesOf(await ask("graph forget Queue")), /^Forgotten: queue\nIt was ana's: servers\.queue\.depth/);
    assert.equal(notes.saved.length, 3);
    assert.equal((await tell("graph forget latency")).code, "forbidden");
    assert.deepEqual((await tell("graph forget lod")).choices?.options[0]?.value, "load");
    assert.match((await tell("graph forget")).tell ?? "", /Which one/);
  });
});

describe("graph search", () => {
  it("finds at every source, or at one, with a button each", async () => {
    const { ask } = place();
    const reply = await ask("graph search requests");
    assert.equal(reply.title, '4 metrics and panels like "requests"');
    assert.deepEqual(
      reply.items?.map(({ title, lines, url }) => [title, lines[0], url !== undefined]),
      [
        ["http_requests_total", "Prometheus", false],
        ["checkout_requests_total", "Prometheus", false],
        ["stats.counters.requests.rate", "Graphite", false],
        ["Checkout / Requests by code", "Grafana · kYb3xJ2Mz:panel-8", true],
      ],
    );
    assert.deepEqual(buttonsOf(reply.items?.[3]?.buttons), ["Draw: graph source:grafana kYb3xJ2Mz:panel-8"]);
    assert.equal((await ask("graf search requests")).items?.length, 1);
    assert.match(linesOf(await ask("graph search zebra")), /^Nothing is called like "zebra"\nFewer words/);
    assert.equal((await ask("graf search requests")).title, '1 panel or dashboard like "requests"');
    assert.equal((await ask("graph search requests source:graphite")).title, '1 metric like "requests"');
    assert.match(
      (await place().tell("graph search 502 source:loki")).tell ?? "",
      /^Loki has lines, .*"measure count "502" source:loki"/,
    );
  });

  it("says which sources did not answer", async () => {
    const search: GraphDesk["search"] = async (_words, _limit, silent) => {
      silent?.("graphite");
      return [{ source: "prometheus", title: "x", query: "x" }];
    };
    const { ask } = place(undefined, { search });
    assert.match(linesOf(await ask("graph search x")), /Did not answer in time: Graphite\./);
    const nothing: GraphDesk["search"] = async (_words, _limit, silent, only) => {
      if (only === undefined) silent?.("graphite");
      return [];
    };
    const empty = place(undefined, { search: nothing });
    assert.match((await empty.ask("graph search x")).title, /^No answer from Graphite: I cannot say/);
    assert.match((await empty.ask("graph search x source:prometheus")).title, /^Nothing is called like "x"/);
  });
});

describe("a posted picture", () => {
  it("gets wider and narrower with its end at now", async () => {
    const { ask, last } = place();
    const first = await ask("graph up last 2h vs last week");
    const wider = await ask(`graph wider ${first.picture?.id}`);
    assert.deepEqual(minutes(wider), [-240, 0]);
    assert.equal(wider.picture?.query.get("vs"), "1w");
    assert.notEqual(wider.picture?.id, first.picture?.id);
    assert.deepEqual(minutes(await ask("graph narrower")), [-120, 0]);
    assert.deepEqual(buttonsOf(wider.buttons)[1], `Wider: graph wider ${wider.picture?.id}`);
    assert.equal(last().asked.query, "up");
  });

  it("keeps an end in the past", async () => {
    const { ask, tell } = place();
    await ask("graph up yesterday");
    assert.deepEqual(minutes(await ask("graph narrower")), [-863 - 720, -863]);
    await ask("graph up 1m");
    assert.match((await tell("graph narrower")).tell ?? "", /no narrower than a minute/);
    await ask("graph up last 300d");
    assert.deepEqual(minutes(await ask("graph wider")), [-365 * 1_440, 0]);
    assert.match((await tell("graph wider")).tell ?? "", /no wider than a year/);
    assert.match((await tell("graph wider please now")).tell ?? "", /is no picture/);
    assert.match((await tell("graph wider a999999999999999")).tell ?? "", /no longer kept/);
    assert.match((await place().tell("graph wider")).tell ?? "", /No picture was posted here/);
  });

  it("is taken anew and frozen, with a comment and the person's name", async () => {
    const { ask, notes } = place();
    const first = await ask("graph up last 2h title:Up");
    const reply = await ask(`graph snapshot ${first.picture?.id} before the "rollback"?`);
    assert.match(linesOf(reply), /^Snapshot: Up\n“before the "rollback"\?”\nLast 3/);
    assert.match(linesOf(reply), /\nBy ana · 2 h: Wed 18 Nov 12:23 – 14:23/);
    assert.deepEqual(reply.links, [{ label: "Frozen picture", url: `https://drm.example.com/s/${reply.picture?.id}` }]);
    assert.deepEqual(reply.did, { about: "Up" });
    assert.notEqual(reply.picture?.id, first.picture?.id);
    assert.match(linesOf(await ask("snapshot rollback done")), /“rollback done”/);
    assert.equal(notes.snapshots.size, 3);
  });

  it("of a problem grows up to now, another moves along, one of the past stays", async () => {
    const old = { atMs: NOW - HOUR, by: "U1", graph: "measure~x", png: new Uint8Array() };
    const taken = async (from: number, to: number, incidentId?: string) => {
      const { ask, notes } = place();
      const reply = await ask("graph up");
      const spec = notes.snapshots.get(reply.picture?.id ?? "")?.spec;
      assert.ok(spec);
      const iso = (min: number) => new Date(NOW + min * MIN).toISOString();
      const query = new URLSearchParams({ from: iso(from), to: iso(to), tz: "UTC" }).toString();
      const where = incidentId === undefined ? {} : { incidentId };
      notes.snapshots.set("b100000000000000", { ...old, id: "b100000000000000", query, spec, ...where });
      return minutes(await ask("graph snapshot b100000000000000"));
    };
    assert.deepEqual(await taken(-120, -60), [-60, 0]);
    assert.deepEqual(await taken(-120, -60, "x:1"), [-120, 0]);
    assert.deepEqual(await taken(-240, -180, "x:1"), [-240, -180]);
  });

  it("of a problem is found again in its history", async () => {
    const { ask, tell } = place(incident());
    assert.equal((await ask("graph snapshots")).title, "No pictures of this problem yet");
    const { picture } = await ask("graph up");
    const reply = await ask("graph snapshots");
    assert.equal(reply.private, true);
    assert.match(linesOf(reply), /^1 picture of this problem\nup\nWed 18 Nov 14:23$/);
    assert.match(reply.items?.[0]?.url ?? "", new RegExp(`^https://drm.example.com/s/${picture?.id}`));
    assert.equal((await ask("graph snapshots other:1")).title, "No pictures of this problem yet");
    assert.ok(tell);
    assert.match((await place().tell("graph snapshots")).tell ?? "", /in the thread of its card/);
  });

  it("has a live view for the asker alone, of it or of what is named", async () => {
    const { ask, notes } = place();
    const { picture } = await ask("graph up last 2h");
    for (const said of ["graph live", "graph live this one", `graph live ${picture?.id}`]) {
      const reply = await ask(said);
      assert.equal(reply.private, true);
      assert.equal(reply.links?.[0]?.url, `https://drm.example.com/g/${picture?.graph}?${picture?.query}&mine`);
    }
    assert.equal(notes.drawn.length, 1);
    const other = await ask("graph live node_load1 last 6h");
    assert.equal(other.title, "Your live view: node_load1");
    assert.equal(notes.drawn.length, 2);
    assert.equal(other.picture, undefined);
  });

  it("is watched until the problem ends, or for an hour, and no longer when told", async () => {
    const { ask, notes } = place(incident());
    await ask("graph up title:Up");
    const reply = await ask("watch this graph");
    assert.equal(linesOf(reply), "Watching: Up\nA fresh picture every 1 min, until the problem ends.");
    assert.deepEqual(buttonsOf(reply.buttons), ["Stop: graph unwatch"]);
    assert.equal(notes.watched.length, 1);
    assert.match((await ask("stop watching")).title, /No longer watched/);
    const nothing = await ask("graph unwatch");
    assert.deepEqual([nothing.title, nothing.private], ["Nothing is watched here.", true]);
    const alone = place();
    await alone.ask("graph up");
    assert.match(linesOf(await alone.ask("graph watch")), /until 15:23\.$/);
    assert.match((await place().tell("graph watch")).tell ?? "", /No picture was posted here/);
  });
});

describe("graph mark", () => {
  it("takes what, of what and when", async () => {
    const { ask, notes } = place();
    for (const said of [
      "graph mark deploy v42",
      "mark deploy v42 of checkout at 14:05",
      'graph mark feature flag "new basket" on for "Checkout API" 10 min ago',
      "graph mark config at yesterday 18:00",
      "graph mark meet at the bar",
    ])
      await ask(said);
    assert.deepEqual(notes.marks, [
      { text: "deploy v42", atMs: NOW },
      { text: "deploy v42", atMs: NOW - 18 * MIN, service: "checkout" },
      { text: 'feature flag "new basket" on', atMs: NOW - 10 * MIN, service: "Checkout API" },
      { text: "config", atMs: Date.parse("2026-11-17T17:00:00Z") },
      { text: "meet at the bar", atMs: NOW },
    ]);
    assert.equal(
      linesOf(await ask("graph mark deploy v1 of api at 14:05")).split("\n")[1],
      "At Wed 18 Nov 14:05. Graphs of that time show it from now on.",
    );
  });

  it("marks nothing that is to come or long ago", async () => {
    const { tell, notes } = place();
    for (const [said, why] of [
      ["graph mark", /What shall be marked/],
      ["graph mark deploy v42 at tomorrow", /in the future/],
      ["graph mark deploy v42 at 2024-01-01", /more than a year ago/],
      [`graph mark ${"x".repeat(121)}`, /at most 120/],
    ] as const)
      assert.match((await tell(said)).tell ?? "", why, said);
    assert.deepEqual(notes.marks, []);
  });
});
