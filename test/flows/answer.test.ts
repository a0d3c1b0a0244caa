import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { App } from "../../src/app.ts";
import type { Message } from "../../src/demo/slack/index.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";

describe("answers", () => {
  let house: House;
  let app: App;

  before(async () => {
    house = await openHouse({ limits: false });
    app = await startBot(house, { PUBLIC_URL: "http://127.0.0.1:8080" }, FAST);
    for (let tries = 0; (await app.parts.store.cursor("pagerduty")) === undefined; tries++) {
      assert.ok(tries < 400, "history is read");
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  });
  after(async () => {
    await app.stop();
    await house.close();
  });

  const ops = (): readonly Message[] => house.workspace.messages("ops");
  const pictures = (channel: string) =>
    house.workspace.messages(channel).filter((one) => JSON.stringify(one.blocks).includes("slack_file"));
  const whispers = (who: string): string =>
    house.workspace
      .ephemerals(who)
      .map(({ message }) => message.text)
      .join("\n");

  it("/oncall stats answers with the text, then the picture with a link that works", async () => {
    const { workspace } = house;
    await workspace.type("ana", "ops", "/oncall stats this week");
    const text = await workspace.until(() => ops().find((one) => one.text.startsWith("On-call stats")), 30_000);
    assert.match(text.text, /Incidents: \d+/);
    assert.match(text.text, /\(MTTA\): .*n \d+/);
    assert.match(JSON.stringify(text.blocks), /As of .* counted from \d+ incidents/s);
    const picture = await workspace.until(() => pictures("ops")[0], 30_000);
    const blocks = JSON.stringify(picture.blocks);
    assert.match(blocks, /"alt_text":"[^"]*pages to \d+ people/);
    const fileId = /"id":"(F[A-Z0-9]+)"/.exec(blocks)?.[1] ?? "";
    assert.deepEqual([...(workspace.file(fileId)?.bytes.slice(1, 4) ?? [])], [...Buffer.from("PNG")]);
    const url = new URL(/"url":"([^"]+\/g\/[^"]+)"/.exec(blocks)?.[1] ?? "");
    await live(new URL(url.pathname + url.search, app.url));
  });

  /** A link lets in and then needs no secret; without it nobody comes in, and is told how. */
  const live = async (url: URL): Promise<void> => {
    const given = await fetch(url, { redirect: "manual" });
    assert.equal(given.status, 303);
    const cookie = given.headers.getSetCookie()[0] ?? "";
    assert.match(cookie, /HttpOnly/);
    const to = new URL(given.headers.get("location") ?? "", url);
    assert.equal(to.searchParams.get("k"), null);
    const page = await fetch(to, { headers: { cookie: cookie.split(";")[0] ?? "" } });
    assert.equal(page.status, 200);
    const spec = await fetch(new URL(`${to.pathname}/spec${to.search}`, url), {
      headers: { cookie: cookie.split(";")[0] ?? "" },
    });
    const { spec: drawn, open }: { spec: { summary: string }; open: boolean } = JSON.parse(await spec.text());
    assert.equal(open, true, "this week still runs");
    assert.match(drawn.summary, /pages to/);
    const stranger = await fetch(to);
    assert.equal(stranger.status, 403);
    assert.match(await stranger.text(), /\/oncall live/);
  };

  it("a mention and a direct message reach the same parser", async () => {
    const { workspace } = house;
    await workspace.type("ben", "ops", `<@${workspace.ids.botUser}> who's on call?`);
    await workspace.until(
      () => ops().find(({ text, byApp }) => byApp && /on call/i.test(text) && !text.includes("stats")),
      5_000,
    );
    const dm = workspace.dm("chitra").id;
    await workspace.type("chitra", dm, "stats last 24h");
    await workspace.until(() => workspace.messages(dm).find(({ text }) => text.includes("Asia/Kolkata")), 30_000);
    await workspace.until(() => pictures(dm)[0], 30_000);
  });

  it("what is not understood is answered to the asker alone, with what to say instead", async () => {
    const { workspace } = house;
    await workspace.type("dan", "ops", "/oncall statz");
    await workspace.until(() => /Did you mean "oncall stats"/.test(whispers("dan")), 30_000);
    await workspace.type("dan", "ops", "/oncall stats next century");
    await workspace.until(
      () => /this week/.test(whispers("dan")) && /Usage: oncall stats/.test(whispers("dan")),
      5_000,
    );
  });

  it("a filter that finds nothing is told to the asker alone, and nobody sees zeros", async () => {
    const { workspace } = house;
    await workspace.type("dan", "ops", "/oncall stats last month team:Nope");
    await workspace.until(() => /^No team like "Nope" in that time\.$/m.test(whispers("dan")), 30_000);
    assert.ok(!ops().some(({ text }) => text.includes("Nope")));
  });

  it("a failing picture never swallows the text, and says so", async () => {
    const { workspace } = house;
    workspace.faults.set("files.getUploadURLExternal", { error: "internal_error" });
    await workspace.type("elif", "general", "/oncall stats last week").catch(() => undefined);
    await workspace.type("elif", "ops", "/oncall stats last week");
    await workspace.until(() => ops().find(({ text }) => text.includes("last week")), 30_000);
    await workspace.until(() => /^No picture this time: Slack did not take it\.$/m.test(whispers("elif")), 30_000);
    assert.match(whispers("elif"), /The numbers stand; ask again in a minute\./);
    assert.ok(!ops().some(({ text }) => text.includes("No picture")), "it is told to the asker alone");
    workspace.faults.clear();
  });

  it("Slack being slow or the pager being slow does not break the 3 s rule, and shows that it works on it", async () => {
    const { workspace, account } = house;
    const number = account.account.incidents.at(-1)?.number;
    account.faults.add({ path: `/incidents/${number}`, delayMs: 1_800, times: 1 });
    const before = workspace.timeouts.length;
    await workspace.type("finn", "ops", `/oncall notes ${number}`);
    await workspace.until(() => /On it|orking/i.test(whispers("finn")), 30_000);
    assert.equal(workspace.timeouts.length, before);
  });

  it("a person whose addresses differ is told to link, links, and then acts as themselves", async () => {
    const { workspace, account } = house;
    const { id } = account.trigger({
      service: account.account.services[0]?.name ?? "",
      title: "For Noor",
      urgency: "high",
    });
    const card = () => ops().find((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));
    const { ts } = await workspace.until(() => card(), 30_000);
    assert.equal((await workspace.press("noor", "ops", ts, "drm_ack")).ok, true);
    await workspace.until(() => /link me as/.test(whispers("noor")), 30_000);
    await workspace.type("noor", "ops", "/oncall link me as nobody@northwind.example");
    await workspace.until(() => /knows nobody/.test(whispers("noor")), 30_000);
    await workspace.type("noor", "ops", "/oncall link me as noor.haddad@northwind.example");
    await workspace.until(() => /Noor Haddad/.test(whispers("noor")), 30_000);
    await workspace.press("noor", "ops", ts, "drm_ack");
    await workspace.until(() => card()?.text.includes("Acknowledged by Noor Haddad"), 30_000);
    await workspace.press("ben", "ops", ts, "drm_resolve");
    await workspace.until(() => card()?.text.startsWith("🟢"), 30_000);
    assert.match(card()?.text ?? "", /Resolved by Ben Carter/);
  });

  it("/oncall live is for the asker alone", async () => {
    const { workspace } = house;
    await workspace.type("grace", "ops", "/oncall live");
    const said = await workspace.until(
      () => workspace.ephemerals("grace").find(({ message }) => JSON.stringify(message).includes("/g/oncall-stats")),
      5_000,
    );
    assert.match(JSON.stringify(said.message), /k=1\.p\./);
    assert.doesNotMatch(JSON.stringify(said.message), /Asked by/);
    assert.match(JSON.stringify(ops().map(({ blocks }) => blocks)), /Asked by ana/i);
  });
});
