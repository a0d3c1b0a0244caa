import * as z from "zod";
import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { readAnyBody, requireObject } from "../lib/any-body.ts";
import { shortId } from "../lib/digest.ts";
import { epochMs } from "../lib/epoch.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { maybe } from "../lib/loose.ts";
import { Id } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { firstText, present, Scalar, timeOf, webLink } from "../lib/shape.ts";
import { minuteOf } from "../lib/unnamed.ts";
import { cut } from "../lib/wording.ts";

/** What a step of a pipeline posts with curl; one of version, text and sha is needed. */
const Own = z.object({
  version: Scalar,
  text: Scalar,
  sha: Scalar,
  service: Scalar,
  environment: Scalar,
  by: Scalar,
  at: Scalar,
  url: Scalar,
  status: Scalar,
});

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status */
const GitHub = z.object({
  deployment_status: z.object({
    id: Id,
    state: Scalar,
    created_at: Scalar,
    environment: Scalar,
    target_url: Scalar,
    log_url: Scalar,
    creator: maybe({ login: Scalar }),
  }),
  deployment: z.object({ ref: Scalar, sha: Scalar, environment: Scalar, creator: maybe({ login: Scalar }) }),
  repository: maybe({ name: Scalar }),
});

/** A deploy as either of them tells it. */
interface Deploy {
  readonly id: string | undefined;
  readonly what: string;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly status: string | undefined;
  readonly by: string | undefined;
  readonly atMs: number | undefined;
  readonly url: string | undefined;
  readonly sha: string | undefined;
}

const ENDED_WELL = /^(?:ok|success(?:ful)?|succeeded|finished|done|completed?|deployed|released|live)$/i;
/** Of GitHub's states only the ends change what runs. */
const ENDS: ReadonlySet<string> = new Set(["success", "failure", "error"]);
const SHA = /^[0-9a-f]{12,64}$/i;
const SHOWN_SHA = 7;

const shortSha = (text: string | undefined): string | undefined =>
  text !== undefined && SHA.test(text) ? text.slice(0, SHOWN_SHA) : text;

const ownOf = (body: Uint8Array): Deploy => {
  const said = readHook(Own, body, "a deploy");
  const text = firstText(said.text);
  const version = firstText(said.version) ?? shortSha(firstText(said.sha));
  const what = version === undefined ? text : `deploy ${version}`;
  if (what === undefined) throw new Failure("unreadable", "a deploy without version, text and sha");
  return {
    ...{ id: undefined, what, service: firstText(said.service), environment: firstText(said.environment) },
    ...{ status: firstText(said.status), by: firstText(said.by), url: webLink(said.url), sha: firstText(said.sha) },
    atMs: epochMs(said.at) ?? timeOf(said.at),
  };
};

const gitHubOf = (body: Uint8Array): Deploy | undefined => {
  const { deployment_status: status, deployment, repository } = readHook(GitHub, body, "GitHub's deployment_status");
  if (!ENDS.has(status.state ?? "")) return undefined;
  const version = shortSha(firstText(deployment.ref)) ?? shortSha(firstText(deployment.sha));
  return {
    id: `github:${status.id}`,
    what: `deploy ${version ?? status.id}`,
    service: firstText(repository?.name),
    environment: firstText(status.environment, deployment.environment),
    status: status.state === "success" ? undefined : "failed",
    by: firstText(deployment.creator?.login, status.creator?.login),
    atMs: timeOf(status.created_at),
    url: webLink(status.target_url, status.log_url),
    sha: firstText(deployment.sha),
  };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const alertOf = (deploy: Deploy, receivedAtMs: number): ParsedAlert => {
  const { what, service, environment, by, url, sha } = deploy;
  const status = deploy.status === undefined || ENDED_WELL.test(deploy.status) ? undefined : cut(deploy.status, 40);
  const atMs = deploy.atMs ?? receivedAtMs;
  const words = [what, service, environment, status].map((text) => text ?? "").join(" · ");
  const id = shortId(deploy.id ?? `${words}@${minuteOf(atMs)}`);
  const place = [service, environment === "production" ? undefined : environment].filter(Boolean).join(", ");
  return {
    key: id,
    eventId: id,
    state: "notice",
    severity: "info",
    title: cut(
      [`${capital(cut(what, 120))}${status ? ` ${status}` : ""}`, cut(place, 120)].filter(Boolean).join(" · "),
      300,
    ),
    url,
    atMs,
    by: by === undefined ? undefined : cut(by, 100),
    what: "deployed",
    labels: present({ service, environment, status, sha }),
    details: [],
  };
};

const parse = ({ body, receivedAtMs }: Delivered): readonly ParsedAlert[] => {
  const sent = requireObject(readAnyBody(body), "a deploy");
  if ("zen" in sent && "hook_id" in sent) return [];
  const deploy = "deployment_status" in sent ? gitHubOf(body) : ownOf(body);
  return deploy === undefined ? [] : [alertOf(deploy, receivedAtMs)];
};

/** Deploys, told by the pipeline itself or by GitHub: marked on graphs, and posted only where a route names this source. */
export default defineIntegration({
  name: "deploys",
  docs: "https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status",
  settings: {
    DEPLOYS_TOKEN: tokenSetting("at the end of the address or as a bearer token, for whoever tells of a deploy"),
  },
  check: ({ DEPLOYS_TOKEN }) => checkTokens("DEPLOYS_TOKEN", DEPLOYS_TOKEN),
  relay: {
    async verify(request, { DEPLOYS_TOKEN }) {
      requireHookToken(request, "DEPLOYS_TOKEN", DEPLOYS_TOKEN);
    },
    parse,
  },
});
