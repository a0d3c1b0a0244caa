import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { ChartSpec } from "../../src/core/chart.ts";
import { pageHeaders } from "../../src/web/pages.ts";
import { readShell } from "../../src/web/shell.ts";
import { openBrowser, serve, skipWithoutBrowser } from "./browser.ts";
import { weekSpec } from "./sample-spec.ts";

const shell = await readShell(new URL("../../src/", import.meta.url));

describe("live page", { skip: skipWithoutBrowser }, () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  const streams = new Set<ServerResponse>();
  const spec: ChartSpec = weekSpec;
  let open = true;
  let status = 200;
  let tell = "";

  before(async () => {
    browser = await openBrowser();
    server = await serve((request, reply) => {
      const { pathname } = new URL(request.url ?? "/", "http://host");
      if (pathname === "/g/week") reply.writeHead(200, pageHeaders([shell.hash])).end(shell.html);
      else if (pathname === "/g/week/spec")
        reply
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify(status === 200 ? { spec, open } : { ok: false, tell }));
      else if (pathname === "/g/week/events") {
        reply.writeHead(200, { "content-type": "text/event-stream" }).write(": here\n\n");
        streams.add(reply);
      } else return false;
      return true;
    });
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  const visit = async (
    options: Parameters<Browser["newPage"]>[0],
    query = "?from=2026-11-16&to=2026-11-22&tz=Europe%2FBerlin",
  ) => {
    const page = await browser.newPage({ timezoneId: "America/New_York", locale: "de-DE", ...options });
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(`${server.origin}/g/week${query}`);
    return { page, problems };
  };
  const ready = (page: Page) => page.waitForSelector("html[data-ready=true]", { timeout: 10_000 });

  it("draws the panels, follows events and breaks no rule of its content security policy", async () => {
    [open, status] = [true, 200];
    const { page, problems } = await visit({ viewport: { width: 1100, height: 900 } });
    await ready(page);
    await page.waitForSelector("#state[data-state=live]");
    assert.equal(await page.locator("canvas").count(), 2);
    assert.equal(await page.textContent("#title"), spec.title);
    assert.match((await page.textContent("#fresh")) ?? "", /as of Sat 21 Nov 2026, 14:23, updated \d+ s ago/);
    const first = await page.locator("canvas").first().screenshot();
    const [panel, ...rest] = spec.panels;
    assert.ok(panel);
    const changed = { ...spec, title: "Changed", panels: [{ ...panel, title: "Other" }, ...rest] };
    for (const stream of streams) stream.write(`data: ${JSON.stringify({ spec: changed, open: true })}\n\n`);
    await page.waitForFunction(() => document.title.startsWith("Changed"));
    await page.waitForTimeout(200);
    assert.notDeepEqual(await page.locator("canvas").first().screenshot(), first);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it("fits a phone, and has the numbers as a table with gaps named", async () => {
    const { page } = await visit({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 3, colorScheme: "dark" });
    await ready(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} px wide`);
    assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    await page.click("#theme");
    assert.equal(await page.getAttribute("html", "data-theme"), "light");
    await page.click("#numbers summary");
    await page.waitForSelector("table");
    const sunday = page.getByRole("row", { name: /Sun 22 Nov/ });
    assert.match((await sunday.textContent()) ?? "", /^Sun 22 Nov(no data){5}$/);
    await page.close();
  });

  it("says that a range is over and offers to follow now", async () => {
    [open, status] = [false, 200];
    const { page } = await visit({});
    await ready(page);
    assert.match((await page.textContent("#state")) ?? "", /range is over/);
    const follow = await page.getAttribute("#follow", "href");
    assert.match(follow ?? "", /to=now/);
    await page.close();
  });

  it("says how to get a fresh link when this one has expired", async () => {
    status = 403;
    const { page } = await visit({});
    await page.waitForSelector("#problem:visible");
    assert.match((await page.textContent("#problem")) ?? "", /\/oncall live/);
    await page.close();
  });

  it("says why something is for another person alone, in the server's words", async () => {
    [status, tell] = [403, "Only they may see that."];
    const { page } = await visit({});
    await page.waitForSelector("#problem:visible");
    assert.equal(await page.textContent("#problem"), tell);
    await page.close();
    tell = "";
  });

  it("asks again when the server is away", async () => {
    status = 503;
    const { page } = await visit({});
    await page.waitForSelector("#state[data-state=reconnecting]");
    [open, status] = [true, 200];
    await page.waitForSelector("#state[data-state=live]", { timeout: 8000 });
    await page.close();
  });
});
