import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { type ReportPicture, reportMarkdown } from "../core/report/formats.ts";
import { reportHtml } from "../core/report/html.ts";
import type { Report } from "../core/report/types.ts";
import type { TimeRange } from "../core/time/range.ts";
import { SLACK_PACE } from "../flows/deliver.ts";
import { createJobs } from "../flows/jobs.ts";
import type { Loop } from "../flows/loop.ts";
import { pageQuery } from "../flows/reports/pictures.ts";
import { makeReport, reportJobs, reportTimes } from "../flows/reports.ts";
import { loadPage } from "../flows/snapshot.ts";
import { createJobClock } from "./job-clock.ts";
import type { Common, LoopParts } from "./loops.ts";
import type { Parts } from "./parts.ts";

/** Reports by the clock: a loop that does what is due, woken at each moment in its own zone. */
export const reportLoop = ({ config, parts, chat, tuning, tellAdmin }: LoopParts, common: Common): Loop => {
  const { opsChannel: channel, tz, weekStart } = config;
  const { policy, snapshot, liveUrl } = parts;
  const { pace = SLACK_PACE } = tuning;
  const sources = [...parts.connections].flatMap(([name, { collect }]) => (collect ? [name] : []));
  const ports = { ...common, policy, sources, snapshot, liveUrl, chat, pace, tellAdmin, channel, tz, weekStart };
  const ring = createJobClock(() => loop.wake());
  const follow = (): void =>
    void ring.follow(reportTimes(policy().care.reports, tz)).catch((error: unknown) => {
      common.log.error({ err: error }, "the clock of reports could not be set; they are looked for each minute");
    });
  const jobs = createJobs({
    ...common,
    jobs: () => {
      follow();
      return reportJobs(ports);
    },
  });
  const loop: Loop = {
    ...jobs,
    async stop() {
      await jobs.stop();
      await ring.stop();
    },
  };
  return loop;
};

/** Makes a report of any range now, from what is known now: its small print says as of when. */
export const reportNow =
  ({ store, policy }: Pick<Parts, "store" | "policy">) =>
  (range: TimeRange): Promise<Report> =>
    makeReport("weekly", range, { store, policy, sources: [] });

/** A report of the range as one text: Markdown, or HTML with its pictures in it; one that cannot be drawn is left out. */
export const reportFile = async (
  range: TimeRange,
  format: "md" | "html",
  parts: Pick<Parts, "store" | "policy" | "snapshots" | "liveUrl">,
  log: Log,
): Promise<string> => {
  const report = await reportNow(parts)(range);
  const pictures: ReportPicture[] = [];
  for (const { page, label } of report.pictures) {
    const query = pageQuery(report);
    try {
      const spec = await loadPage(parts.snapshots, page, query);
      const png = format === "html" ? await parts.snapshots.render(spec) : undefined;
      const url = parts.liveUrl({ graph: page, query: query.toString() });
      pictures.push({ label, alt: spec.summary, png, url });
    } catch (error) {
      log.warn({ page, err: toFailure(error) }, "a picture of a report failed; the report goes without it");
    }
  }
  return format === "html" ? reportHtml(report, pictures) : reportMarkdown(report, pictures);
};
