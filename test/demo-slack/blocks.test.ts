import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { type PictureServer, servePictures } from "./picture-server.ts";
import { clientOf, outcome, start } from "./setup.ts";

const md = (text: string) => ({ type: "mrkdwn", text });
const plain = (text: string) => ({ type: "plain_text", text });
const section = (text: string) => ({ type: "section", text: md(text) });
const button = (more: object = {}) => ({ type: "button", text: plain("Go"), action_id: "go", ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const long = (n: number): string => "x".repeat(n);

/** Blocks that are refused, and the words they are refused with. */
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ["long section", [section(long(3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
  ["empty section text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
  ["empty section", [{ type: "section" }], "must define either `text` or `fields` [json-pointer:/blocks/0/type]"],
  [
    "section text as a string",
    [{ type: "section", text: "x" }],
    "must provide an object [json-pointer:/blocks/0/text]",
  ],
  [
    "eleven fields",
    [{ type: "section", fields: Array(11).fill(md("x")) }],
    "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
  ],
  [
    "long field",
    [{ type: "section", fields: [md(long(2001))] }],
    "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
  ],
  ["unknown type", [{ type: "nonsense" }], "unsupported type: nonsense [json-pointer:/blocks/0/type]"],
  ["a card, rolled out in phases", [{ type: "card" }], "unsupported type: card [json-pointer:/blocks/0/type]"],
  [
    "property of another",
    [{ type: "divider", color: "red" }],
    "invalid additional property: color [json-pointer:/blocks/0]",
  ],
  [
    "emoji in mrkdwn",
    [{ type: "section", text: { ...md("x"), emoji: true } }],
    "invalid additional property: emoji [json-pointer:/blocks/0/text]",
  ],
  [
    "verbatim in plain text",
    [{ type: "header", text: { ...plain("x"), verbatim: true } }],
    "invalid additional property: verbatim [json-pointer:/blocks/0/text]",
  ],
  [
    "long header",
    [{ type: "header", text: plain(long(151)) }],
    "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
  ],
  ["mrkdwn header", [{ type: "header", text: md("x") }], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"],
  [
    "long button",
    [actions(button({ text: plain(long(76)) }))],
    "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
  ],
  [
    "long url",
    [actions(button({ url: `https://a.example/${long(3000)}` }))],
    "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
  ],
  ["relative url", [actions(button({ url: "/live" }))], "invalid url [json-pointer:/blocks/0/elements/0/url]"],
  [
    "empty value",
    [actions(button({ value: "" }))],
    "must be more than 0 characters [json-pointer:/blocks/0/elements/0/value]",
  ],
  [
    "odd style",
    [actions(button({ style: "default" }))],
    "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
  ],
  [
    "disabled button",
    [actions(button({ disabled: true }))],
    "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]",
  ],
  [
    "same action twice",
    [actions(button(), button())],
    '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  ["no elements", [actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"],
  [
    "26 elements",
    [actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` })))],
    "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
  ],
  [
    "eleven in a context",
    [{ type: "context", elements: Array(11).fill(md("x")) }],
    "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
  ],
  [
    "button in a context",
    [{ type: "context", elements: [button()] }],
    "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "same block id",
    [
      { type: "divider", block_id: "a" },
      { type: "divider", block_id: "a" },
    ],
    '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
  ],
  ["51 blocks", Array(51).fill({ type: "divider" }), "no more than 50 items allowed [json-pointer:/blocks]"],
  [
    "image without alt",
    [{ type: "image", image_url: "https://a.example.com/x.png" }],
    "missing required field: alt_text [json-pointer:/blocks/0]",
  ],
  [
    "image without source",
    [{ type: "image", alt_text: "x" }],
    "must define either `image_url` or `slack_file` [json-pointer:/blocks/0/type]",
  ],
  [
    "local image",
    [{ type: "image", image_url: "http://127.0.0.1:1/x.png", alt_text: "x" }],
    "downloading image failed [json-pointer:/blocks/0/image_url]",
  ],
  [
    "unknown file",
    [{ type: "image", slack_file: { id: "F00000000ZZ" }, alt_text: "x" }],
    "invalid slack file [json-pointer:/blocks/0/slack_file]",
  ],
  [
    "option without value",
    [actions({ type: "static_select", action_id: "s", options: [{ text: plain("a") }] })],
    "missing required field: value [json-pointer:/blocks/0/elements/0/options/0]",
  ],
  [
    "six in an overflow",
    [actions({ type: "overflow", action_id: "o", options: Array(6).fill({ text: plain("a"), value: "a" }) })],
    "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
  ],
];

describe("Block Kit", () => {
  let workspace: Workspace;
  let client: bolt.webApi.WebClient;

  let elsewhere: PictureServer;

  before(async () => {
    elsewhere = await servePictures();
    workspace = await start({ reaches: { "https://a.example.com": elsewhere.url } });
    client = clientOf(workspace);
  });
  after(async () => {
    await workspace.close();
    await elsewhere.close();
  });

  const post = (more: object) =>
    outcome(client.apiCall("chat.postMessage", { channel: "ops", text: "fallback", ...more }));

  for (const [name, blocks, words] of REFUSED) {
    it(`refuses: ${name}`, async () => {
      const answer = await post({ blocks });
      assert.equal(answer.error, "invalid_blocks");
      assert.deepEqual(answer.errors, [words]);
      assert.deepEqual((answer.response_metadata as { messages: string[] }).messages, [`[ERROR] ${words}`]);
    });
  }

  it("takes everything up to the limits", async () => {
    const blocks = [
      { type: "header", text: plain(long(150)) },
      { ...section(long(3000)), accessory: button({ value: "v", style: "danger" }) },
      { type: "section", fields: [md(long(2000)), plain("x")] },
      {
        type: "context",
        elements: [md("x"), { type: "image", image_url: "https://a.example.com/x.png", alt_text: "x" }],
      },
      actions(button({ url: "https://a.example.com/" }), {
        type: "users_select",
        action_id: "u",
        placeholder: plain("who"),
      }),
      { type: "markdown", text: "**x**" },
      { type: "divider" },
    ];
    assert.equal((await post({ blocks })).ok, true);
    assert.equal((await post({ blocks: Array(50).fill({ type: "divider" }) })).ok, true);
  });

  it("counts the whole message", async () => {
    const many = Array.from({ length: 5 }, () => section(long(2700)));
    assert.equal((await post({ blocks: many })).error, "msg_blocks_too_long");
    assert.equal((await post({ blocks: "{" })).error, "invalid_blocks_format");
    assert.equal((await post({ blocks: { type: "divider" } })).error, "invalid_blocks_format");
    const table = { type: "table", rows: [[{ type: "raw_text", text: "x" }]] };
    assert.equal((await post({ blocks: [table] })).ok, true);
    assert.equal((await post({ blocks: [table, table] })).error, "invalid_attachments");
  });

  it("checks coloured attachments, with their place", async () => {
    assert.equal(
      (await post({ attachments: [{ color: "#d00", blocks: [section("x"), actions(button())] }] })).ok,
      true,
    );
    const refused = await post({ attachments: [{ color: "#d00", blocks: [section(long(3001))] }] });
    assert.equal(refused.error, "invalid_attachments");
    assert.deepEqual(refused.errors, [
      "must be less than 3001 characters [json-pointer:/attachments/0/blocks/0/text/text]",
    ]);
    assert.equal((await post({ attachments: [{ text: "x", blocks: [section("x")] }] })).error, "invalid_attachments");
    assert.equal((await post({ attachments: Array(101).fill({ text: "x" }) })).error, "too_many_attachments");
    assert.equal((await post({ text: "", attachments: [{ color: "#d00", blocks: [section("x")] }] })).ok, true);
  });

  it("adds what Slack adds, so that echoed blocks are refused", async () => {
    const image = { type: "image", image_url: "https://a.example.com/x.png", alt_text: "x" };
    const { message } = await post({ blocks: [image] });
    const echoed = (message as { blocks: object[] }).blocks;
    const refused = await post({ blocks: echoed });
    assert.equal(refused.error, "invalid_blocks");
    assert.match(String((refused.errors as string[])[0]), /^invalid additional property: fallback/);
  });

  it("checks home tabs", async () => {
    const user_id = workspace.person("ana").id;
    const publish = (view: object) => outcome(client.apiCall("views.publish", { user_id, view }));
    assert.equal((await publish({ type: "home", blocks: [section("hello")] })).ok, true);
    assert.equal(workspace.home("ana")?.body.type, "home");
    const refused = await publish({ type: "home", blocks: [section(long(3001))] });
    assert.equal(refused.error, "invalid_arguments");
    assert.deepEqual(refused.errors, ["must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]"]);
    assert.equal((await publish({ type: "modal", title: plain("x"), blocks: [] })).error, "invalid_arguments");
  });

  it("checks modals before it spends the trigger", async () => {
    const open = (view: object, trigger_id = "1.2.abc") => outcome(client.apiCall("views.open", { trigger_id, view }));
    const title = plain("Title");
    const input = { type: "input", label: plain("Why"), element: { type: "plain_text_input", action_id: "t" } };
    const cases: readonly (readonly [object, string])[] = [
      [
        { type: "modal", title: plain(long(25)), blocks: [] },
        "must be less than 25 characters [json-pointer:/view/title/text]",
      ],
      [
        { type: "modal", title, blocks: [input] },
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
      ],
      [
        { type: "modal", title, blocks: [], private_metadata: long(3001) },
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
      ],
    ];
    for (const [view, words] of cases) assert.deepEqual((await open(view)).errors, [words]);
    assert.equal((await open({ type: "modal", title, blocks: [] })).error, "invalid_trigger_id");
  });
});
