import * as z from "zod";
import type { Severity } from "../core/alert.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { readAnyBody } from "../lib/any-body.ts";
import { shortId } from "../lib/digest.ts";
import { epochMs } from "../lib/epoch.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { requireMembers } from "../lib/members.ts";
import { Id, requireShape } from "../lib/payload.ts";
import * as shape from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";

const Probe = z.object({ location: shape.Text }).nullish().catch(undefined);
const Check = z.object({
  check_id: Id,
  check_name: shape.Text,
  check_type: shape.Text,
  check_params: z.object({ hostname: shape.Text, url: shape.Text, full_url: shape.Text }).nullish().catch(undefined),
  tags: shape.listOf(z.string()),
  current_state: z.string().min(1),
  importance_level: shape.Text,
  state_changed_timestamp: shape.Scalar,
  state_changed_utc_time: shape.Text,
  long_description: shape.Text,
  description: shape.Text,
  first_probe: Probe,
  second_probe: Probe,
  custom_message: shape.Text,
});
type Check = z.infer<typeof Check>;

interface Meaning {
  readonly state: "firing" | "resolved";
  /** After the check's name. */
  readonly words: string;
  readonly what: string;
}

/** Transactions fail and succeed, all others are down and up. */
const STATES: Readonly<Record<string, Meaning>> = {
  DOWN: { state: "firing", words: "is down", what: "went down" },
  FAILING: { state: "firing", words: "is failing", what: "began to fail" },
  UP: { state: "resolved", words: "is up again", what: "came up again" },
  SUCCESS: { state: "resolved", words: "works again", what: "recovered" },
};

const severityOf = (importance: string | null | undefined): Severity => {
  if (importance === "HIGH") return "critical";
  return importance === "LOW" ? "warning" : "error";
};

/** What is checked, without user, password and query, which may hold credentials. */
const targetOf = (params: Check["check_params"]): string | undefined => {
  const url = shape.webLink(params?.full_url, params?.url);
  if (url === undefined) return undefined;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};

const hostOf = (params: Check["check_params"]): string | undefined => {
  const url = shape.webLink(params?.full_url, params?.url);
  return params?.hostname || (url === undefined ? undefined : new URL(url).hostname);
};

const changedAtMs = (check: Check): number | undefined => {
  const utc = check.state_changed_utc_time;
  return epochMs(check.state_changed_timestamp) ?? shape.timeOf(utc && (/Z$/.test(utc) ? utc : `${utc}Z`));
};

const labelsOf = (check: Check, firing: boolean): Record<string, string> => {
  const probes = [check.first_probe, check.second_probe].flatMap((probe) => probe?.location || []);
  return shape.present({
    host: hostOf(check.check_params),
    error: firing && check.long_description !== check.description ? shape.firstText(check.long_description) : undefined,
    target: targetOf(check.check_params),
    check: check.check_type,
    "seen from": firing ? [...new Set(probes)].join("; ") : undefined,
    importance: check.importance_level?.toLowerCase(),
    tags: check.tags.join(", "),
  });
};

const titleOf = (check: Check, known: Meaning | undefined): string => {
  const name = shape.firstText(check.check_name) ?? `Check ${check.check_id}`;
  const why = known?.state === "firing" ? shape.firstText(check.description, check.long_description) : undefined;
  const words = known?.words ?? `is ${shape.clip(check.current_state.toLowerCase(), 60)}`;
  return shape.clip(`${name} ${words}${why ? `: ${why}` : ""}`, 500);
};

const toAlert = (check: Check, { body, receivedAtMs }: Delivered): ParsedAlert => {
  const current = shape.clip(check.current_state.toUpperCase(), 60);
  const known = Object.hasOwn(STATES, current) ? STATES[current] : undefined;
  const firing = known?.state === "firing";
  const changed = changedAtMs(check);
  const key = shortId(check.check_id);
  return {
    key,
    eventId: `${key}:${current}:${changed ?? unnamed({ body, receivedAtMs })}`,
    state: known?.state ?? "notice",
    severity: severityOf(check.importance_level),
    ...(firing ? {} : { severityKnown: false }),
    title: titleOf(check, known),
    url: `https://my.pingdom.com/reports/uptime#check=${encodeURIComponent(check.check_id.toWellFormed())}`,
    atMs: changed ?? receivedAtMs,
    what: known?.what ?? `became ${current.toLowerCase()}`,
    labels: labelsOf(check, firing),
    details: firing ? shape.linesOf(check.custom_message) : [],
    ending: known?.state === "resolved" ? "auto" : undefined,
  };
};

/** Pingdom's state-change webhooks; unsigned, so that the address carries a token: /hooks/pingdom/<token>. */
export default defineIntegration({
  name: "pingdom",
  docs: "https://www.pingdom.com/resources/webhooks/",
  settings: { PINGDOM_TOKEN: tokenSetting("in the address of the webhook: /hooks/pingdom/<token>") },
  check: ({ PINGDOM_TOKEN }) => checkTokens("PINGDOM_TOKEN", PINGDOM_TOKEN),
  relay: {
    async verify(request, { PINGDOM_TOKEN }) {
      requireHookToken(request, "PINGDOM_TOKEN", PINGDOM_TOKEN);
    },
    parse(delivered) {
      const body = requireMembers(readAnyBody(delivered.body), "a webhook of Pingdom", "check_id", "current_state");
      return [toAlert(requireShape(Check, body), delivered)];
    },
  },
});
