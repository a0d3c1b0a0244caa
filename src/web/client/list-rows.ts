import type { LiveRow } from "../../core/live-list.ts";
import { Row, type RowHost } from "./list-row.ts";

/** A list of problems that is brought up to date in place: who has the keyboard in a row keeps it. */
export class Rows {
  readonly #box: HTMLElement;
  readonly #host: RowHost;
  readonly #rows = new Map<string, Row>();

  constructor(box: HTMLElement, host: RowHost) {
    this.#box = box;
    this.#host = host;
  }

  find(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** Answers the problems that were not there before. */
  show(rows: readonly LiveRow[]): readonly LiveRow[] {
    const focused = document.activeElement;
    const stood = [...this.#box.children].findIndex((element) => element.contains(focused));
    const wanted = new Set(rows.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    const added = rows.filter((row, place) => this.#place(row, place));
    if (focused instanceof HTMLElement && focused.isConnected) {
      if (document.activeElement !== focused) focused.focus();
    } else if (stood >= 0) this.#focusNear(stood);
    return added;
  }

  /** The problem that had the keyboard is gone: what stands in its place has it now. */
  #focusNear(place: number): void {
    const near = this.#box.children[Math.min(place, this.#box.children.length - 1)];
    if (near instanceof HTMLElement) near.focus({ preventScroll: true });
  }

  tick(): void {
    for (const row of this.#rows.values()) row.tick();
  }

  #place(given: LiveRow, place: number): boolean {
    const known = this.#rows.get(given.id);
    const row = known ?? new Row(given, this.#host);
    if (known === undefined) this.#rows.set(given.id, row);
    row.show(given);
    const there = this.#box.children[place];
    if (there !== row.element) this.#box.insertBefore(row.element, there ?? null);
    return known === undefined;
  }
}
