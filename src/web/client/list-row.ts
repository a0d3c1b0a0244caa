import type { LiveRow } from "../../core/live-list.ts";
import type { Wish } from "./ask.ts";
import { createElement } from "./element.ts";
import { Actions } from "./list-actions.ts";
import { loadDetails } from "./list-details.ts";
import { stateMark } from "./list-marks.ts";
import { dayTime, nowMs } from "./list-times.ts";
import { ageWords, remarks, SEVERITY_WORDS, STATE_WORDS, valueWords } from "./list-words.ts";

/** What a row asks of the page. */
export interface RowHost {
  readonly mayAct: () => boolean;
  readonly pager: () => string | undefined;
  wanted(wish: Wish, row: LiveRow): void;
}

const span = (name: string, text: string): HTMLElement => {
  const element = createElement("span", text);
  element.className = name;
  return element;
};

/** A link to another site, which learns nothing of this page. */
export const linkTo = (url: string, text: string): HTMLAnchorElement => {
  const link = createElement("a", text);
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
};

/** One problem; the element stays the same while the problem changes. */
export class Row {
  readonly element = createElement("li");
  #row: LiveRow;
  #shown = "";
  /** The version at which something was asked of which nobody knows yet what became. */
  #askedAt: number | undefined;
  readonly #host: RowHost;
  readonly #head = createElement("div");
  readonly #age = createElement("time");
  readonly #asked = createElement("p");
  readonly #details = createElement("details");
  readonly #actions: Actions;

  constructor(row: LiveRow, host: RowHost) {
    this.#row = row;
    this.#host = host;
    this.#actions = new Actions((wish) => host.wanted(wish, this.#row));
    this.#head.className = "facts";
    this.#age.className = "age";
    this.#asked.className = "asked";
    this.#asked.hidden = true;
    const body = createElement("div");
    this.#details.append(createElement("summary", "Details"), body);
    this.#details.addEventListener("toggle", () => void this.#loadDetails(body));
    const foot = createElement("div", "", [this.#actions.element, this.#details]);
    foot.className = "foot";
    this.element.tabIndex = -1;
    this.element.append(this.#head, this.#asked, foot);
  }

  get row(): LiveRow {
    return this.#row;
  }

  /** Draws only what changed. */
  show(row: LiveRow): void {
    const shown = JSON.stringify(row);
    const changed = shown !== this.#shown;
    this.#row = row;
    if (this.#askedAt !== undefined && this.#askedAt !== row.version) this.tell(undefined);
    if (changed) {
      this.#shown = shown;
      this.element.dataset.state = row.state;
      this.element.dataset.severity = row.severity;
      this.#age.dateTime = new Date(row.openedAtMs).toISOString();
      this.#age.title = `since ${dayTime(row.openedAtMs)}`;
      this.#head.replaceChildren(...this.#facts(row));
      if (this.#details.open) void this.#loadDetails(this.#details.lastElementChild);
    }
    this.#actions.element.hidden = !this.#host.mayAct();
    if (this.#host.mayAct()) this.#actions.show(row, this.#host.pager());
    this.tick();
  }

  tick(): void {
    const words = ageWords(this.#row, nowMs());
    if (this.#age.textContent !== words) this.#age.textContent = words;
  }

  /** Tells that something was asked or why it failed; `undefined`: nothing is to be told any more. */
  tell(words: string | undefined, failed = false): void {
    this.#askedAt = words === undefined || failed ? undefined : this.#row.version;
    this.#asked.hidden = words === undefined;
    this.#asked.textContent = words ?? "";
    this.#asked.dataset.failed = String(failed);
    const waits = this.#askedAt !== undefined;
    if (waits && this.#actions.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
    for (const button of this.#actions.element.querySelectorAll("button")) button.disabled = waits;
  }

  #facts(row: LiveRow): readonly HTMLElement[] {
    const title = createElement("h2", "", [
      row.url === undefined ? document.createTextNode(row.title) : linkTo(row.url, row.title),
    ]);
    const top = createElement("div", "", [title, this.#age]);
    top.className = "top";
    const where = [row.source, row.service, row.host].filter((one) => one !== undefined);
    const severity = span("severity", SEVERITY_WORDS[row.severity]);
    const line = createElement("p", "", [
      span("word", STATE_WORDS[row.state]),
      severity,
      span("where", where.join(" · ")),
    ]);
    line.className = "line";
    const value = valueWords(row);
    const said = remarks(row);
    const more = [...(value === "" ? [] : [span("value", value)]), ...said.map((one) => span("remark", one))];
    if (row.runbook !== undefined) more.push(linkTo(row.runbook, "Playbook"));
    const rest = createElement("p", "", more);
    rest.className = "line";
    return [stateMark(row.state), createElement("div", "", [top, line, ...(more.length === 0 ? [] : [rest])])];
  }

  async #loadDetails(body: Element | null): Promise<void> {
    if (!this.#details.open || body === null) return;
    if (body.childElementCount === 0) body.textContent = "Loading…";
    const nodes = await loadDetails(this.#row.id, nowMs());
    body.replaceChildren(...nodes);
  }
}
