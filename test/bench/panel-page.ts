import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext } from "playwright-core";

const { resolve } = createRequire(import.meta.url);

/** A page that asks the source for an hour, draws the panel with the same Chart.js, and says when it is drawn. */
const HTML = `<!doctype html><body style="margin:0"><canvas id="c" width="1200" height="630"></canvas>
<script src="/chart.js"></script>
<script>
const to = Math.floor(Date.now() / 15000) * 15, body = new URLSearchParams({ query: "api_latency_seconds", start: to - 3600, end: to, step: 15 });
fetch("/api/v1/query_range", { method: "POST", body }).then((r) => r.json()).then(({ data }) => {
  const datasets = data.result.map((one, at) => ({ label: one.metric.instance, borderWidth: 3, pointRadius: 0,
    borderColor: ["#3d348b", "#3a9d8c", "#c99a06", "#c2566b", "#5fb0dc"][at], data: one.values.map(([x, y]) => ({ x: x * 1000, y: Number(y) })) }));
  new Chart(document.getElementById("c"), { type: "line", data: { datasets }, options: { animation: false, parsing: false, responsive: false,
    scales: { x: { type: "linear" } } } });
  requestAnimationFrame(() => { window.drawn = true; });
});
</script>`;

/** Files of the page, by path. */
export const panelPages = (): ReadonlyMap<string, { type: string; body: Buffer | string }> =>
  new Map([
    ["/panel", { type: "text/html; charset=utf-8", body: HTML }],
    [
      "/chart.js",
      { type: "text/javascript", body: readFileSync(resolve("chart.js").replace(/chart\.c?js$/, "chart.umd.js")) },
    ],
  ]);

/** A context of a browser that runs already, twice as many pixels as the page is large. */
export const panelContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1200, height: 630 }, deviceScaleFactor: 2 });

/** Opens the page anew, waits until it is drawn, takes its picture: what an image renderer does for each panel. */
export const drawInBrowser = async (context: BrowserContext, url: string): Promise<Buffer> => {
  const page = await context.newPage();
  try {
    await page.goto(`${url}/panel`);
    await page.waitForFunction("window.drawn === true");
    return await page.screenshot({ type: "png" });
  } finally {
    await page.close();
  }
};
