import { h, type Item, nowMs, reconcile } from "./dom.ts";
import { type Hands, paintMessage } from "./message.ts";
import { dayName } from "./moment.ts";
import { type Line, linesOf } from "./order.ts";
import type { Said } from "./wire.ts";
import type { LiveRoom, World } from "./world.ts";

/** This near to the end counts as reading the newest. */
const NEAR_PX = 80;

/** A scrolling list of messages that follows the newest one unless the reader scrolled up. */
export class Timeline {
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #hands: Hands;
  readonly #inThread: boolean;
  readonly #newer: HTMLButtonElement;
  #following = true;
  #shown = "";
  /** ts -> what a drawn message depends on besides itself. */
  readonly #stamps = new Map<string, { message: Said; around: string; stamp: object }>();

  constructor(box: HTMLElement, hands: Hands, inThread: boolean) {
    this.#box = box;
    this.#hands = hands;
    this.#inThread = inThread;
    this.#list = h("div", { class: "list" });
    this.#newer = h("button", { type: "button", class: "newer", hidden: true }, "↓ New messages");
    this.#newer.addEventListener("click", () => this.toEnd());
    box.replaceChildren(this.#list);
    box.after(this.#newer);
    box.addEventListener("scroll", () => this.#look());
    box.addEventListener("load", () => this.#settle(), true);
    new ResizeObserver(() => this.#settle()).observe(box);
    new ResizeObserver(() => this.#settle()).observe(this.#list);
  }

  /** Shows the newest message. */
  toEnd(): void {
    this.#following = true;
    this.#settle();
  }

  /** Draws these messages; `opening` is what stands before the first one. */
  draw(world: World, room: LiveRoom, messages: readonly Said[], opening: readonly Item[]): void {
    const which = `${world.me} ${room.id} ${this.#inThread ? world.threadTs : ""}`;
    if (which !== this.#shown) this.#following = true;
    const grew = which === this.#shown && !this.#following && !this.#stamps.has(messages.at(-1)?.ts ?? "");
    if (which !== this.#shown) this.#stamps.clear();
    this.#shown = which;
    const lines = linesOf(messages, world.tz).map((line) => this.#item(world, room, line));
    reconcile(this.#list, [...opening, ...lines]);
    if (grew) this.#newer.hidden = false;
    this.#settle();
  }

  #item(world: World, room: LiveRoom, line: Line): Item {
    if (line.kind === "day") {
      const words = dayName(line.atMs, world.tz, nowMs());
      const make = (): HTMLElement => h("div", { class: "day", role: "separator" }, h("span", {}, words));
      return { key: line.key, stamp: words, make };
    }
    const { message, continued } = line;
    const { me, tz } = world;
    const replies = this.#inThread ? [] : world.replies(room, message.ts);
    const around = [me, tz, continued, replies.length, replies.at(-1)?.ts].join(" ");
    const before = this.#stamps.get(message.ts);
    const same = before?.message === message && before.around === around;
    const stamp = same ? before.stamp : {};
    this.#stamps.set(message.ts, { message, around, stamp });
    const placed = { world, room, message, continued, inThread: this.#inThread, nowMs: nowMs() };
    return {
      key: `${room.id} ${line.key}`,
      stamp,
      make: () => {
        const element = paintMessage(placed, this.#hands);
        if (before !== undefined && before.message !== message) element.classList.add("changed");
        return element;
      },
    };
  }

  #look(): void {
    const left = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight;
    this.#following = left < NEAR_PX;
    if (this.#following) this.#newer.hidden = true;
  }

  #settle(): void {
    if (!this.#following) return;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#newer.hidden = true;
  }
}
