import * as z from "zod";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { Positive } from "../lib/loose.ts";
import { Id } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { firstText, present, Scalar, timeOf, webLink } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { classAndMessage, counted, cut } from "../lib/wording.ts";

const Problem = z.object({
  _id: z.union([Id, z.object({ $oid: Id }).transform(({ $oid }) => $oid)]),
  url: Scalar,
  app_name: Scalar,
  environment: Scalar,
  error_class: Scalar,
  message: Scalar,
  where: Scalar,
  notices_count: Positive,
  last_notice_at: Scalar,
  resolved: z.boolean().catch(false),
  resolved_at: Scalar,
  hosts: z.record(z.string(), z.unknown()).catch({}),
});
type Problem = z.infer<typeof Problem>;

const Host = z.object({ value: z.string() });

/** What Errbit writes where it knows nothing. */
const known = (text: string | undefined): string | undefined => {
  const line = firstText(text);
  return line && /^(unknown|n\/a)$/i.test(line) ? undefined : line;
};

const hostsOf = ({ hosts }: Problem): string => {
  const names = Object.values(hosts).flatMap((host) => known(Host.safeParse(host).data?.value) ?? []);
  return names.length < 5 ? names.join(", ") : `${names.length} hosts`;
};

const parse = ({ body, receivedAtMs }: Delivered): readonly ParsedAlert[] => {
  const { problem } = readHook(z.object({ problem: Problem }), body, "an Errbit webhook");
  const { _id: id, notices_count: times, resolved } = problem;
  const title = classAndMessage(firstText(problem.error_class), firstText(problem.message));
  const when = resolved ? timeOf(problem.resolved_at) : timeOf(problem.last_notice_at);
  return [
    {
      key: shortId(id),
      eventId: shortId(
        `${id}:${times ?? problem.last_notice_at ?? unnamed({ body, receivedAtMs })}${resolved ? `:resolved@${problem.resolved_at ?? ""}` : ""}`,
      ),
      state: resolved ? "resolved" : "firing",
      severity: "error",
      title: cut(title ?? `Errbit problem ${id}`, 300),
      url: webLink(problem.url),
      atMs: when ?? receivedAtMs,
      what: resolved ? "resolved" : times ? `occurred, ${counted(times, "time")} so far` : "occurred",
      labels: present({
        service: firstText(problem.app_name),
        environment: firstText(problem.environment),
        host: hostsOf(problem),
        where: known(problem.where),
        occurrences: times?.toLocaleString("en-US"),
      }),
      details: [],
    },
  ];
};

/** Errors at the notice counts that the app is configured to tell. Errbit signs nothing. */
export default defineIntegration({
  name: "errbit",
  docs: "https://github.com/errbit/errbit/blob/main/app/models/notification_services/webhook_service.rb",
  settings: { ERRBIT_TOKEN: tokenSetting("at the end of the address that Errbit posts to") },
  check: ({ ERRBIT_TOKEN }) => checkTokens("ERRBIT_TOKEN", ERRBIT_TOKEN),
  relay: {
    async verify(request, { ERRBIT_TOKEN }) {
      requireHookToken(request, "ERRBIT_TOKEN", ERRBIT_TOKEN);
    },
    parse,
  },
});
