import { paintAvatar } from "./avatar.ts";
import { h } from "./dom.ts";
import { clockTime } from "./moment.ts";
import type { LiveRoom, World } from "./world.ts";

/** What the sidebar lets one do. */
export interface SidebarHands {
  openRoom(id: string): void;
  become(id: string): void;
}

/** How a conversation is called. */
export const roomLabel = (world: World, room: LiveRoom): string =>
  room.kind === "im" ? (world.person(world.scene.bot)?.realName ?? "App") : room.name;

const sign = (world: World, room: LiveRoom): HTMLElement => {
  if (room.kind === "im") return paintAvatar(world.person(world.scene.bot), "small");
  const name = room.kind === "private" ? "lock" : "hash";
  return h("span", { class: `sign ${name}`, "aria-hidden": "true" }, name === "lock" ? "" : "#");
};

const paintRoom = (world: World, room: LiveRoom, hands: SidebarHands): HTMLElement => {
  const unread = world.unread(room);
  const open = room.id === world.roomId;
  const kind = room.kind === "private" ? "private channel " : room.kind === "im" ? "direct message " : "channel ";
  const label = `${kind}${roomLabel(world, room)}${unread > 0 ? `, ${unread} unread` : ""}`;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: unread > 0 ? "room unread" : "room",
        "aria-current": open ? "page" : undefined,
        "aria-label": label,
        onclick: () => hands.openRoom(room.id),
      },
      sign(world, room),
      h("span", { class: "label" }, roomLabel(world, room)),
      unread > 0 && h("span", { class: "count", "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)),
    ),
  );
};

const group = (title: string, rooms: readonly LiveRoom[], world: World, hands: SidebarHands): HTMLElement =>
  h("section", {}, h("h2", {}, title), h("ul", {}, ...rooms.map((room) => paintRoom(world, room, hands))));

const paintSwitcher = (world: World, hands: SidebarHands): HTMLElement => {
  const people = world.scene.people.filter((one) => !one.bot);
  const select = h(
    "select",
    { id: "become", "data-focus": "become" },
    ...people.map((one) => h("option", { value: one.id, selected: one.id === world.me }, one.realName)),
  );
  select.addEventListener("change", () => hands.become(select.value));
  return h(
    "div",
    { class: "you" },
    paintAvatar(world.self),
    h("div", {}, h("label", { for: "become" }, "You are"), select, h("p", {}, world.self.title)),
  );
};

/** Draws the list of conversations and who one is. */
export const paintSidebar = (box: HTMLElement, world: World, atMs: number, hands: SidebarHands): void => {
  const channels = world.rooms.filter((one) => one.kind !== "im");
  const direct = world.rooms.filter((one) => one.kind === "im");
  const place = world.tz.split("/").at(-1)?.replaceAll("_", " ") ?? "";
  const focused = document.activeElement?.id === "become";
  box.replaceChildren(
    h(
      "div",
      { class: "team" },
      h("span", { class: "mark", "aria-hidden": "true" }, world.scene.team.charAt(0)),
      h("div", {}, h("h1", {}, world.scene.team), h("p", {}, `${clockTime(atMs, world.tz)} in ${place}`)),
    ),
    h("div", { class: "groups" }, group("Channels", channels, world, hands), group("Apps", direct, world, hands)),
    paintSwitcher(world, hands),
  );
  if (focused) document.getElementById("become")?.focus();
};
