import { objects } from "../../slack/json.ts";
import { type BlockSurface, paintBlocks } from "./blocks.ts";
import { h, type Item, need, nowMs } from "./dom.ts";
import type { Hands } from "./message.ts";
import { readAloud } from "./mrkdwn.ts";
import { paintSidebar, roomLabel, type SidebarHands } from "./sidebar.ts";
import { Timeline } from "./timeline.ts";
import { isWelcomed, paintWelcome } from "./welcome.ts";
import type { LiveRoom, World } from "./world.ts";

/** What the frame around the messages lets one do. */
export interface FrameHands extends SidebarHands {
  closeThread(): void;
  openTab(tab: World["tab"]): void;
  type(words: string): void;
}

const ABOUT: Readonly<Record<string, string>> = {
  ops: "Alerts, and whoever answers them",
  general: "Everything else",
  im: "Only you and the app",
};

/** Everything around the composers: the list of conversations, the open one, its thread, the welcome. */
export class Frame {
  readonly #hands: FrameHands;
  readonly #timeline: Timeline;
  readonly #thread: Timeline;
  readonly #side = need("side", HTMLElement);
  readonly #menu = need("menu", HTMLButtonElement);
  readonly #welcome = need("welcome", HTMLElement);
  #sideDrawn = "";
  /** Not a home, so that one that is not there yet is drawn too. */
  #homeDrawn: unknown = "";

  constructor(messages: Hands, hands: FrameHands) {
    this.#hands = hands;
    this.#timeline = new Timeline(need("timeline", HTMLElement), messages, false);
    this.#thread = new Timeline(need("thread-list", HTMLElement), messages, true);
    this.#menu.addEventListener("click", () => this.#openMenu(!this.#side.classList.contains("open")));
    need("shade", HTMLElement).addEventListener("click", () => this.closeMenu());
    need("thread-close", HTMLElement).addEventListener("click", () => hands.closeThread());
    document.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      if (this.#side.classList.contains("open")) this.closeMenu();
      else hands.closeThread();
    });
  }

  /** "#ops", or the app's name. */
  nameOf(world: World, room: LiveRoom): string {
    return room.kind === "im" ? roomLabel(world, room) : `#${room.name}`;
  }

  closeMenu(): void {
    this.#openMenu(false);
  }

  /** Goes to the newest message, of the thread or of the room. */
  toEnd(inThread: boolean): void {
    (inThread ? this.#thread : this.#timeline).toEnd();
  }

  /** Says what went wrong until something went well; undefined takes it away. */
  complain(tell: string | undefined): void {
    const box = need("complaint", HTMLElement);
    box.hidden = tell === undefined;
    box.textContent = tell ?? "";
  }

  draw(world: World, home: BlockSurface): void {
    const { room } = world;
    this.#drawSide(world);
    need("title", HTMLElement).textContent = this.nameOf(world, room);
    need("about", HTMLElement).textContent = this.#aboutOf(world, room);
    this.#drawWelcome(room);
    this.#drawTabs(world, home);
    this.#timeline.draw(world, room, world.timeline(room), [this.#beginning(world, room)]);
    this.#drawThread(world, room);
    const unread = world.rooms.reduce((sum, one) => sum + world.unread(one), 0);
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${this.nameOf(world, room)} · ${world.scene.team}`;
  }

  /** The channel's topic, or what it is for. */
  #aboutOf(world: World, room: LiveRoom): string {
    if (room.topic === "") return ABOUT[room.kind === "im" ? "im" : room.name] ?? "";
    return readAloud(room.topic, (id) => world.person(id)?.realName ?? world.roomName(id) ?? id);
  }

  #drawSide(world: World): void {
    const minute = Math.floor(nowMs() / 60_000);
    const stamp = [world.me, world.roomId, minute, world.rooms.map((one) => `${one.id}${world.unread(one)}`)].join(" ");
    if (stamp === this.#sideDrawn) return;
    this.#sideDrawn = stamp;
    paintSidebar(this.#side, world, nowMs(), this.#hands);
  }

  #drawWelcome(room: LiveRoom): void {
    const wanted = room.name === "ops" && !isWelcomed();
    if (wanted === this.#welcome.hasChildNodes()) return;
    const away = (): void => this.#welcome.replaceChildren();
    this.#welcome.replaceChildren(...(wanted ? [paintWelcome(this.#hands.type, away)] : []));
  }

  #drawTabs(world: World, surface: BlockSurface): void {
    const tabs = need("tabs", HTMLElement);
    const box = need("home", HTMLElement);
    tabs.hidden = world.room.kind !== "im" || !world.scene.hasHome;
    const atHome = !tabs.hidden && world.tab === "home";
    box.hidden = !atHome;
    need("room", HTMLElement).dataset.tab = atHome ? "home" : "messages";
    const tab = (name: World["tab"], words: string): HTMLElement =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": world.tab === name ? "true" : "false",
          onclick: () => this.#hands.openTab(name),
        },
        words,
      );
    if (!tabs.hidden) tabs.replaceChildren(tab("home", "Home"), tab("messages", "Messages"));
    if (!atHome || this.#homeDrawn === world.home?.body) return;
    this.#homeDrawn = world.home?.body;
    const blocks = paintBlocks(objects(world.home?.body.blocks), surface);
    box.replaceChildren(
      h("div", { class: "content" }, ...(blocks.length > 0 ? blocks : [h("p", {}, "Nothing here yet.")])),
    );
  }

  #drawThread(world: World, room: LiveRoom): void {
    const panel = need("thread", HTMLElement);
    const { threadTs } = world;
    panel.hidden = threadTs === undefined;
    if (threadTs === undefined) return;
    need("thread-room", HTMLElement).textContent = this.nameOf(world, room);
    const first = room.messages.filter((one) => one.ts === threadTs);
    this.#thread.draw(world, room, [...first, ...world.replies(room, threadTs)], []);
  }

  #beginning(world: World, room: LiveRoom): Item {
    const name = this.nameOf(world, room);
    const words = room.kind === "im" ? `This is between you and ${name}.` : `This is the beginning of ${name}.`;
    const make = (): HTMLElement =>
      h(
        "div",
        { class: "beginning" },
        h("h3", {}, name),
        h("p", {}, words, room.kind === "private" && " It is private."),
      );
    return { key: `beginning ${room.id}`, stamp: words, make };
  }

  #openMenu(open: boolean): void {
    this.#side.classList.toggle("open", open);
    this.#menu.setAttribute("aria-expanded", String(open));
    need("shade", HTMLElement).hidden = !open;
    if (open) this.#side.querySelector<HTMLElement>("[aria-current]")?.focus();
    else if (this.#side.contains(document.activeElement)) this.#menu.focus();
  }
}
