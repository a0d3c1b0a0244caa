import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import { failed, open } from "./changes-kit.ts";
import { buttonsOf, linesOf } from "./context.ts";

describe("oncall page", () => {
  it("says at once who was paged, and that the pager accepted it", async () => {
    const { ask, told } = open();
    const reply = await ask("page payments eu checkout is down?");
    assert.deepEqual(told, ['page schedule:PS3 high "checkout is down?"']);
    assert.equal(reply.title, "Paged Ben Carter for Payments EU");
    assert.deepEqual(reply.lines, ["PagerDuty accepted it: #77, high urgency."]);
    assert.equal(reply.items?.[0]?.url, "https://acme.pagerduty.com/incidents/Q77ABCDEFGH");
    assert.equal(reply.private, undefined);
    assert.equal(reply.did?.about, "#77 checkout is down?, for Payments EU");
  });

  it("takes the longest name at the beginning, quotes and mentions", async () => {
    const { ask, told } = open();
    await ask("page ben carter please come");
    await ask("page ben please come");
    await ask("pager trigger “Ana Souza” please come");
    await ask("page “Checkout API” low disk low");
    assert.deepEqual(told, [
      'page person:PBEN high "please come"',
      'page person:PBEN high "please come"',
      'page person:PANA high "please come"',
      'page service:PSV1 low "low disk"',
    ]);
  });

  it("of low urgency says that it wakes nobody, and how to be louder", async () => {
    const { ask, told } = open();
    const reply = await ask("page ben disk is filling low");
    assert.match(linesOf(reply), /low urgency: it wakes nobody/);
    const [louder] = reply.buttons ?? [];
    await ask(louder?.say ?? "");
    assert.equal(told[1], 'page person:PBEN high "disk is filling"');
  });

  it("that names nobody yet does not claim who was called", async () => {
    const reply = await open().ask('page "Checkout API" x is broken');
    assert.equal(reply.title, "Paged Checkout API");
    assert.match(linesOf(reply), /has not said yet whom it calls/);
  });

  it("of a name that fits several things pages nobody and offers them", async () => {
    const { ask, told } = open();
    const failure = await failed(ask("page payments checkout is down"), /Which "payments"/);
    assert.equal(failure.choices?.words, "payments");
    assert.deepEqual(told, []);
    assert.equal((await failed(ask("page nobody in sight"), /nobody/)).code, "not_found");
  });

  it("whose longest name fits several things is not taken for a shorter one", async () => {
    const target: PagerDesk["target"] = async (words) => {
      if (words === "api") return { kind: "service", id: "PSV1", name: "api" };
      const code = words === "api eu" ? "usage" : "not_found";
      throw new Failure(code, words, { tell: `Which "${words}"?` });
    };
    const { ask, told } = open({ target });
    assert.equal((await failed(ask("page api eu is down"), /Which "api eu"/)).code, "usage");
    assert.deepEqual(told, []);
  });

  it("without words opens a form", async () => {
    assert.deepEqual(buttonsOf((await open().ask("page")).buttons), ["Page…: form page"]);
    const named = await open().ask("page ben carter");
    assert.deepEqual(buttonsOf(named.buttons), ['Page…: form page "Ben Carter"']);
    assert.equal(named.title, "Page Ben Carter: what shall they read?");
  });
});
