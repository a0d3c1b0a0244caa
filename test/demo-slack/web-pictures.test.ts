import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { isPublicUrl } from "../../src/demo/slack/web-pictures.ts";
import { servePictures } from "./picture-server.ts";
import { clientOf, outcome, png, start } from "./setup.ts";

const PUBLIC = "https://drm.example.com";
const FAILED = "downloading image failed [json-pointer:/blocks/0/image_url]";

const setUp = async (t: TestContext, answer?: Parameters<typeof servePictures>[0]) => {
  const server = await servePictures(answer);
  t.after(() => server.close());
  const workspace = await start({ reaches: { [PUBLIC]: server.url } });
  t.after(() => workspace.close());
  const client = clientOf(workspace);
  const image = (path: string, origin = PUBLIC) => ({ type: "image", image_url: `${origin}${path}`, alt_text: "load" });
  const show = (path: string, method = "chat.postMessage", more: object = {}) =>
    outcome(
      client.apiCall(method, {
        channel: workspace.channel("ops").id,
        text: "chart",
        blocks: [image(path)],
        ...more,
      }),
    );
  return { server, workspace, client, image, show };
};

describe("pictures at public addresses", () => {
  it("are fetched without cookies, once for each address, and known by their size", async (t) => {
    const { server, workspace, show } = await setUp(t);
    assert.equal((await show("/p/a.png?s=1")).ok, true);
    assert.equal((await show("/p/a.png?s=1")).ok, true);
    assert.deepEqual(
      server.asked.map(({ path }) => path),
      ["/p/a.png?s=1"],
    );
    const { headers } = server.asked[0] ?? {};
    assert.equal(headers?.cookie, undefined);
    assert.match(headers?.["user-agent"] ?? "", /^Slack-ImgProxy/);
    const [block] = workspace.messages("ops").at(-1)?.blocks ?? [];
    assert.deepEqual([block?.image_width, block?.image_height], ["/p/a.png?s=1".length, 7]);
    assert.equal((await show("/p/a.png?s=22")).ok, true);
    assert.equal(server.asked.length, 2, "another address is another picture");
  });

  it("can be put into a message that exists, which an upload cannot", async (t) => {
    const { workspace, show } = await setUp(t);
    const { ts } = await show("/p/a.png");
    assert.equal((await show("/p/longer.png", "chat.update", { ts })).ok, true);
    const [block] = workspace.messages("ops").at(-1)?.blocks ?? [];
    assert.equal(block?.image_width, "/p/longer.png".length);
    assert.deepEqual(workspace.brokenPictures, []);
  });

  const WRONG: readonly (readonly [string, Parameters<typeof servePictures>[0]])[] = [
    ["not found", (_path, response) => response.writeHead(404, { "content-type": "image/png" }).end(png(2, 2))],
    ["a page", (_path, response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>sign in</p>")],
    [
      "a page that says it is a picture",
      (_path, response) => response.writeHead(200, { "content-type": "image/png" }).end("<p>x</p>"),
    ],
    [
      "led elsewhere",
      (path, response) =>
        path === "/p/a.png"
          ? response.writeHead(302, { location: "/p/b.png" }).end()
          : response.writeHead(200, { "content-type": "image/png" }).end(png(2, 2)),
    ],
    [
      "too much",
      (_path, response) =>
        response.writeHead(200, { "content-type": "image/png" }).end(Buffer.concat([png(2, 2), Buffer.alloc(6e6)])),
    ],
    ["an SVG", (_path, response) => response.writeHead(200, { "content-type": "image/svg+xml" }).end("<svg/>")],
  ];
  for (const [name, answer] of WRONG)
    it(`refuses: ${name}`, async (t) => {
      const { workspace, show } = await setUp(t, answer);
      const answered = await show("/p/a.png");
      assert.equal(answered.error, "invalid_blocks");
      assert.deepEqual(answered.errors, [FAILED]);
      assert.equal(workspace.messages("ops").length, 0);
    });

  it("asks no address that is not public, and none that leads nowhere", async (t) => {
    const { server, show, image, workspace, client } = await setUp(t);
    workspace.pictures.reaches.set("https://127.0.0.1", server.url);
    for (const origin of [server.url, "https://127.0.0.1", "https://nowhere.example.com", "http://drm.example.com"]) {
      const answered = await show("", "chat.postMessage", { blocks: [image("/p/a.png", origin)] });
      assert.deepEqual([answered.error, answered.errors], ["invalid_blocks", [FAILED]], origin);
    }
    assert.deepEqual(server.asked, []);
    const view = { type: "home", blocks: [image("/p/a.png", server.url)] };
    const home = await outcome(client.apiCall("views.publish", { user_id: workspace.person("ana").id, view }));
    assert.match(String(home.errors), /downloading image failed/);
  });

  it("tells public addresses from others", () => {
    for (const url of ["https://drm.example.com/x", "https://a.b.example.org:8443/"]) assert.ok(isPublicUrl(url), url);
    for (const url of [
      "http://drm.example.com/",
      "https://localhost/",
      "https://drm.local/",
      "https://10.0.0.1/",
      "https://[::1]/",
      "https://drm/",
      "x",
    ])
      assert.ok(!isPublicUrl(url), url);
  });
});
