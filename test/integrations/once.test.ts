import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Outcome } from "../../src/core/store.ts";
import { integrations } from "../../src/integrations/index.ts";
import { sqlitePlace } from "../store/place.ts";
import { capturedFiles, type File, RECEIVED_MS, sourceKit, unreadable } from "./source-kit.ts";

describe("the same bodies a second time", () => {
  for (const integration of integrations) {
    if (!integration.relay) continue;
    const { name, own, parse } = sourceKit(integration);
    const read = ({ body }: File, round: string): readonly Alert[] => {
      try {
        return parse(body, round).map((alert) => ({ source: name, ...alert }));
      } catch (error) {
        assert.ok(unreadable(error));
        return [];
      }
    };
    it(`of ${name} change nothing`, async (t) => {
      const place = await sqlitePlace();
      t.after(() => place.clean());
      const store = await place.open(() => RECEIVED_MS);
      const lease = await store.leases.take("relay", "test", 60_000);
      assert.ok(lease);
      const files = [...own, ...capturedFiles(name)].filter((file) => !file.name.endsWith(".pem"));
      const outcomes = (round: string): readonly Outcome[] =>
        files.map((file) => ({
          deliveryId: `${round}-${file.name}`,
          source: name,
          state: "done",
          alerts: read(file, round),
        }));
      const applied = await store.relay(lease, outcomes("first"), () => []);
      assert.ok(applied.length > 0);
      assert.deepEqual(await store.relay(lease, outcomes("second"), () => []), []);
    });
  }
});
