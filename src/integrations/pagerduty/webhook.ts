import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { ParsedAlert } from "../../core/integration.ts";
import { bounded } from "../../lib/bounded.ts";
import { readJson, textOf } from "../../lib/payload.ts";
import { parseV2 } from "./webhook-v2.ts";
import { parseV3 } from "./webhook-v3.ts";

const V3 = z.object({ event: z.record(z.string(), z.unknown()) });
const V2 = z.object({ messages: z.array(z.record(z.string(), z.unknown())).max(1000) });

/** v1 names the event in `type` and keeps the incident under `data`. */
const isV1 = (message: Readonly<Record<string, unknown>>): boolean =>
  message.event === undefined && typeof message.type === "string";

/** A webhook's body -> alerts, told apart by shape. Throws Failure("unreadable"). */
export const parseWebhook = (body: Uint8Array): readonly ParsedAlert[] => {
  const value = readJson(textOf(body));
  const v3 = V3.safeParse(value);
  if (v3.success) return parseV3(v3.data.event).map(bounded);
  const v2 = V2.safeParse(value);
  if (!v2.success) throw new Failure("unreadable", "neither an event (v3) nor messages (v2): not a PagerDuty webhook");
  if (v2.data.messages.some(isV1))
    throw new Failure(
      "unreadable",
      "a v1 webhook, which PagerDuty ended in 2022: make a v3 webhook subscription instead",
    );
  return v2.data.messages.flatMap(parseV2).map(bounded);
};
