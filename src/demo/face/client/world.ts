import type { Reader } from "./paint-text.ts";
import type { Face, News, Room, Said, Scene, Shown } from "./wire.ts";

/** A conversation as the page keeps it; messages in the order of their ts. */
export interface LiveRoom extends Omit<Room, "messages"> {
  messages: Said[];
}

/** A conversation keeps this many messages on the page; the oldest go first. */
const KEPT = 400;

const NOBODY: Face = { id: "", name: "", realName: "", title: "", tz: "UTC", bot: false };
const SLACKBOT: Face = { ...NOBODY, id: "USLACKBOT", name: "slackbot", realName: "Slackbot" };

/** Everything one person sees, kept up to date; whoever draws asks it. */
export class World implements Reader {
  readonly scene: Scene;
  readonly me: string;
  readonly self: Face;
  readonly rooms: readonly LiveRoom[];
  modal: Shown | null;
  modalErrors: Readonly<Record<string, string>> = {};
  home: Shown | null;
  link: Scene["link"];
  roomId: string;
  threadTs: string | undefined;
  tab: "messages" | "home" = "messages";
  readonly #people: ReadonlyMap<string, Face>;
  /** Room -> ts of the newest message that was seen. */
  readonly #read = new Map<string, string>();
  readonly #dismissed = new Set<string>();

  constructor(scene: Scene, before: World | undefined) {
    this.scene = scene;
    this.me = scene.me;
    this.#people = new Map(scene.people.map((one) => [one.id, one]));
    this.self = this.#people.get(scene.me) ?? NOBODY;
    this.rooms = scene.rooms.map((room) => ({ ...room, messages: [...room.messages] }));
    this.modal = scene.modal;
    this.home = scene.home;
    this.link = scene.link;
    const same = before?.me === scene.me ? before : undefined;
    const wanted = before?.room.kind === "im" ? "im" : before?.roomId;
    this.roomId = (this.rooms.find((one) => one.id === wanted || one.kind === wanted) ?? this.rooms[0])?.id ?? "";
    this.threadTs = before?.threadTs;
    for (const room of this.rooms) this.#read.set(room.id, same?.readUpTo(room.id) ?? room.messages.at(-1)?.ts ?? "");
    if (same !== undefined) this.#dismissed = same.#dismissed;
  }

  get tz(): string {
    return this.self.tz;
  }

  /** The conversation that is open. */
  get room(): LiveRoom {
    const found = this.rooms.find((one) => one.id === this.roomId) ?? this.rooms[0];
    if (found === undefined) throw new Error("this person is in no channel");
    return found;
  }

  person(id: string): Face | undefined {
    return id === SLACKBOT.id ? SLACKBOT : this.#people.get(id);
  }

  groupName(id: string): string | undefined {
    return this.scene.groups?.[id];
  }

  roomName(id: string): string | undefined {
    return this.rooms.find((one) => one.id === id)?.name;
  }

  /** Takes a change in; true when it is a message nobody here has seen before. */
  apply(news: News): boolean {
    switch (news.type) {
      case "said":
        return this.#put(news.room, news.message) && news.fresh;
      case "gone":
        this.#remove(news.room, news.ts);
        return false;
      case "modal":
        this.modal = news.modal;
        this.modalErrors = news.errors ?? {};
        return false;
      case "home":
        this.home = news.home;
        return false;
      case "link":
        this.link = news.link;
        return false;
      case "again":
        return false;
    }
  }

  /** Messages that stand in the channel itself, not in a thread. */
  timeline(room: LiveRoom): readonly Said[] {
    return room.messages.filter(
      (one) =>
        (one.threadTs === undefined || one.threadTs === one.ts || one.broadcast === true) &&
        !this.#dismissed.has(one.ts),
    );
  }

  /** Replies below a message, oldest first. */
  replies(room: LiveRoom, ts: string): readonly Said[] {
    return room.messages.filter((one) => one.threadTs === ts && one.ts !== ts && !this.#dismissed.has(one.ts));
  }

  /** Takes a message only this person sees off their screen. */
  dismiss(ts: string): void {
    this.#dismissed.add(ts);
  }

  readUpTo(roomId: string): string {
    return this.#read.get(roomId) ?? "";
  }

  markRead(room: LiveRoom): void {
    this.#read.set(room.id, room.messages.at(-1)?.ts ?? "");
  }

  /** How many messages of others came since this room was open. */
  unread(room: LiveRoom): number {
    const since = this.readUpTo(room.id);
    return this.timeline(room).filter((one) => one.ts > since && one.user !== this.me).length;
  }

  #put(roomId: string, message: Said): boolean {
    const messages = this.rooms.find((one) => one.id === roomId)?.messages ?? [];
    const same = messages.findIndex((one) => one.ts === message.ts);
    if (same >= 0) {
      messages[same] = message;
      return false;
    }
    const after = messages.findIndex((one) => one.ts > message.ts);
    messages.splice(after < 0 ? messages.length : after, 0, message);
    if (messages.length > KEPT) messages.shift();
    return true;
  }

  #remove(roomId: string, ts: string): void {
    const room = this.rooms.find((one) => one.id === roomId);
    if (room !== undefined) room.messages = room.messages.filter((one) => one.ts !== ts);
    if (this.threadTs === ts) this.threadTs = undefined;
  }
}
