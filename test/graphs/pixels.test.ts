import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import type { ChartSpec } from "../../src/core/chart.ts";
import { pictureSizes } from "../../src/graphs/chart-size.ts";
import type { Theme } from "../../src/graphs/chart-theme.ts";
import { createRenderer } from "../../src/graphs/render/renderer.ts";
import { IMPORTS } from "../../src/web/vendor.ts";
import { openBrowser, serve, skipWithoutBrowser } from "./browser.ts";
import { columnsPanel, linesPanel, peoplePanel, servicesPanel, specOf } from "./sample-spec.ts";

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/assets/src/web/client/fonts.css">
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">
import { Chart } from "chart.js";
import { chartConfig } from "/assets/src/graphs/chart-config.ts";
import { loadFonts } from "/assets/src/web/client/draw.ts";
window.drawPanel = async (spec, theme, size) => {
  await loadFonts(spec);
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  document.body.append(canvas);
  new Chart(canvas, chartConfig(spec.panels[0], spec, theme, size));
  return canvas.toDataURL("image/png");
};
</script>`;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Light letters on a dark ground are a little bolder in one of the two: more pixels differ slightly. */
const SLIGHTLY = { light: 0.006, dark: 0.008 };

/** Shares of pixels whose strongest channel differs by more than 16 and by more than 96 of 255. */
const compare = (one: Buffer, other: Buffer): { readonly slightly: number; readonly strongly: number } => {
  let [slightly, strongly] = [0, 0];
  for (let at = 0; at < one.length; at += 3) {
    let most = 0;
    for (let channel = at; channel < at + 3; channel++)
      most = Math.max(most, Math.abs((one[channel] ?? 0) - (other[channel] ?? 0)));
    if (most > 16) slightly++;
    if (most > 96) strongly++;
  }
  const count = one.length / 3;
  return { slightly: slightly / count, strongly: strongly / count };
};

const pixelsOf = (png: Uint8Array) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });

describe("a picture and the live page", { skip: skipWithoutBrowser }, () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  const renderer = createRenderer({ log: silent, clock: () => 0 });

  before(async () => {
    browser = await openBrowser();
    server = await serve((request, reply) => {
      if (request.url !== "/") return false;
      reply.writeHead(200, { "content-type": "text/html" }).end(PAGE);
      return true;
    });
  });
  after(async () => {
    await Promise.all([browser?.close(), renderer.close()]);
    server?.close();
  });

  const inBrowser = async (spec: ChartSpec, theme: Theme): Promise<Buffer> => {
    const page = await browser.newPage({ timezoneId: "America/New_York", locale: "de-DE" });
    await page.goto(server.origin);
    await page.waitForFunction("window.drawPanel");
    const input = JSON.stringify([spec, theme, pictureSizes(spec, 1200)[0]]);
    const url = String(await page.evaluate(`window.drawPanel(...${input})`));
    await page.close();
    return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  };

  for (const [panel, theme] of [
    [peoplePanel, "light"],
    [servicesPanel, "dark"],
    [linesPanel, "light"],
    [columnsPanel, "dark"],
  ] as const) {
    it(`agree about ${panel.title} (${theme})`, async (test) => {
      const spec = specOf([panel]);
      const [here, there] = await Promise.all([
        renderer.render(spec, { theme }).then(pixelsOf),
        inBrowser(spec, theme).then(pixelsOf),
      ]);
      assert.deepEqual([here.info.width, here.info.height], [there.info.width, there.info.height]);
      const { slightly, strongly } = compare(here.data, there.data);
      test.diagnostic(`${(slightly * 100).toFixed(3)} % differ by > 16, ${(strongly * 100).toFixed(3)} % by > 96`);
      assert.ok(slightly < SLIGHTLY[theme], `${slightly * 100} % of the pixels differ`);
      assert.ok(strongly < 0.0005, `${strongly * 100} % of the pixels differ strongly`);
    });
  }
});
