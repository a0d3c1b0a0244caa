import * as z from "zod";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { MaybeId, maybe, Positive } from "../lib/loose.ts";
import { Id } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { firstText, listOf, present, Scalar, timeOf, webLink } from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { classAndMessage, counted, cut, placeOf, stackLines, withoutQuery } from "../lib/wording.ts";

/** Ids are numbers in the documentation and 19 digits long in what is sent: https://docs.airbrake.io/docs/integrations/webhooks/ */
const Delivery = z.object({
  error: z.object({
    id: Id,
    error_class: Scalar,
    error_message: Scalar,
    file: Scalar,
    line_number: Scalar,
    environment: Scalar,
    project: maybe({ id: MaybeId, name: Scalar }),
    last_notice: maybe({ id: MaybeId, request_method: Scalar, request_url: Scalar, backtrace: listOf(z.string()) }),
    last_occurred_at: Scalar,
    times_occurred: Positive,
  }),
  airbrake_error_url: Scalar,
});

/** Where it happened, without the query: that may hold what a visitor typed. */
const requestOf = (method: string | undefined, url: string | undefined): string | undefined => {
  const link = webLink(url);
  return link && [firstText(method), withoutQuery(link)].filter(Boolean).join(" ");
};

const parse = ({ body, receivedAtMs }: Delivered): readonly ParsedAlert[] => {
  const { error, airbrake_error_url: url } = readHook(Delivery, body, "an Airbrake webhook");
  const { last_notice: notice, times_occurred: times } = error;
  const nth = times === undefined ? undefined : `${times}@${error.last_occurred_at ?? ""}`;
  const title = firstText(classAndMessage(firstText(error.error_class), firstText(error.error_message)));
  const frames = (notice?.backtrace ?? []).map((line) => cut(firstText(line) ?? "", 300)).filter(Boolean);
  return [
    {
      key: shortId(error.id),
      eventId: shortId(`${error.id}:${notice?.id ?? nth ?? error.last_occurred_at ?? unnamed({ body, receivedAtMs })}`),
      state: "firing",
      severity: "error",
      title: cut(title ?? `Airbrake error ${error.id}`, 300),
      url: webLink(url),
      atMs: timeOf(error.last_occurred_at) ?? receivedAtMs,
      what: times ? `occurred, ${counted(times, "time")} so far` : "occurred",
      labels: present({
        service: firstText(error.project?.name),
        environment: firstText(error.environment),
        where: placeOf(firstText(error.file), error.line_number, undefined) || frames[0],
        request: requestOf(notice?.request_method, notice?.request_url),
        occurrences: times?.toLocaleString("en-US"),
      }),
      details: stackLines(frames, 8),
    },
  ];
};

/** Errors that are new, or that came back after they were resolved. Airbrake signs nothing. */
export default defineIntegration({
  name: "airbrake",
  docs: "https://docs.airbrake.io/docs/integrations/webhooks/",
  settings: { AIRBRAKE_TOKEN: tokenSetting("at the end of the address that Airbrake posts to") },
  check: ({ AIRBRAKE_TOKEN }) => checkTokens("AIRBRAKE_TOKEN", AIRBRAKE_TOKEN),
  relay: {
    async verify(request, { AIRBRAKE_TOKEN }) {
      requireHookToken(request, "AIRBRAKE_TOKEN", AIRBRAKE_TOKEN);
    },
    parse,
  },
});
