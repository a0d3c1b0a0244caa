import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { scrub, scrubBody } from "../../src/cli/scrub.ts";
import { integrations } from "../../src/integrations/index.ts";
import { bodyText } from "./golden.ts";
import { sourceKit } from "./source-kit.ts";

describe("scrubbing a recorded delivery", () => {
  it("takes credentials out, the same one by the same word", () => {
    const { text, found } = scrub(
      JSON.stringify({
        api_key: "k-4711",
        nested: { "db.password": 'hunter"2', count: 3 },
        link: "https://ana:pw@x.example/y?token=abc123&q=1",
        note: "Authorization: Bearer abcdefghijklmnop, again Bearer abcdefghijklmnop",
        slack: `xoxb-${"1".repeat(12)}-abcdefgh`,
      }),
    );
    const plain = JSON.parse(text);
    assert.deepEqual(plain, {
      api_key: "removed-1",
      nested: { "db.password": "removed-2", count: 3 },
      link: "https://user:removed-1@x.example/y?token=removed-1&q=1",
      note: "Authorization: Bearer removed-1, again Bearer removed-1",
      slack: "removed-1",
    });
    assert.equal(found["values of secret fields"], 2);
  });

  it("puts documentation addresses where people and machines were", () => {
    const { text } = scrub(
      "ana@corp.de and bob@corp.de at 10.1.2.3, 10.1.2.3 and 127.0.0.1, 2a01:4f8:1:2:3:4:5:6, 1.2.3",
    );
    assert.equal(
      text,
      "person1@example.com and person2@example.com at 192.0.2.1, 192.0.2.1 and 127.0.0.1, 2001:db8::1, 1.2.3",
    );
    assert.equal(scrub(text).text, text, "a second time changes nothing");
  });

  it("keeps what a body says, and when", () => {
    for (const integration of integrations) {
      if (!integration.relay) continue;
      const { own, parse } = sourceKit(integration);
      for (const { name, body } of own) {
        const shape = (each: Uint8Array) =>
          bodyText(parse, { name, body: each })
            .match(/^ {2}(\w+ · \w+|unreadable|.* at: \S+)/gm)
            ?.map((line) => line.replace(/key: .* at:/, "at:"));
        assert.deepEqual(shape(scrubBody(body).body), shape(body), `${integration.name}/${name}`);
      }
    }
  });

  it("looks into forms, and leaves bytes that are no text", () => {
    const form = (fields: Record<string, string>) => Buffer.from(new URLSearchParams(fields).toString());
    const { body } = scrubBody(form({ payload: '{"by":"ana@corp.de","x":"a b"}', token: "t-1" }));
    assert.deepEqual(Object.fromEntries(new URLSearchParams(Buffer.from(body).toString())), {
      payload: '{"by":"person1@example.com","x":"a b"}',
      token: "removed-1",
    });
    const odd = Buffer.from([0xff, 0xfe, 0x41, 0x80]);
    assert.deepEqual(Buffer.from(scrubBody(odd).body), odd);
  });
});
