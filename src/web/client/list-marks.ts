import type { IncidentState } from "../../core/incident.ts";
import { STATE_WORDS } from "./list-words.ts";

/** A shape for each state, so that colour is never alone: what is drawn on a field of 24 by 24. */
const SHAPES: Readonly<Record<IncidentState, string>> = {
  firing: "M12 5v9M12 18.2v.3",
  acked: "M12 4.8a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2M4.8 19.5c.6-3.7 3.5-5.3 7.2-5.3s6.6 1.6 7.2 5.3",
  resolved: "M5 12.6l4.6 4.6L19 7.4",
  notice: "M12 10.5v8M12 5.8v.3",
};
const SVG = "http://www.w3.org/2000/svg";

/** The mark of a state; read aloud as its word unless the word stands beside it. */
export const stateMark = (state: IncidentState, aloud = false): HTMLElement => {
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.dataset.state = state;
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[state]);
  drawing.append(path);
  mark.append(drawing);
  if (aloud) {
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", STATE_WORDS[state]);
  } else drawing.setAttribute("aria-hidden", "true");
  return mark;
};
