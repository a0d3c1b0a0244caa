import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { storeAction } from "../../src/flows/act.ts";
import { openKit, policyWith } from "./kit.ts";

const paged = (kit: Awaited<ReturnType<typeof openKit>>) =>
  kit.house.account.account.incidents.filter(({ title }) => title.includes("web1"));

describe("page on-call", () => {
  it("calls once, says so in the thread, and the call ends with the problem", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    await workspace.press("ana", "ops", card.ts, "drm_page");
    await kit.threadSays("web1", /PagerDuty called by Ana Kovac/);
    assert.equal(paged(kit).length, 1);
    await kit.house.account.idle();
    const inChannel = (): number => workspace.messages("ops").filter(({ threadTs }) => threadTs === undefined).length;
    await workspace.until(() => workspace.thread("ops", card.ts).length >= 3, 30_000);
    assert.equal(inChannel(), 1, "the pager's own incident stands in the thread");
    await kit.nagios("web1", "RECOVERY", kit.now() + 2_000);
    await workspace.until(() => paged(kit)[0]?.status === "resolved", 30_000);
  });

  it("a pager that does not answer at first is tried again", async (t) => {
    const kit = await openKit(t);
    const { workspace, account } = kit.house;
    account.offline(true);
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    await workspace.press("ana", "ops", card.ts, "drm_page");
    await new Promise((resolve) => setTimeout(resolve, 300));
    account.offline(false);
    await kit.threadSays("web1", /PagerDuty called by Ana Kovac/);
    assert.equal(paged(kit).length, 1);
  });

  it("without a pager there is no button, and an old one says what is missing", async (t) => {
    const kit = await openKit(t, { settings: { PAGERDUTY_ROUTING_KEY: "", PAGERDUTY_EVENTS_URL: "" } });
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    const { ts } = await kit.card("web1");
    assert.doesNotMatch(kit.shown("web1"), /Page on-call/);
    const [id, userId, channel] = ["press:old", workspace.person("ana").id, workspace.channel("ops").id];
    const press = { kind: "press", id, verb: "page", incidentId: "nagios:web1/HTTP", userId, channel, ts } as const;
    await storeAction(kit.app.parts.store, id, press, kit.now());
    await workspace.until(() => JSON.stringify(workspace.ephemerals("ana")).includes("No pager is connected"), 30_000);
  });

  it("somebody left alone is reminded of with a mention of who is on call, then paged", async (t) => {
    const leftAlone = { afterMs: 1_000, severities: ["critical"], page: true } as const;
    const kit = await openKit(t, { policy: policyWith({ leftAlone }) });
    await kit.nagios("web1", "PROBLEM");
    const said = await kit.threadSays("web1", /Nobody has taken this for 1 s/);
    assert.match(said, /On call: \w+/);
    assert.match(said, /<@U\w+>/);
    await kit.threadSays("web1", /PagerDuty called by Dr\. M/);
    assert.equal(paged(kit).length, 1);
  });

  it("a problem that was taken is not reminded of", async (t) => {
    const leftAlone = { afterMs: 1_500, severities: ["critical"], page: true } as const;
    const kit = await openKit(t, { policy: policyWith({ leftAlone }) });
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    await kit.nagios("web2", "PROBLEM");
    const card = await kit.card("web1");
    await workspace.press("ana", "ops", card.ts, "drm_ack");
    await kit.threadSays("web2", /Nobody has taken this/);
    assert.equal(workspace.thread("ops", card.ts).length, 1);
    assert.equal(paged(kit).length, 0);
  });
});
