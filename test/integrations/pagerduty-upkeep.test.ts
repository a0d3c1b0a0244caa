import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, NOW_MS, refused } from "./pager-setup.ts";
import { connectTo, json, serve } from "./pagerduty-setup.ts";

const subscription = (id: string, url: string, temporarily_disabled = false, active = true) => ({
  id,
  active,
  delivery_method: { url, temporarily_disabled },
});
const HOOK = "https://drm.example.com/hooks/pagerduty";

const faultsOf = async (list: readonly object[], publicUrl?: string, secrets = "s") => {
  await using server = await serve((_request, response) =>
    json(response, 200, { webhook_subscriptions: list, more: false }),
  );
  const { upkeep, stop } = connectTo(server.url, "t", { ...(publicUrl && { publicUrl }), ...(secrets && { secrets }) });
  const faults = await upkeep.faults();
  stop();
  return faults.map(({ id, mend }) => `${id} ${mend ?? "-"}`);
};

describe("looking after PagerDuty's webhook", () => {
  it("sees that it was switched off after three refusals, and switches it on", async () => {
    await using hook = await serve((_request, response) => void response.writeHead(403).end());
    const account = await createPagerDuty({ clock: () => NOW_MS, weeks: 1, retryBaseMs: 1 });
    const { upkeep, stop } = connectTo(account.url, account.token, { publicUrl: hook.url });
    account.setWebhook(`${hook.url}/hooks/pagerduty`);
    try {
      assert.deepEqual(await upkeep.faults(), []);
      for (let count = 0; count < 3; count++) {
        account.ping();
        await account.idle();
      }
      const [fault, ...others] = await upkeep.faults();
      assert.equal(others.length, 0);
      assert.equal(fault?.mend, "Re-enable");
      assert.match(fault?.what ?? "", /Three deliveries in a row/);
      await upkeep.mend(fault?.id ?? "", ANA);
      assert.deepEqual(await upkeep.faults(), []);
      await refused(upkeep.mend("PNOTHERE", ANA), "not_found", /does not know/, [account.token]);
    } finally {
      stop();
      await account.close();
    }
  });

  it("looks at its own subscriptions only", async () => {
    const list = [
      subscription("P1", "https://other.example.com/hooks/pagerduty", true),
      subscription("P2", `${HOOK}/secret?as=x`, true),
      subscription("P3", `${HOOK}-old`, true),
      subscription("P4", HOOK),
    ];
    assert.deepEqual(await faultsOf(list, "https://drm.example.com/"), ["P2 Re-enable"]);
    assert.deepEqual(await faultsOf(list, "https://DRM.example.com"), ["P2 Re-enable"]);
  });

  it("misses one that points here, without a button", async () => {
    const other = subscription("P1", "https://other.example.com/hooks/pagerduty");
    assert.deepEqual(await faultsOf([other], "https://drm.example.com"), ["no-subscription -"]);
    assert.deepEqual(await faultsOf([subscription("P2", HOOK, true, false)], "https://drm.example.com"), [
      "no-subscription -",
    ]);
    assert.deepEqual(await faultsOf([other], "https://drm.example.com", ""), [], "no secret is set: none is expected");
  });

  it("without a public URL takes the only one there is", async () => {
    const off = subscription("P1", "https://somewhere.example.com/x", true);
    assert.deepEqual(await faultsOf([off]), ["P1 Re-enable"]);
    assert.deepEqual(await faultsOf([off, subscription("P2", HOOK)]), []);
    assert.deepEqual(await faultsOf([]), []);
  });

  it("reads all pages", async () => {
    await using server = await serve((request, response) => {
      const more = request.url?.includes("offset=0") === true;
      const url = more ? "https://other.example.com/" : HOOK;
      json(response, 200, { webhook_subscriptions: [subscription(more ? "P1" : "P2", url, true)], more });
    });
    const { upkeep, stop } = connectTo(server.url, "t", { publicUrl: "https://drm.example.com" });
    assert.deepEqual(
      (await upkeep.faults()).map(({ id }) => id),
      ["P2"],
    );
    stop();
  });

  it("is quiet where the token may not list them, with one word in the log; a refused token is told", async () => {
    let status = 403;
    await using server = await serve((_request, response) => json(response, status, {}));
    const { upkeep, warnings, stop } = connectTo(server.url, "t", { publicUrl: "https://drm.example.com" });
    assert.deepEqual(await upkeep.faults(), []);
    assert.deepEqual(await upkeep.faults(), []);
    assert.equal(warnings.filter((line) => line.includes("may not list")).length, 1);
    status = 401;
    await refused(upkeep.faults(), "credentials", /refuses our token/, []);
    stop();
  });
});
