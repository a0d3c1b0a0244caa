import { createTask, type ScheduledTask } from "node-cron";
import { cronOf, type JobTime } from "../core/job-times.ts";

/** Rings at the moments it is told to follow, to the second; who is woken looks for what is due. */
export interface JobClock {
  /** From now on these moments and no others. */
  follow(times: readonly JobTime[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * One node-cron task for each moment, in its own zone. What it misses, because the process was busy or asleep, or a wall
 * time that a change of summer time leaves out, is found by who looks each minute.
 */
export const createJobClock = (ring: () => void): JobClock => {
  let followed = "";
  let tasks: readonly ScheduledTask[] = [];
  const stop = async (): Promise<void> => {
    for (const task of tasks) await task.destroy();
    tasks = [];
    followed = "";
  };
  return {
    stop,
    async follow(times) {
      const wanted = JSON.stringify(times);
      if (wanted === followed) return;
      await stop();
      followed = wanted;
      tasks = times.map((time) => createTask(cronOf(time), ring, { timezone: time.tz }));
      for (const task of tasks) await task.start();
    },
  };
};
