import * as z from "zod";
import { MaybeId, maybe, Positive } from "../../lib/loose.ts";
import { Id } from "../../lib/payload.ts";
import { listOf, Scalar } from "../../lib/shape.ts";

/** v3 keeps the page of each thing in `links.web`. */
const Links = maybe({ web: Scalar });

/** v2 names an assignee by e-mail or as an object. */
const Person = z
  .union([z.string(), z.object({ name: Scalar, email: Scalar }).transform(({ name, email }) => name || email)])
  .nullish()
  .catch(undefined);

const Frame = z.object({ file: Scalar, number: Scalar, method: Scalar, context: Scalar });

/** The problem that a delivery is about, of API v2 and v3 alike. */
export const Fault = z.object({
  id: MaybeId,
  klass: Scalar,
  message: Scalar,
  environment: Scalar,
  component: Scalar,
  action: Scalar,
  notices_count: Positive,
  last_notice_at: Scalar,
  assignee: Person,
  url: Scalar,
  links: Links,
});
const Notice = maybe({
  id: MaybeId,
  url: Scalar,
  created_at: Scalar,
  backtrace: listOf(Frame),
  application_trace: listOf(Frame),
  links: Links,
});
const Site = maybe({
  id: MaybeId,
  name: Scalar,
  url: Scalar,
  details_url: Scalar,
  last_checked_at: Scalar,
  links: Links,
});
const Outage = maybe({
  down_at: Scalar,
  up_at: Scalar,
  status: Scalar,
  reason: Scalar,
  details_url: Scalar,
  links: Links,
});
/** `url` is left out on purpose: whoever opens it reports the missing job as alive. */
const CheckIn = maybe({
  id: MaybeId,
  name: Scalar,
  expected_at: Scalar,
  reported_at: Scalar,
  missed_count: Positive,
  report_period: Scalar,
  details_url: Scalar,
  links: Links,
});
const Alarm = maybe({ id: MaybeId, name: Scalar, url: Scalar, details_url: Scalar, links: Links });
const Spike = maybe({ observed: Positive, baseline_median: Positive, factor: Positive, window_minutes: Positive });
const Deploy = maybe({
  environment: Scalar,
  revision: Scalar,
  local_username: Scalar,
  created_at: Scalar,
  url: Scalar,
  links: Links,
});

/** What both payload versions share: https://docs.honeybadger.io/guides/integrations/payloads/v2/ */
export const Delivery = z.object({
  event: z.string().min(1),
  message: Scalar,
  project: maybe({ id: MaybeId, name: Scalar, last_notice_at: Scalar, links: Links }),
  fault: Fault.optional().catch(undefined),
  fault_ids: listOf(Id),
  notice: Notice,
  site: Site,
  outage: Outage,
  check_in: CheckIn,
  alarm: Alarm,
  volume_spike: Spike,
  deploy: Deploy,
  actor: Person,
  assignee: Person,
  comment: maybe({ id: MaybeId, body: Scalar }),
});
/** With what tells its content from any other. */
export type Delivery = z.infer<typeof Delivery> & { readonly content: string };

/** A read fault: any field may be missing. */
export type Fault = z.infer<typeof Fault>;
