import type { LiveProblem } from "../../core/live-list.ts";
import { formatDuration } from "../../core/number-words.ts";
import { createClassed, createElement } from "./element.ts";
import { isRecord } from "./is-record.ts";
import { clockTime, dayTime } from "./list-times.ts";
import { capital } from "./list-words.ts";

const SHOWN_BY_ROW = ["service", "host", "value", "threshold", "number"];
const MOST_LABELS = 30;

const isProblem = (value: unknown): value is LiveProblem =>
  isRecord(value) && Array.isArray(value.history) && Array.isArray(value.together) && isRecord(value.labels);

const list = (name: "ul" | "ol", items: readonly HTMLElement[], label: string): HTMLElement => {
  const box = createElement(name, "", items);
  box.setAttribute("aria-label", label);
  return box;
};

const labelsOf = ({ labels }: LiveProblem): readonly Node[] => {
  const named = Object.entries(labels).filter(([name, value]) => !SHOWN_BY_ROW.includes(name) && value !== "");
  if (named.length === 0) return [];
  const terms = named
    .slice(0, MOST_LABELS)
    .flatMap(([name, value]) => [createElement("dt", capital(name)), createElement("dd", value)]);
  return [createElement("dl", "", terms)];
};

const membersOf = ({ together, labels: shared }: LiveProblem, nowMs: number): readonly Node[] => {
  if (together.length < 2) return [];
  const items = together.map(({ title, state, sinceMs, endedAtMs, labels }) => {
    const own = Object.entries(labels).filter(([name, value]) => shared[name] !== value && value !== "");
    const time =
      state === "firing" ? `for ${formatDuration(nowMs - sinceMs)}` : `ended ${clockTime(endedAtMs ?? sinceMs)}`;
    const item = createClassed("li", "life", [
      createElement("b", state === "firing" ? "Firing " : "Ended "),
      own.map(([name, value]) => `${name} ${value}`).join(" · ") || title,
      createClassed("span", "when", [` ${time}`]),
    ]);
    item.dataset.state = state;
    return item;
  });
  return [createElement("h3", "Together here"), list("ul", items, "Problems that share this")];
};

const lifeOf = ({ history }: LiveProblem): readonly Node[] => {
  const items = history.map(({ atMs, what, by }) =>
    createClassed("li", "life", [
      createClassed("span", "when", [dayTime(atMs)]),
      ` ${what}${by === undefined ? "" : ` by ${by}`}`,
    ]),
  );
  return items.length === 0 ? [] : [createElement("h3", "So far"), list("ol", items, "What happened")];
};

/** Everything that is known about one problem, read when a person opens it; words when it cannot be read. */
export const loadDetails = async (id: string, nowMs: number): Promise<readonly Node[]> => {
  try {
    const response = await fetch(`/live/problem?${new URLSearchParams({ id })}`, {
      headers: { accept: "application/json" },
    });
    const body: unknown = await response.json();
    if (response.ok && isProblem(body)) return [...membersOf(body, nowMs), ...lifeOf(body), ...labelsOf(body)];
  } catch {
    return [createElement("p", "Dr. M could not be reached. Close this and open it again.")];
  }
  return [createElement("p", "This problem is no longer kept.")];
};
