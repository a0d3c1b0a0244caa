import type { Integration } from "../core/integration.ts";
import pagerduty from "./pagerduty.ts";

/** Every service that Dr. M knows: one import a line. */
export const integrations: readonly Integration[] = [pagerduty];
