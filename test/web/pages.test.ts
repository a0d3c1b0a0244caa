import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { createMetrics } from "../../src/web/index.ts";
import { PUBLIC_URL, specOf, standInSources, startWeb } from "./web-under-test.ts";

const SRC = new URL("../../src/", import.meta.url);
const importsOf = (script: string): string[] =>
  [...script.matchAll(/^\s*(?:import|export)\b(?:[^"';=()]*\bfrom)?\s*["']([^"']+)["']/gm)].map(
    ([, target = ""]) => target,
  );

const stylesOf = (style: string): string[] =>
  [...style.matchAll(/(?:url\(|@import )"([^"]+)"/g)].map(([, target = ""]) => target);

/** A request whose path is sent as it is: fetch would tidy it up first. */
const rawStatus = (port: number, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", reject).end();
  });

describe("assets", () => {
  for (const [name, real] of [
    ["a small client", false],
    ["the real client", true],
  ] as const) {
    const skip = real && !existsSync(new URL("web/client/live.html", SRC)) ? "there is no live.html yet" : false;
    it(`${name}: every module loads in a browser, with everything it imports`, { skip }, async (t) => {
      const { get, links, local } = await startWeb(t, real ? { src: SRC } : {});
      const token = local(links.shared("/g/oncall-load", new URLSearchParams())).split("?")[1];
      const cookie = `drm_view=${new URLSearchParams(token).get("k")}`;
      const page = await (await get("/g/oncall-load", { headers: { cookie } })).text();
      const map: { imports: Record<string, string> } = JSON.parse(/"importmap">(.*?)<\/script>/.exec(page)?.[1] ?? "");
      const open = [...page.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/[^"]+)"/g)].map(([, url = ""]) => url);
      assert.ok(open.some((url) => url.endsWith(".ts")));
      const seen = new Set<string>();
      for (let url = open.pop(); url !== undefined; url = open.pop()) {
        if (seen.has(url)) continue;
        seen.add(url);
        const answer = await get(url);
        assert.equal(answer.status, 200, url);
        assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
        if (url.endsWith(".css")) {
          open.push(...stylesOf(await answer.text()).map((target) => new URL(target, `http://x${url}`).pathname));
        }
        if (!/\.(ts|js)$/.test(url)) continue;
        assert.equal(answer.headers.get("content-type"), "text/javascript; charset=utf-8");
        const script = await answer.text();
        for (const target of importsOf(script)) {
          const found = target.startsWith(".") ? new URL(target, `http://x${url}`).pathname : map.imports[target];
          assert.ok(found, `${url} imports ${target}`);
          open.push(found);
        }
      }
      assert.ok(seen.has("/assets/vendor/chart.js/dist/chart.js"));
      assert.ok(seen.has("/assets/vendor/kurkle-color.js"));
    });
  }

  it("have no types left and parse as JavaScript", async (t) => {
    const { get } = await startWeb(t);
    const script = await (await get("/assets/src/web/client/live.ts")).text();
    assert.doesNotMatch(script, /ChartSpec|unknown/);
    const config = await (await get("/assets/src/graphs/chart-config.ts")).text();
    const runnable = config.replace(/^import .*$/m, "const twice = (value) => [value, value];");
    const module: unknown = await import(`data:text/javascript,${encodeURIComponent(runnable)}`);
    assert.ok(
      typeof module === "object" &&
        module !== null &&
        "chartConfig" in module &&
        typeof module.chartConfig === "function",
    );
    assert.deepEqual(module.chartConfig(1), [1, 1]);
  });

  it("are a closed list", async (t) => {
    const { get, web } = await startWeb(t);
    for (const path of ["/assets/src/graphs/oncall-load.ts", "/assets/src/core/not-asked-for.ts", "/assets/"]) {
      assert.equal((await get(path)).status, 404, path);
    }
    for (const path of [
      "/assets/../package.json",
      "/assets/%2e%2e/package.json",
      "/assets/..%2f..%2fpackage.json",
      "/assets/src/web/client/../../../../../../etc/passwd",
      "/assets/__proto__",
      "/assets//etc/passwd",
      "/assets/src/web/client/live.ts%00",
    ]) {
      assert.equal(await rawStatus(web.port, path), 404, path);
    }
    assert.equal(await rawStatus(web.port, "/assets/%zz"), 400);
  });

  it("come with an ETag, zipped when asked, fonts as they are", async (t) => {
    const { get, web } = await startWeb(t);
    const css = await get("/assets/src/web/page.css");
    assert.match(css.headers.get("content-type") ?? "", /^text\/css/);
    const etag = css.headers.get("etag") ?? "";
    assert.equal((await get("/assets/src/web/page.css", { headers: { "if-none-match": etag } })).status, 304);
    for (const font of ["inter-400", "inter-700", "twemoji"]) {
      const answer = await get(`/assets/fonts/${font}.woff2`);
      assert.equal(answer.headers.get("content-type"), "font/woff2");
      assert.equal(answer.headers.get("content-encoding"), null);
      assert.equal(Buffer.from(await answer.arrayBuffer()).toString("latin1", 0, 4), "wOF2");
    }
    const zipped = await new Promise<Buffer>((resolve, reject) => {
      const path = "/assets/vendor/chart.js/dist/chart.js";
      const options = { port: web.port, path, headers: { "accept-encoding": "gzip" }, agent: false };
      request(options, async (answer) => resolve(Buffer.concat(await answer.toArray())))
        .on("error", reject)
        .end();
    });
    assert.match(gunzipSync(zipped).toString(), /Chart\.js/);
  });

  it("refuse to start with browser code that browsers cannot load", async (t) => {
    const shells = { "web/client/live.html": "<script></script>", "web/client/list.html": "<script></script>" };
    const page = { ...shells, "graphs/chart-config.ts": "" };
    for (const script of ['import "fastify";', 'import "../../store/x.ts";', 'export { a } from "node:fs";']) {
      const src = await standInSources(t, { ...page, "web/client/live.ts": script });
      await assert.rejects(startWeb(t, { src }), { code: "config" }, script);
    }
  });
});

describe("pages", () => {
  it("come with a strict policy that lets only the import map's script be inline", async (t) => {
    const { get, links, local } = await startWeb(t);
    const cookie = (await get(local(links.shared("/g/oncall-load", new URLSearchParams())))).headers.get("set-cookie");
    const page = await get("/g/oncall-load", { headers: { cookie: cookie?.split(";")[0] ?? "" } });
    const map = /<script type="importmap">(.*?)<\/script>/s.exec(await page.text())?.[1] ?? "";
    const policy = page.headers.get("content-security-policy") ?? "";
    const hash = createHash("sha256").update(map).digest("base64");
    assert.ok(policy.includes(`script-src 'self' 'sha256-${hash}';`), policy);
    assert.match(policy, /^default-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
    assert.equal(page.headers.get("cache-control"), "no-store");
  });

  it("answer HEAD, 404 and 405 in few words", async (t) => {
    const { get } = await startWeb(t);
    for (const path of ["/", "/healthz", "/readyz", "/metrics", "/assets/src/web/page.css"]) {
      const head = await get(path, { method: "HEAD" });
      assert.equal(head.status, 200, path);
      assert.equal(await head.text(), "");
      for (const method of ["POST", "DELETE"]) {
        const answer = await get(path, { method, body: "<x>", headers: { "content-type": "odd" } });
        assert.equal(answer.status, 405, path);
        assert.equal(answer.headers.get("allow"), "GET, HEAD");
      }
    }
    const missing = await get("/nothing?<script>", { headers: { accept: "text/html" } });
    assert.equal(missing.status, 404);
    assert.doesNotMatch(await missing.text(), /<script|nothing\?/);
    assert.deepEqual(await (await get("/nothing")).json(), {
      ok: false,
      error: "not_found",
      tell: "There is no such page.",
    });
  });

  it("show no stack and no inner message when something breaks", async (t) => {
    const read = async () => {
      throw new Error("SELECT failed on secret_table");
    };
    const { get, links, local, lines } = await startWeb(t, { snapshots: { read } });
    const link = local(links.shared("/s/x", new URLSearchParams()));
    const cookie = (await get(link)).headers.get("set-cookie")?.split(";")[0] ?? "";
    const answer = await get("/s/x", { headers: { cookie, accept: "text/html" } });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /secret_table|at .*\.ts/);
    assert.equal(lines.at(-1)?.level, "error");
    assert.doesNotMatch(JSON.stringify(lines.at(-1)?.facts), /drm_view/);
  });

  it("need a public URL that is only an origin", async (t) => {
    await assert.rejects(startWeb(t, { publicUrl: `${PUBLIC_URL}/bot/` }), { code: "config" });
    await assert.rejects(startWeb(t, { publicUrl: "drm" }), { code: "config" });
  });
});

describe("health", () => {
  it("is alive, ready or not with the problems in words", async (t) => {
    let problems: readonly string[] = [];
    const { get } = await startWeb(t, { ready: async () => ({ ok: problems.length === 0, problems }) });
    assert.equal((await get("/healthz")).status, 200);
    assert.equal((await get("/readyz")).status, 200);
    problems = ["the store does not answer"];
    const answer = await get("/readyz");
    assert.equal(answer.status, 503);
    assert.deepEqual(await answer.json(), { ok: false, problems });
    assert.equal((await get("/healthz")).status, 200);
  });

  it("is not ready when readiness cannot be told", async (t) => {
    const ready = async () => {
      throw new Error("postgres://user:password@host");
    };
    const { get } = await startWeb(t, { ready });
    const answer = await get("/readyz");
    assert.equal(answer.status, 503);
    assert.doesNotMatch(await answer.text(), /password/);
  });

  it("counts deliveries, shows the process and what waits; an unknown number is absent, not zero", async (t) => {
    let waiting: () => Promise<Record<string, number>> = async () => ({ inbox: 3, outbox: 0 });
    const metrics = createMetrics({ waiting: () => waiting() });
    const { get } = await startWeb(t, { metrics });
    await get("/hooks/plain", { method: "POST", body: "x" });
    await get("/hooks/unknown-name", { method: "POST", body: "x" });
    const answer = await get("/metrics");
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
    const text = await answer.text();
    assert.match(text, /^drm_hooks_total\{source="plain",outcome="accepted"\} 1$/m);
    assert.match(text, /^drm_hooks_total\{source="",outcome="unknown"\} 1$/m);
    assert.match(text, /^drm_waiting\{queue="inbox"\} 3$/m);
    assert.match(text, /^process_resident_memory_bytes \d+$/m);
    assert.doesNotMatch(text, /unknown-name/);
    waiting = async () => {
      throw new Error("store is down");
    };
    assert.doesNotMatch(await (await get("/metrics")).text(), /^drm_waiting\{/m);
  });
});

describe("Slack's requests", () => {
  it("reach the listener with the body unread, whatever the content type", async (t) => {
    const { get } = await startWeb(t, {
      slackEvents: async (incoming, response) => {
        response.end(Buffer.concat(await incoming.toArray()));
      },
    });
    for (const type of ["application/json", "application/x-www-form-urlencoded", "odd"]) {
      const init = { method: "POST", body: "{broken", headers: { "content-type": type } };
      assert.equal(await (await get("/slack/events", init)).text(), "{broken");
    }
  });

  it("are 404 without a listener", async (t) => {
    const { get } = await startWeb(t);
    assert.equal((await get("/slack/events", { method: "POST", body: "{}" })).status, 404);
  });
});

describe("stopping", () => {
  it("finishes what is in flight, lets go of idle connections and streams, and takes no more", async (t) => {
    const stored = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const accept = () => {
      called.resolve();
      return stored.promise;
    };
    const graphs = {
      has: () => true,
      spec: async () => ({ spec: specOf("x"), open: true }),
      onData: () => () => undefined,
    };
    const { get, web, links, local } = await startWeb(t, { accept, graphs });
    assert.equal((await get("/healthz")).status, 200);
    const stream = await get(local(links.shared("/g/x", new URLSearchParams())).replace("?", "/events?"));
    const webhook = get("/hooks/plain", { method: "POST", body: "{}" });
    await called.promise;
    const started = performance.now();
    const stopping = web.stop();
    setTimeout(stored.resolve, 150);
    assert.equal((await webhook).status, 200);
    await stream.text();
    await stopping;
    assert.ok(performance.now() - started < 2000);
    await assert.rejects(get("/healthz"));
  });

  it("does not wait longer than 5 s for a request that never ends", async (t) => {
    const { web } = await startWeb(t, { accept: () => new Promise(() => undefined) });
    const socket = connect(web.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => undefined);
    socket.write("POST /hooks/plain HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    await new Promise((next) => setTimeout(next, 100));
    const started = performance.now();
    await web.stop();
    await closed;
    assert.ok(performance.now() - started < 5000);
  });
});
