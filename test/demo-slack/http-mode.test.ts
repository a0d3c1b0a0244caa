import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { quiet, start } from "./setup.ts";

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("HTTP mode", () => {
  const secret = "0123456789abcdef0123456789abcdef";
  let workspace: Workspace;
  let server: Server;
  let url = "";

  beforeEach(async () => {
    workspace = await start({ signingSecret: secret, ackMs: 150, retryMs: [0, 10] });
    server = createServer();
    const listening = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", listening.resolve);
    await listening.promise;
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await workspace.close();
  });

  const serveBolt = async (): Promise<bolt.App> => {
    const receiver = new bolt.HTTPReceiver({ signingSecret: secret, logger: quiet });
    const app = new bolt.App({
      token: workspace.tokens.bot,
      receiver,
      deferInitialization: true,
      logger: quiet,
      clientOptions: { slackApiUrl: workspace.apiUrl },
    });
    await app.init();
    server.on("request", (request, response) => receiver.requestListener(request, response));
    return app;
  };

  it("works with the real Bolt: challenge, command, event, button", async () => {
    const app = await serveBolt();
    app.command("/oncall", async ({ ack }) => ack({ response_type: "in_channel", text: "inline answer" }));
    app.event("app_mention", async ({ say }) => {
      await say({
        text: "card",
        blocks: [
          {
            type: "actions",
            elements: [{ type: "button", action_id: "ack", text: { type: "plain_text", text: "Ack" } }],
          },
        ],
      });
    });
    app.action("ack", async ({ ack, respond }) => {
      await ack();
      await respond({ text: "acked" });
    });
    await workspace.useHttp(url);
    const typed = await workspace.type("ana", "#ops", "/oncall stats");
    assert.equal(typed.kind === "command" && typed.ack.ok, true);
    assert.equal(workspace.messages("#ops").at(-1)?.text, "inline answer");
    await workspace.type("ana", "#ops", "@drm hello");
    const card = await workspace.until(() => workspace.messages("#ops").find((one) => one.text === "card"));
    assert.equal((await workspace.press("ana", "#ops", card.ts, "ack")).ok, true);
    await workspace.until(() => workspace.messages("#ops").some((one) => one.text === "acked"));
    assert.deepEqual(workspace.timeouts, []);
  });

  it("times a command out although the app answers 404 later", async () => {
    await serveBolt();
    await workspace.useHttp(url);
    const typed = await workspace.type("ana", "#ops", "/oncall stats");
    assert.equal(typed.kind === "command" && !typed.ack.ok && typed.ack.error, "operation_timeout");
  });

  const collect = (answer: (got: Got) => number | undefined): Got[] => {
    const all: Got[] = [];
    server.on("request", (request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += String(part);
      });
      request.on("end", () => {
        if (body.includes("url_verification")) {
          response.end(JSON.parse(body).challenge);
          return;
        }
        const got = { headers: request.headers, body };
        all.push(got);
        const status = answer(got);
        if (status !== undefined) response.writeHead(status).end();
      });
    });
    return all;
  };

  it("signs, names content types exactly, and says why it repeats", async () => {
    const all = collect((got) => (got.headers["x-slack-retry-num"] === undefined ? 500 : 200));
    await workspace.useHttp(url);
    await workspace.type("ana", "#ops", "hello");
    await workspace.until(() => all.length === 2);
    const [first, second] = all;
    const base = `v0:${first?.headers["x-slack-request-timestamp"]}:${first?.body}`;
    assert.equal(first?.headers["x-slack-signature"], `v0=${createHmac("sha256", secret).update(base).digest("hex")}`);
    assert.equal(first?.headers["content-type"], "application/json");
    assert.deepEqual(
      [second?.headers["x-slack-retry-num"], second?.headers["x-slack-retry-reason"]],
      ["1", "http_error"],
    );
    assert.equal(JSON.parse(first?.body ?? "").event_id, JSON.parse(second?.body ?? "").event_id);
    await workspace.type("ana", "#ops", "/oncall x");
    assert.equal(all.at(-1)?.headers["content-type"], "application/x-www-form-urlencoded");
    assert.equal(new URLSearchParams(all.at(-1)?.body).get("text"), "x");
  });

  it("repeats after silence as http_timeout", async () => {
    const all = collect((got) => (got.headers["x-slack-retry-num"] === undefined ? undefined : 200));
    await workspace.useHttp(url);
    await workspace.type("ana", "#ops", "hello");
    await workspace.until(() => all.length === 2);
    assert.equal(all[1]?.headers["x-slack-retry-reason"], "http_timeout");
  });

  it("refuses an address that does not answer the challenge", async () => {
    server.on("request", (_request, response) => response.end("no"));
    await assert.rejects(workspace.useHttp(url), /did not answer the challenge/);
  });
});
