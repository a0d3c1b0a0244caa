import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { clientOf, outcome, png, start } from "./setup.ts";

describe("files", () => {
  let workspace: Workspace;
  let client: bolt.webApi.WebClient;
  let nowMs = 1_763_725_431_000;

  before(async () => {
    workspace = await start({ clock: () => nowMs, fileReadyMs: 300 });
    client = clientOf(workspace);
  });
  after(() => workspace.close());

  const upload = async (bytes: Buffer, filename: string): Promise<string> => {
    const { upload_url = "", file_id = "" } = await client.files.getUploadURLExternal({
      filename,
      length: bytes.length,
    });
    const sent = await fetch(upload_url, { method: "POST", body: new Uint8Array(bytes) });
    assert.equal(await sent.text(), `OK - ${bytes.length}`);
    await client.files.completeUploadExternal({ files: [{ id: file_id, title: "Load" }] });
    return file_id;
  };
  const show = (id: string, method = "chat.postMessage", more: object = {}) =>
    outcome(
      client.apiCall(method, {
        channel: workspace.channel("ops").id,
        text: "chart",
        blocks: [{ type: "image", slack_file: { id }, alt_text: "a chart" }],
        ...more,
      }),
    );
  const mimetype = async (file: string) => (await client.files.info({ file })).file?.mimetype;

  it("is ready a moment after its completion, and only then may a message show it", async () => {
    const id = await upload(png(64, 32), "load.png");
    assert.match(id, /^F[A-Z0-9]{8,}$/);
    assert.equal(await mimetype(id), "");
    assert.deepEqual((await show(id)).errors, ["invalid slack file [json-pointer:/blocks/0/slack_file]"]);
    nowMs += 300;
    assert.equal(await mimetype(id), "image/png");
    assert.equal((await show(id)).ok, true);
    const [block] = workspace.messages("ops").at(-1)?.blocks ?? [];
    assert.deepEqual([block?.image_width, block?.image_height], [64, 32]);
    const { file } = await client.files.info({ file: id });
    assert.equal(file?.title, "Load");
    assert.deepEqual(file?.channels, [workspace.channel("ops").id]);
  });

  it("shows no text file as a picture", async () => {
    const id = await upload(Buffer.from("hello"), "hello.png");
    nowMs += 300;
    assert.equal(await mimetype(id), "application/octet-stream");
    assert.equal((await show(id)).error, "invalid_blocks");
  });

  it("leaves a file that an update brings in for the first time as not found", async () => {
    const id = await upload(png(8, 8), "late.png");
    nowMs += 300;
    const { ts } = await client.chat.postMessage({ channel: "ops", text: "x" });
    assert.equal((await show(id, "chat.update", { ts })).ok, true);
    assert.deepEqual(workspace.messages("ops").at(-1)?.missingFiles, [id]);
    assert.deepEqual(workspace.brokenPictures, [{ channel: workspace.channel("ops").id, ts, files: [id] }]);
    await client.chat.update({ channel: workspace.channel("ops").id, ts: ts ?? "", text: "x", blocks: [] });
    assert.deepEqual(workspace.brokenPictures, []);
  });

  it("is ready at once, or later, as the workspace is told while it runs", async () => {
    workspace.fileReadyMs = 0;
    assert.equal(await mimetype(await upload(png(8, 8), "now.png")), "image/png");
    workspace.fileReadyMs = 1_500;
    const id = await upload(png(8, 8), "later.png");
    nowMs += 1_499;
    assert.equal(await mimetype(id), "");
    nowMs += 1;
    assert.equal(await mimetype(id), "image/png");
    workspace.fileReadyMs = 300;
  });

  it("guards uploads and downloads", async () => {
    const { upload_url = "", file_id = "" } = await client.files.getUploadURLExternal({ filename: "a.png", length: 4 });
    assert.equal((await fetch(upload_url, { method: "POST", body: "abc" })).status, 400);
    const early = await outcome(client.files.completeUploadExternal({ files: [{ id: file_id }] }));
    assert.equal(early.error, "file_not_found");
    assert.equal((await outcome(client.files.info({ file: "FNOTHING00" }))).error, "file_not_found");
    const id = await upload(png(8, 8), "private.png");
    const { file } = await client.files.info({ file: id });
    const url = file?.url_private ?? "";
    assert.equal((await fetch(url, { redirect: "manual" })).status, 302);
    const own = await fetch(url, { headers: { authorization: `Bearer ${workspace.tokens.bot}` } });
    assert.deepEqual(new Uint8Array(await own.arrayBuffer()), new Uint8Array(png(8, 8)));
  });

  it("takes what the SDK's filesUploadV2 sends and shares it", async () => {
    const channel = workspace.channel("ops").id;
    await client.filesUploadV2({
      channel_id: channel,
      filename: "v2.png",
      file: png(9, 9),
      initial_comment: "see",
      alt_text: "x",
    });
    const shared = workspace.messages("ops").at(-1);
    assert.equal(shared?.text, "see");
    assert.equal(workspace.file(shared?.files[0] ?? "")?.mimetype, "image/png");
  });
});
