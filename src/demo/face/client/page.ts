import type { BlockSurface } from "./blocks.ts";
import { Composer } from "./composer.ts";
import { h, need } from "./dom.ts";
import { act, Feed } from "./feed.ts";
import { Frame } from "./frame.ts";
import { enlarge } from "./lightbox.ts";
import type { Hands } from "./message.ts";
import { Modal } from "./modal.ts";
import { readAloud } from "./mrkdwn.ts";
import { refreshMoments } from "./paint-text.ts";
import { Strip } from "./strip.ts";
import { setWelcomed } from "./welcome.ts";
import type { News, Said } from "./wire.ts";
import { type LiveRoom, World } from "./world.ts";

const PERSON_KEY = "face-person";
const REFRESH_MS = 10_000;

/** The page as one person sees it: hears what happens, keeps it, draws it, and does what they press and type. */
export class Page {
  readonly #feed = new Feed({
    scene: (scene) => this.#enter(new World(scene, this.#world)),
    news: (news) => this.#hear(news),
    line: (open) => this.#line(open),
  });
  readonly #hands: Hands = {
    surface: (world, room, message) => this.#surface(world, room, message),
    openThread: (ts) => this.#openThread(ts),
    dismiss: (ts) => this.#change((world) => world.dismiss(ts)),
    react: (message, name) => this.#react(message, name),
  };
  readonly #frame = new Frame(this.#hands, {
    openRoom: (id) => this.#openRoom(id),
    become: (id) => this.#become(id),
    closeThread: () => this.#change((world) => (world.threadTs = undefined)),
    openTab: (tab) => this.#openTab(tab),
    type: (words) => this.#composer.fill(words),
  });
  readonly #composer = new Composer(need("composer", HTMLElement), "room", (words) => this.#type(words));
  readonly #threadComposer = new Composer(need("thread-composer", HTMLElement), "thread", (words) =>
    this.#type(words, this.#world?.threadTs),
  );
  readonly #strip = new Strip(need("strip", HTMLElement), {
    alert: () => void this.#do("alert", {}),
    story: () => void this.#do("story", {}),
    storm: () => void this.#do("storm", {}),
    away: (away) => void this.#do("away", { away }),
  });
  readonly #modal = new Modal(need("modal", HTMLDialogElement), {
    submit: (values) => act("view-submit", { as: this.#world?.me, values }),
    close: () => void this.#do("view-close", { as: this.#world?.me }),
  });
  #world: World | undefined;
  #open = false;
  #waiting = false;

  /** Begins to listen as whoever this tab was last. */
  start(): void {
    void this.#feed.start(sessionStorage.getItem(PERSON_KEY) ?? "");
    setInterval(() => {
      refreshMoments(document.body);
      this.#draw();
    }, REFRESH_MS);
    document.addEventListener("visibilitychange", () => this.#draw());
  }

  #enter(world: World): void {
    const first = this.#world?.me !== world.me;
    this.#world = world;
    sessionStorage.setItem(PERSON_KEY, world.me);
    this.#draw();
    document.body.dataset.ready = world.me;
    if (first && matchMedia("(hover: hover)").matches) this.#composer.focus();
  }

  #line(open: boolean): void {
    this.#open = open;
    this.#draw();
  }

  #hear(news: News): void {
    const world = this.#world;
    if (world === undefined) return;
    if (world.apply(news) && news.type === "said") this.#announce(world, news.room, news.message);
    this.#draw();
  }

  #announce(world: World, roomId: string, message: Said): void {
    if (message.user === world.me) return;
    const who = world.person(message.user)?.realName ?? "Somebody";
    const where = roomId === world.roomId ? "" : ` in ${world.roomName(roomId) ?? "another conversation"}`;
    const words = readAloud(message.text, (id) => world.person(id)?.realName ?? world.roomName(id) ?? id);
    need("live", HTMLElement).replaceChildren(h("p", {}, `${who}${where}: ${words.slice(0, 300)}`));
  }

  #change(how: (world: World) => void): void {
    if (this.#world !== undefined) how(this.#world);
    this.#draw();
  }

  /** Draws once, however much happened. */
  #draw(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => {
      this.#waiting = false;
      if (this.#world !== undefined) this.#drawNow(this.#world);
    }, 0);
  }

  #drawNow(world: World): void {
    const { room } = world;
    if (!document.hidden) world.markRead(room);
    this.#frame.draw(world, this.#viewSurface(world, world.home?.id ?? ""));
    this.#strip.draw(world.link, this.#open);
    const closed = room.archived ? "This channel is archived" : undefined;
    this.#composer.draw(world, `Message ${this.#frame.nameOf(world, room)}`, closed);
    this.#threadComposer.draw(world, "Reply…", closed);
    this.#modal.draw(world.modal, world.modalErrors, this.#viewSurface(world, world.modal?.id ?? ""));
  }

  #openRoom(id: string): void {
    this.#change((world) => {
      world.roomId = id;
      world.threadTs = undefined;
      world.tab = "messages";
    });
    this.#frame.closeMenu();
    if (matchMedia("(hover: hover)").matches) this.#composer.focus();
  }

  #openTab(tab: World["tab"]): void {
    this.#change((world) => (world.tab = tab));
    if (tab === "home") void this.#do("home", { as: this.#world?.me });
  }

  #openThread(ts: string): void {
    this.#change((world) => (world.threadTs = ts));
    setTimeout(() => this.#threadComposer.focus(), 20);
  }

  #become(id: string): void {
    this.#frame.closeMenu();
    void this.#feed.start(id);
  }

  #react(message: Said, name: string): void {
    const world = this.#world;
    if (world === undefined) return;
    const mine = message.reactions.find((one) => one.name === name)?.users.includes(world.me) === true;
    void this.#do("react", { as: world.me, room: world.roomId, ts: message.ts, name, added: !mine });
  }

  #type(words: string, thread?: string): void {
    const world = this.#world;
    if (world === undefined) return;
    if (words.startsWith("/")) setWelcomed();
    this.#frame.toEnd(thread !== undefined);
    void this.#do("type", { as: world.me, room: world.roomId, words, thread });
  }

  /** Does it, and says so where it cannot be done. */
  async #do(name: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const outcome = await act(name, body);
    this.#frame.complain(outcome.ok ? undefined : outcome.tell);
  }

  #reader(world: World): Omit<BlockSurface, "press" | "missing"> {
    return {
      me: world.me,
      tz: world.tz,
      people: world.scene.people,
      rooms: world.rooms,
      person: (id) => world.person(id),
      roomName: (id) => world.roomName(id),
      groupName: (id) => world.groupName(id),
      enlarge: (src, alt) => enlarge(need("lightbox", HTMLDialogElement), src, alt),
      complain: (near, tell) => {
        near.parentElement?.querySelector(".failed")?.remove();
        near.after(h("span", { class: "failed", role: "alert" }, `⚠ ${tell}`));
      },
    };
  }

  #surface(world: World, room: LiveRoom, message: Said): BlockSurface {
    const press: BlockSurface["press"] = (action, value) =>
      act("press", { as: world.me, room: room.id, ts: message.ts, action, value });
    return { ...this.#reader(world), missing: message.missing, press };
  }

  #viewSurface(world: World, view: string): BlockSurface {
    const press: BlockSurface["press"] = (action, value) => act("view-press", { as: world.me, view, action, value });
    return { ...this.#reader(world), missing: [], press };
  }
}
