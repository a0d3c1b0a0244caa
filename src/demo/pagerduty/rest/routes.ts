import { directoryRoutes } from "./directory.ts";
import { incidentChangeRoutes } from "./incident-changes.ts";
import { incidentRoutes } from "./incidents.ts";
import { logEntryRoutes } from "./log-entries.ts";
import { maintenanceRoutes } from "./maintenance.ts";
import { oncallRoutes } from "./oncalls.ts";
import { overrideRoutes } from "./overrides.ts";
import { respondingRoutes } from "./responding.ts";
import type { Rest, Route } from "./route.ts";
import { scheduleRoutes } from "./schedules.ts";
import { shiftChangeRoutes } from "./shift-changes.ts";
import { shiftScheduleRoutes } from "./shift-schedules.ts";
import { subscriptionRoutes } from "./subscriptions.ts";
import { userRoutes } from "./users.ts";

/** Every endpoint of the REST API; `ping` sends the test event. */
export const routesOf = (rest: Rest, ping: () => void): readonly Route[] => [
  ...incidentRoutes(rest),
  ...incidentChangeRoutes(rest),
  ...respondingRoutes(rest),
  ...logEntryRoutes(rest),
  ...oncallRoutes(rest),
  ...userRoutes(rest),
  ...scheduleRoutes(rest),
  ...overrideRoutes(rest),
  ...shiftScheduleRoutes(rest),
  ...shiftChangeRoutes(rest),
  ...directoryRoutes(rest),
  ...maintenanceRoutes(rest),
  ...subscriptionRoutes(rest, ping),
];
