import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, receiver, start } from "./kit.ts";

const BEN = "ben.carter@northwind.example";
const FOLDER = fileURLToPath(new URL("../../../shared/payloads/pagerduty/", import.meta.url));
const fileOf = (name: string): string => `${FOLDER}v3_incident_${name}.json`;

/** Every field that recorded data of this type has: they are of different years. */
const knownFields = (type: string): ReadonlySet<string> =>
  new Set(
    readdirSync(FOLDER)
      .filter((file) => file.startsWith("v3_incident_") && file.endsWith(".json"))
      .map((file) => JSON.parse(readFileSync(`${FOLDER}${file}`, "utf8")).event.data)
      .filter((data) => data.type === type)
      .flatMap((data) => Object.keys(data)),
  );

/** "data.service.id: string" for each field; members of a list count once. Null fits anything and is left out. */
const fieldsOf = (value: unknown, path = ""): readonly string[] => {
  if (value === null) return [];
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((one: unknown) => fieldsOf(one, `${path}[]`));
  if (typeof value !== "object" || value === undefined) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, one]) => fieldsOf(one, path === "" ? name : `${path}.${name}`));
};

/** What makes each of the events that there is a recording of. */
const DEEDS: Readonly<Record<string, (pd: PagerDuty, id: string) => unknown>> = {
  triggered: () => undefined,
  acknowledged: (pd, id) => pd.ack(id, ANA),
  annotated: (pd, id) => pd.note(id, "On it", ANA),
  delegated: (pd, id) => pd.delegate(id, "Web Escalation", ANA),
  priority_updated: (pd, id) => pd.setPriority(id, "P2", ANA),
  reassigned: (pd, id) => pd.reassign(id, [BEN], ANA),
  resolved: (pd, id) => pd.resolve(id, ANA),
  responder_added: (pd, id) => pd.addResponder(id, BEN, "Please help", ANA),
  status_update_published: (pd, id) => pd.statusUpdate(id, "We look", ANA),
};

for (const [name, act] of Object.entries(DEEDS)) {
  const skip = existsSync(fileOf(name)) ? false : "the recording is not beside the repository";
  test(`${name} has the fields of a recorded one`, { skip }, async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const { id } = pd.trigger({ service: "Postgres", title: "Full", priority: "P1" });
    act(pd, id);
    await pd.idle();
    const recorded = JSON.parse(readFileSync(fileOf(name), "utf8"));
    const sent = hook.hooks.at(-1)?.event;
    assert.equal(sent.event_type, recorded.event.event_type);
    const ours = new Set(fieldsOf(sent));
    assert.deepEqual(
      fieldsOf(recorded.event).filter((field) => !ours.has(field)),
      [],
      "what a recorded one has, ours has too",
    );
    const theirs = knownFields(sent.data.type);
    assert.deepEqual(
      Object.keys(sent.data).filter((field) => !theirs.has(field)),
      [],
      "ours has nothing of its own",
    );
  });
}
