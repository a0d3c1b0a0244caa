import type { AlertState, Severity } from "../../core/alert.ts";
import { firstText } from "../../lib/shape.ts";
import { cut } from "../../lib/wording.ts";
import type { Delivery } from "./shapes.ts";

interface Meaning {
  readonly state: AlertState;
  readonly severity: Severity;
  readonly what: string;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  occurred: { state: "firing", severity: "error", what: "occurred" },
  rate_exceeded: { state: "firing", severity: "error", what: "occurred too often" },
  resolved: { state: "resolved", severity: "error", what: "resolved" },
  unresolved: { state: "firing", severity: "error", what: "reopened" },
  assigned: { state: "update", severity: "error", what: "assigned" },
  commented: { state: "update", severity: "error", what: "commented" },
  deployed: { state: "notice", severity: "info", what: "deployed" },
  volume_spike: { state: "firing", severity: "error", what: "rose above the usual level" },
  down: { state: "firing", severity: "critical", what: "went down" },
  up: { state: "resolved", severity: "critical", what: "came back up" },
  cert_will_expire: { state: "firing", severity: "warning", what: "found a certificate that will expire" },
  check_in_missing: { state: "firing", severity: "error", what: "missed its check-in" },
  check_in_reporting: { state: "resolved", severity: "error", what: "checked in again" },
  alarm_alert: { state: "firing", severity: "error", what: "triggered" },
  alarm_ok: { state: "resolved", severity: "error", what: "returned to normal" },
};

/** What an event means; one that we do not know is an update. */
export const meaningOf = (event: string): Meaning =>
  MEANINGS[event] ?? { state: "update", severity: "info", what: cut(event.replaceAll("_", " "), 60) };

const PREFIX = /^\[([^\]/]{1,200})(?:\/([^\]]{1,200}))?\]\s*/;

/** "[Shop/production] MISSING: Nightly import hasn't checked in." -> its words, without the project and the shouting. */
export const sentenceOf = ({ message }: Delivery): string | undefined =>
  firstText(
    firstText(message)
      ?.replace(PREFIX, "")
      .replace(/^[A-Z]{2,20}:\s+/, "")
      .replace(/\.$/, ""),
  );

/** The project's name; a trimmed body has it only in the message. */
export const projectOf = ({ project, message }: Delivery): string | undefined =>
  firstText(project?.name, PREFIX.exec(firstText(message) ?? "")?.[1]);
