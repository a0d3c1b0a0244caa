import * as z from "zod";
import type { Severity } from "../../core/alert.ts";
import * as shape from "../../lib/shape.ts";

/** An object that may be missing. */
const maybe = <S extends z.ZodRawShape>(members: S) => z.object(members).nullish().catch(undefined);

/** One line of a stack trace; `in_app` tells the project's own code from libraries. */
const Frame = z.object({
  filename: shape.Text,
  module: shape.Text,
  function: shape.Text,
  lineno: shape.Scalar,
  in_app: z.boolean().nullish().catch(undefined),
});
/** A read frame: any field may be missing. */
export type Frame = z.infer<typeof Frame>;
const Stack = maybe({ frames: shape.listOf(Frame) });

/** An event, as alerts and the legacy plugin carry it. */
export const Event = z.object({
  event_id: shape.Scalar,
  id: shape.Scalar,
  issue_id: shape.Scalar,
  title: shape.Text,
  message: shape.Text,
  level: shape.Text,
  culprit: shape.Text,
  environment: shape.Text,
  datetime: shape.Text,
  timestamp: shape.Scalar,
  received: shape.Scalar,
  url: shape.Text,
  web_url: shape.Text,
  issue_url: shape.Text,
  metadata: maybe({ filename: shape.Text, title: shape.Text }),
  tags: shape.listOf(z.tuple([z.string(), z.string().nullish()]).rest(z.unknown())),
  exception: maybe({ values: shape.listOf(z.object({ stacktrace: Stack })) }),
  stacktrace: Stack,
});

/** A read event: any field may be missing. */
export type Event = z.infer<typeof Event>;

/** Who did it; Sentry itself is an application. */
export const Actor = maybe({ type: shape.Text, name: shape.Text });

/** A read actor; undefined when the delivery names none. */
export type Actor = z.infer<typeof Actor>;

/** The person's name; undefined when Sentry did it. */
export const personOf = (actor: Actor): string | undefined =>
  actor?.type === "user" ? shape.firstText(actor.name) : undefined;

const LEVELS: ReadonlyMap<string, Severity> = new Map([
  ["fatal", "critical"],
  ["critical", "critical"],
  ["error", "error"],
  ["warning", "warning"],
  ["info", "info"],
  ["debug", "info"],
  ["sample", "info"],
]);

/** Severity of a level, as the members of an alert. */
export const severityOf = (level: string | null | undefined): { severity: Severity; severityKnown?: boolean } => {
  const severity = LEVELS.get(level ?? "");
  return severity ? { severity } : { severity: "error", severityKnown: false };
};
