import type { LiveList, LiveMoment, LiveMute, LiveRow, LiveUnreadable } from "../../core/live-list.ts";
import { countOf } from "../../core/number-words.ts";
import type { OnCall } from "../../core/oncall.ts";
import { createClassed, createElement, requireElement } from "./element.ts";
import { stateMark } from "./list-marks.ts";
import { linkTo } from "./list-row.ts";
import { clockTime, dayTime, nowMs, timeElement } from "./list-times.ts";
import { capital, muteWords } from "./list-words.ts";

const MOST_POLICIES = 6;
const DAY_MS = 86_400_000;

const shown = new Map<string, string>();

/** Draws a part of the page only when what it shows is another than before. */
const draw = (id: string, data: unknown, make: () => readonly Node[]): void => {
  const now = JSON.stringify(data);
  if (shown.get(id) === now) return;
  shown.set(id, now);
  requireElement(id, HTMLElement).replaceChildren(...make());
};

const nearTime = (atMs: number): string => (Math.abs(atMs - nowMs()) < DAY_MS ? clockTime(atMs) : dayTime(atMs));

const turnOf = ({ name, level, toMs }: OnCall): HTMLElement => {
  const until = toMs === null ? "always" : `until ${nearTime(toMs)}`;
  const item = createClassed("li", "turn", [createElement("b", name), createClassed("span", "soft", [until])]);
  if (level > 1) item.append(createClassed("span", "soft", [`level ${level}`]));
  return item;
};

/** Who is on call: the first level of each policy, further levels behind it. */
export const showOncall = ({ people, tell }: LiveList["oncall"]): void =>
  draw("oncall", [people, tell], () => {
    const policies = Map.groupBy(people, ({ policy }) => policy);
    const boxes = [...policies].map(([policy, turns]) =>
      createElement("div", "", [
        createElement("h3", policy),
        createElement("ul", "", turns.toSorted((a, b) => a.level - b.level).map(turnOf)),
      ]),
    );
    const rest = boxes.slice(MOST_POLICIES);
    const more = createElement("details", "", [
      createElement("summary", `${countOf(rest.length, "more policy", "more policies")}`),
      ...rest,
    ]);
    const nobody = people.length === 0 && tell === undefined ? [createElement("p", "Nobody is on call.")] : [];
    const words = tell === undefined ? nobody : [createElement("p", tell.replaceAll("`", ""))];
    return [
      createElement("h2", "On call"),
      ...words,
      ...boxes.slice(0, MOST_POLICIES),
      ...(rest.length === 0 ? [] : [more]),
    ];
  });

/** The source's "acked" in the words of this page. */
const didWords = (what: string): string => capital(what === "acked" ? "taken" : what);

const momentItem = (moment: LiveMoment): HTMLElement => {
  const { atMs, what, by, state, title, url, source, muted } = moment;
  const said = `${didWords(what)}${by === undefined ? "" : ` by ${by}`}`;
  const text = createElement("p", "", [
    createElement("b", said),
    ` · ${source}${muted ? " · muted" : ""}`,
    createElement("br"),
    url === undefined ? title : linkTo(url, title),
  ]);
  return createClassed("li", "moment", [timeElement(atMs, nearTime(atMs)), stateMark(state), text]);
};

/** What happened, newest first. */
export const showStream = (stream: readonly LiveMoment[]): void =>
  draw("stream", stream, () =>
    stream.length === 0 ? [createElement("li", "Nothing has happened yet.")] : stream.map(momentItem),
  );

/** A mute of one problem alone is called by the problem's title. */
const muteName = ({ id, words }: LiveMute, muted: readonly LiveRow[]): string => {
  const one = /(^| )key:/.test(words) ? muted.find(({ mutedBy }) => mutedBy === id) : undefined;
  return one?.title ?? (words || "everything");
};

/** Mutes with their end and what they kept quiet. */
export const showMutes = ({ mutes, muted }: Pick<LiveList, "mutes" | "muted">): void =>
  draw("mutes", [mutes, muted.rows, Math.floor(nowMs() / 30_000)], () =>
    mutes.map((mute) => {
      const kind = mute.kind === "maintenance" ? "Maintenance: " : "";
      const why = mute.because === "" ? "" : `: ${mute.because}`;
      return createClassed("li", "mute", [
        createElement("b", `${kind}${muteName(mute, muted.rows)}`),
        createClassed("span", "soft", [`by ${mute.by}${why}`]),
        createClassed("span", "soft", [muteWords(mute, nowMs())]),
      ]);
    }),
  );

const unreadableItem = ({ id, source, receivedAtMs, why }: LiveUnreadable, mayAct: boolean): HTMLElement => {
  const name = `${source}, ${nearTime(receivedAtMs)}`;
  const link = createElement("a", name);
  link.href = `/live/delivery/${encodeURIComponent(id)}`;
  return createElement("li", "", [mayAct ? link : createElement("b", name), `: ${why}`]);
};

/** Deliveries that could not be read; only a person's own link opens them. */
export const showUnreadable = (unreadable: readonly LiveUnreadable[], mayAct: boolean): void => {
  requireElement("unreadable", HTMLElement).hidden = unreadable.length === 0;
  draw("unreadable", [unreadable, mayAct], () => [
    createElement("h2", `Could not read ${countOf(unreadable.length, "delivery", "deliveries")}`),
    createElement(
      "ul",
      "",
      unreadable.map((one) => unreadableItem(one, mayAct)),
    ),
  ]);
};

/** Storms under way. */
export const showStorms = (storms: LiveList["storms"]): void =>
  draw("storms", storms, () =>
    storms.map(({ channel, sinceMs, problems }) => {
      const where = /^[CGD][A-Z0-9]{6,}$/.test(channel) ? "" : ` in #${channel.replace(/^#/, "")}`;
      const words = ` ${countOf(problems, "problem")} since ${clockTime(sinceMs)}, told in one message${where}.`;
      const box = createElement("p", "", [createElement("b", "Storm:"), words]);
      box.className = "storm";
      return box;
    }),
  );
