import { type Json, objects, text } from "../../slack/json.ts";
import { paintAvatar } from "./avatar.ts";
import { type BlockSurface, paintBlocks, paintPicture } from "./blocks.ts";
import { h } from "./dom.ts";
import { emojiOf } from "./emoji.ts";
import { agoWords, clockTime, wholeMoment } from "./moment.ts";
import { readAloud } from "./mrkdwn.ts";
import { msOf } from "./order.ts";
import { paintMrkdwn } from "./paint-text.ts";
import type { Said, SharedFile } from "./wire.ts";
import type { LiveRoom, World } from "./world.ts";

/** What people do with a message. */
export interface Hands {
  surface(world: World, room: LiveRoom, message: Said): BlockSurface;
  openThread(ts: string): void;
  dismiss(ts: string): void;
  react(message: Said, name: string): void;
}

/** A message and where it stands. */
export interface Placed {
  readonly world: World;
  readonly room: LiveRoom;
  readonly message: Said;
  /** The heading above already says who speaks. */
  readonly continued: boolean;
  readonly inThread: boolean;
  readonly nowMs: number;
}

/** So much of a thread's first message names it. */
const ABOUT_CHARS = 80;
const QUICK = ["white_check_mark", "eyes", "+1"];
const BAR: Readonly<Record<string, string>> = { good: "#2e8540", warning: "#e8912d", danger: "#d0342c" };

const barColour = (colour: unknown): string => {
  const name = text(colour);
  if (BAR[name] !== undefined) return BAR[name];
  return /^#?[0-9a-f]{6}$/i.test(name) ? `#${name.replace("#", "")}` : "var(--line)";
};

/** An attachment; what an app shows of a link says which app. */
const paintAttachment = (one: Json, app: string, surface: BlockSurface): HTMLElement => {
  const blocks = objects(one.blocks);
  const parts = ["pretext", "title", "text", "footer"].flatMap((name) => paintMrkdwn(text(one[name]), surface));
  const content = blocks.length > 0 ? paintBlocks(blocks, surface) : parts;
  const shown = content.length > 0 ? content : paintMrkdwn(text(one.fallback), surface);
  const unfurl = one.is_app_unfurl === true;
  const added = unfurl && h("p", { class: "added" }, `Added by ${app}`);
  const element = h("div", { class: unfurl ? "attachment unfurl" : "attachment" }, ...shown, added);
  element.style.setProperty("--bar", barColour(one.color));
  return element;
};

const paintFile = (file: SharedFile, surface: BlockSurface): HTMLElement =>
  file.picture
    ? h("figure", {}, h("figcaption", {}, file.title), paintPicture(file.id, file.alt, {}, surface))
    : h("p", { class: "file" }, `📄 ${file.title}`);

const paintContent = (message: Said, app: string, surface: BlockSurface): HTMLElement => {
  const words = message.blocks.length > 0 ? paintBlocks(message.blocks, surface) : paintMrkdwn(message.text, surface);
  if (message.edited) (words.at(-1) ?? h("p")).append(h("span", { class: "edited" }, " (edited)"));
  return h(
    "div",
    { class: "content" },
    ...words,
    ...message.attachments.map((one) => paintAttachment(one, app, surface)),
    ...message.files.map((file) => paintFile(file, surface)),
  );
};

const paintReactions = (placed: Placed, hands: Hands): HTMLElement | undefined => {
  const { world, message } = placed;
  if (message.reactions.length === 0) return undefined;
  const chips = message.reactions.map(({ name, users }) => {
    const who = users.map((id) => world.person(id)?.realName ?? id).join(", ");
    const mine = users.includes(world.me);
    const label = `${name}, ${users.length}, ${who}`;
    return h(
      "button",
      {
        type: "button",
        class: mine ? "chip mine" : "chip",
        title: who,
        "aria-label": label,
        "aria-pressed": mine ? "true" : "false",
        onclick: () => hands.react(message, name),
      },
      emojiOf(name) ?? `:${name}:`,
      h("span", {}, String(users.length)),
    );
  });
  return h("div", { class: "reactions" }, ...chips);
};

const paintThreadLink = (placed: Placed, hands: Hands): HTMLElement | undefined => {
  const { world, room, message } = placed;
  const replies = placed.inThread ? [] : world.replies(room, message.ts);
  const last = replies.at(-1);
  if (last === undefined) return undefined;
  const faces = [...new Set(replies.map((one) => one.user))].slice(0, 3);
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return h(
    "button",
    { type: "button", class: "replies", "data-focus": "thread", onclick: () => hands.openThread(message.ts) },
    ...faces.map((id) => paintAvatar(world.person(id), "small")),
    h("b", {}, count),
    h("span", { class: "soft" }, `Last reply ${agoWords(msOf(last.ts), placed.nowMs)}`),
  );
};

const paintTools = (placed: Placed, hands: Hands): HTMLElement | undefined => {
  const { message } = placed;
  if (message.onlyYou) return undefined;
  const quick = QUICK.map((name) =>
    h(
      "button",
      { type: "button", title: name, "aria-label": `React with ${name}`, onclick: () => hands.react(message, name) },
      emojiOf(name) ?? name,
    ),
  );
  const reply = h(
    "button",
    { type: "button", class: "reply", "data-focus": "reply", onclick: () => hands.openThread(message.ts) },
    "Reply",
  );
  return h("div", { class: "tools" }, ...quick, ...(placed.inThread ? [] : [reply]));
};

const paintHead = ({ world, message }: Placed): HTMLElement => {
  const face = world.person(message.user);
  const atMs = msOf(message.ts);
  return h(
    "header",
    {},
    h("b", { class: "name" }, face?.realName ?? message.user),
    face?.bot === true && h("span", { class: "badge" }, "APP"),
    h(
      "time",
      { datetime: new Date(atMs).toISOString(), title: wholeMoment(atMs, world.tz) },
      clockTime(atMs, world.tz),
    ),
  );
};

/** Above a reply that stands in the channel too: where it belongs. */
const paintThreadOf = ({ world, room, message, inThread }: Placed, hands: Hands): HTMLElement | false => {
  const { threadTs } = message;
  if (message.broadcast !== true || threadTs === undefined) return false;
  if (inThread) return h("p", { class: "only" }, "Also sent to the channel");
  const open = (): void => hands.openThread(threadTs);
  const first = room.messages.find((one) => one.ts === threadTs)?.text ?? "";
  const about = readAloud(first, (id) => world.person(id)?.realName ?? id).slice(0, ABOUT_CHARS);
  return h(
    "p",
    { class: "only" },
    "Replied to ",
    h("button", { type: "button", class: "plain-link", onclick: open }, about || "a thread"),
  );
};

const paintOnlyYou = (message: Said, hands: Hands): HTMLElement =>
  h(
    "p",
    { class: "only" },
    h("span", {}, "Only visible to you · "),
    h("button", { type: "button", class: "plain-link", onclick: () => hands.dismiss(message.ts) }, "Dismiss"),
  );

/** One message as an element. */
export const paintMessage = (placed: Placed, hands: Hands): HTMLElement => {
  const { world, room, message, continued } = placed;
  const surface = hands.surface(world, room, message);
  const atMs = msOf(message.ts);
  const gutter = continued
    ? h("time", { class: "late", "aria-hidden": "true" }, clockTime(atMs, world.tz))
    : paintAvatar(world.person(message.user));
  return h(
    "article",
    {
      class: `said${continued ? " continued" : ""}${message.onlyYou ? " private" : ""}`,
      "data-ts": message.ts,
      tabindex: -1,
    },
    h("div", { class: "gutter" }, gutter),
    h(
      "div",
      { class: "body" },
      message.onlyYou && paintOnlyYou(message, hands),
      !continued && paintHead(placed),
      paintThreadOf(placed, hands),
      paintContent(message, world.person(world.scene.bot)?.realName ?? "an app", surface),
      paintReactions(placed, hands),
      paintThreadLink(placed, hands),
    ),
    paintTools(placed, hands),
  );
};
