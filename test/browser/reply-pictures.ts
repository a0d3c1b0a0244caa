import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Bot, createBot } from "../../src/bot/index.ts";
import type { PictureAt } from "../../src/core/message.ts";
import { addFace } from "../../src/demo/face/index.ts";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { createWorkspace, type Workspace } from "../../src/demo/slack/index.ts";
import { createRenderer } from "../../src/graphs/render/renderer.ts";
import { changed, listeningOptions } from "../bot/start-bot.ts";
import { GRAPH, PICTURE, SUMMARY } from "../bot/whole-graphs.ts";
import { type PictureServer, servePictures } from "../demo-slack/picture-server.ts";
import { SCENES } from "../graphs/measure-scenes.ts";
import { toView } from "./chromium.ts";

const PUBLIC = "https://drm.example.com";
const WIDTH = 1_200;
const PIXELS = 2 * WIDTH;
const LINK = `${PUBLIC}/g/measure~1f2e?from=1&to=2&k=x`;

/** Graphs of other tests as pictures. */
interface Drawn {
  readonly first: Uint8Array;
  readonly later: Uint8Array;
  readonly upload: Uint8Array;
}

const say = (): void => {};
const quiet = { debug: say, info: say, warn: say, error: say };

const draw = async (): Promise<Drawn> => {
  const renderer = createRenderer({ log: quiet, clock: () => performance.now() });
  const one = async (name: string): Promise<Uint8Array> => {
    const made = await SCENES[name]?.();
    if (made === undefined) throw new Error(`no scene ${name}`);
    return renderer.render(made, { theme: "light", width: WIDTH });
  };
  try {
    const [first, later, upload] = await Promise.all([
      one("threshold-marks-deploys"),
      one("twelve-and-others"),
      one("versus"),
    ]);
    return { first, later, upload };
  } finally {
    await renderer.close();
  }
};
let once: Promise<Drawn> | undefined;
const drawn = (): Promise<Drawn> => {
  once ??= draw();
  return once;
};

/** The picture that a message shows is the first one at v=1, another later. */
const serve = (): Promise<PictureServer> =>
  servePictures((path, response) => {
    void drawn().then(({ first, later }) =>
      response.writeHead(200, { "content-type": "image/png" }).end(path.includes("v=1") ? first : later),
    );
  });

interface Opened {
  readonly workspace: Workspace;
  readonly bot: Bot;
  close(): Promise<void>;
}

const open = async (manifest: object, account: PagerDuty): Promise<Opened> => {
  const server = await serve();
  const workspace = await createWorkspace({
    manifest,
    people: PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz })),
    limits: false,
    channels: [{ name: "ops", bot: true }],
    reaches: { [PUBLIC]: server.url },
    routes: (to, whole) => addFace(to, { workspace: whole, account }),
  });
  const { options } = listeningOptions(workspace.apiUrl);
  const { bot: botToken, app: appToken } = workspace.tokens;
  const bot: Bot = await createBot(
    changed(
      { ...options, botToken, appToken, callTimeoutMs: 5_000, publicUrl: PUBLIC },
      {
        handlers: {
          links: (shared) => {
            const at = { url: `${PUBLIC}/p/unfurl.png?v=2` };
            return bot.chat.unfurl(
              shared,
              shared.urls.map((url) => ({ url, picture: { ...PICTURE, at } })),
            );
          },
        },
      },
    ),
  );
  await bot.start();
  await workspace.until(() => workspace.connections > 0, 30_000);
  const close = async (): Promise<void> => {
    await bot.stop();
    await workspace.close();
    await server.close();
  };
  return { workspace, bot, close };
};

const post = async ({ workspace, bot }: Opened, page: Page): Promise<void> => {
  const channel = workspace.channel("ops").id;
  const { upload: png } = await drawn();
  const fileId = await bot.chat.upload(png, { filename: "latency.png", title: GRAPH.title, alt: SUMMARY });
  const fresh = (v: number): { readonly at: PictureAt } => ({ at: { url: `${PUBLIC}/p/s1f2e.png?v=${v}` } });
  await bot.chat.post(
    { channel },
    { kind: "reply", reply: GRAPH, askedBy: "Ana Ruiz", picture: { at: { fileId }, alt: SUMMARY } },
    "graph",
  );
  const ref = await bot.chat.post({ channel }, { ...PICTURE, ...fresh(1) }, "watch");
  await page.locator('img[src*="v%3D1"]').waitFor();
  await bot.chat.update(ref, { ...PICTURE, ...fresh(2) }, "watch");
  await page.locator('img[src*="s1f2e.png%3Fv%3D2"]').waitFor();
  await page.locator('img[src*="v%3D1"]').waitFor({ state: "detached" });
  await workspace.type(workspace.people[0]?.id ?? "", "ops", `What is this? ${LINK}`);
  await page.locator(".unfurl").getByText("Added by").waitFor();
};

/** Every picture is there, none wider than what holds it; then its photograph, and each as people see it large. */
const look = async (page: Page, folder: string, size: string): Promise<void> => {
  const images = page.locator("#timeline .picture img");
  await page.waitForFunction(
    () => [...document.querySelectorAll("#timeline .picture img")].filter((one) => "naturalWidth" in one).length === 3,
  );
  for (const image of await images.all()) {
    await toView(image);
    const [natural, shown, room] = await image.evaluate((one: HTMLImageElement) => [
      one.naturalWidth,
      one.clientWidth,
      one.closest(".body")?.clientWidth ?? 0,
    ]);
    if (natural !== PIXELS) throw new Error(`${size}: a picture of ${natural} pixels`);
    if ((shown ?? 0) > (room ?? 0) || (shown ?? 0) < 200) throw new Error(`${size}: shown ${shown} wide in ${room}`);
  }
  const height = await page.locator("#timeline").evaluate((box) => box.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: height + 170 });
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `pictures-${size}.png`) });
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 844 });
  await images.last().click();
  await page.locator("dialog[open] img").waitFor();
  await page.screenshot({ path: join(folder, `picture-large-${size}.png`) });
};

/** Answers with their picture, a picture that is kept fresh, and a link with what it leads to, as people see them. */
export const lookAtPictures = async (
  browser: Browser,
  { manifest, account, folder }: { readonly manifest: object; readonly account: PagerDuty; readonly folder: string },
  size: string,
  options: BrowserContextOptions,
): Promise<void> => {
  const opened = await open(manifest, account);
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => process.stderr.write(`${size}: ${error.message}\n`));
    await page.goto(opened.workspace.url);
    await page.locator("body[data-ready]").waitFor();
    const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
    if ((await dismiss.count()) > 0) await dismiss.click();
    await post(opened, page);
    await look(page, folder, size);
    if (opened.workspace.brokenPictures.length > 0) throw new Error("a picture is not found");
  } finally {
    await context.close();
    await opened.close();
  }
};
