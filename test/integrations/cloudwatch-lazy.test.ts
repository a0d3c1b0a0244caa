import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { it } from "node:test";
import { integrations } from "../../src/integrations/index.ts";
import { connected, failsWith, hour } from "./measure-kit.ts";

const { cache } = createRequire(import.meta.url);
const isLoaded = (): boolean => Object.keys(cache).some((path) => path.includes("@aws-sdk"));

it("the SDK of AWS is loaded with the first question to CloudWatch, not with the bot", async (t) => {
  const cloudwatch = integrations.find(({ name }) => name === "cloudwatch") ?? assert.fail();
  const settings = {
    CLOUDWATCH_REGION: "eu-west-1",
    CLOUDWATCH_ENDPOINT: "http://127.0.0.1:9",
    CLOUDWATCH_ACCESS_KEY_ID: "a",
    CLOUDWATCH_SECRET_ACCESS_KEY: "b",
  };
  const { measure } = cloudwatch.connect?.(settings, connected(t)) ?? assert.fail();
  assert.ok(measure);
  assert.equal(isLoaded(), false);
  await failsWith(measure.ask(hour("AWS/EC2/CPUUtilization")), "unavailable", /cannot be reached/);
  assert.equal(isLoaded(), true);
});
