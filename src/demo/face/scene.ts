import { PEOPLE } from "../people.ts";
import type { Channel, Message, Person, View, Workspace } from "../slack/index.ts";
import type { Face, Link, Room, Said, Scene, SharedFile, Shown } from "./client/wire.ts";

/** How many messages of a conversation a page gets; older ones stay in the workspace. */
const NEWEST = 200;
const TEAM = "Northwind";

const TITLES = new Map(PEOPLE.map(({ handle, title }) => [handle, title]));

const showPerson = ({ id, name, realName, tz, bot }: Person): Face => ({
  id,
  name,
  realName,
  title: TITLES.get(name) ?? "",
  tz,
  bot,
});

const showFile = (workspace: Workspace, id: string): SharedFile => {
  const file = workspace.file(id);
  const title = file?.title ?? "";
  return { id, title, alt: file?.altText ?? title, picture: file?.mimetype.startsWith("image/") ?? false };
};

/** A message as the page draws it. */
export const showMessage = (workspace: Workspace, message: Message): Said => ({
  ts: message.ts,
  user: message.user,
  text: message.text,
  blocks: message.blocks,
  attachments: message.attachments,
  threadTs: message.threadTs,
  broadcast: message.broadcast,
  edited: message.edited !== undefined && message.blocks.length === 0,
  files: message.files.map((id) => showFile(workspace, id)),
  reactions: message.reactions,
  onlyYou: message.onlyFor !== undefined,
  missing: message.missingFiles,
});

/** A view as the page draws it. */
export const showView = (view: View | undefined): Shown | null =>
  view === undefined ? null : { id: view.id, body: view.body };

/** How the app is connected now. */
export const showLink = (workspace: Workspace): Link => ({
  connected: workspace.connections > 0,
  away: workspace.faults.away !== "no",
});

/** The newest messages, and the first message of every thread among them however old it is. */
const newest = (messages: readonly Message[]): readonly Message[] => {
  const shown = messages.slice(-NEWEST);
  const firsts = new Set(shown.map((one) => one.threadTs));
  return [...messages.slice(0, -NEWEST).filter((one) => firsts.has(one.ts)), ...shown];
};

const showRoom = (workspace: Workspace, channel: Channel, user: string): Room => {
  const own = workspace.ephemerals(user).filter((one) => one.channel === channel);
  const all = [...newest(channel.messages), ...own.slice(-NEWEST).map((one) => one.message)];
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    archived: channel.archived,
    topic: channel.topic,
    messages: all.sort((a, b) => Number(a.ts) - Number(b.ts)).map((one) => showMessage(workspace, one)),
  };
};

/** Everything this person sees at this moment. `seq` names the last change it contains. */
export const showScene = (workspace: Workspace, person: Person, seq: () => string): Scene => {
  workspace.dm(person.id);
  const rooms = workspace.channels.filter((one) => one.members.has(person.id));
  return {
    seq: seq(),
    team: TEAM,
    me: person.id,
    bot: workspace.ids.botUser,
    people: workspace.people.map(showPerson),
    groups: Object.fromEntries(workspace.usergroups.map(({ id, handle }) => [id, handle])),
    rooms: rooms.map((one) => showRoom(workspace, one, person.id)),
    commands: workspace.commands,
    modal: showView(workspace.modals(person.id).at(-1)),
    home: showView(workspace.home(person.id)),
    hasHome: workspace.homeTab,
    link: showLink(workspace),
  };
};
