import { randomBytes } from "node:crypto";
import { fileJson } from "../files.ts";
import { isJson, type Json, text } from "../json.ts";
import { addMessage } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import { APP, type State, TEAM } from "../state.ts";
import type { StoredFile } from "../types.ts";
import type { Arguments } from "./arguments.ts";
import type { Method } from "./call.ts";
import { checkBlocks } from "./content.ts";
import { postableChannel } from "./places.ts";

const ALT_MAX = 1000;

const getUploadUrl: Method = ({ state }, args) => {
  const name = args.word("filename");
  const size = args.number("length", 0, "invalid_arguments");
  const alt = args.text("alt_txt");
  if (size === 0)
    throw new Refusal("invalid_arguments", { response_metadata: { messages: ["[ERROR] length must be positive"] } });
  if ((alt ?? "").length > ALT_MAX) throw new Refusal("alt_txt_too_large");
  const id = state.nextId("F");
  const key = randomBytes(12).toString("hex");
  const file: StoredFile = {
    id,
    name,
    size,
    altText: alt,
    createdAtMs: state.clock(),
    title: name,
    bytes: new Uint8Array(),
    uploaded: false,
    mimetype: "",
    sharedIn: new Set(),
    permalink: `https://${TEAM.domain}.slack.com/files/${APP.botUser}/${id}/${encodeURIComponent(name)}`,
    urlPrivate: `${state.url}/files-pri/${TEAM.id}-${id}/${encodeURIComponent(name)}`,
  };
  state.files.set(id, file);
  state.uploads.set(key, file);
  return { upload_url: `${state.url}/upload/v1/${key}`, file_id: id };
};

const named = (state: State, value: unknown): { file: StoredFile; title: string } => {
  const id = isJson(value) ? text(value.id) : "";
  const file = state.files.get(id);
  if (file === undefined || !file.uploaded || file.doneAtMs !== undefined) throw new Refusal("file_not_found");
  return { file, title: isJson(value) ? text(value.title) : "" };
};

const complete: Method = async ({ state }, args) => {
  const given = args.nested("files", "invalid_arguments");
  if (!Array.isArray(given) || given.length === 0) throw new Refusal("invalid_arguments");
  const files = given.map((one) => named(state, one));
  const share = await shareTarget(state, args);
  for (const { file, title } of files) {
    file.doneAtMs = state.clock();
    if (title !== "") file.title = title;
    state.tell({ type: "file", file });
  }
  share?.(files.map(({ file }) => file.id));
  return { files: files.map(({ file }) => fileJson(state, file)) };
};

/** Where completed files go as a message; undefined keeps them private to the app. */
const shareTarget = async (
  state: State,
  args: Arguments,
): Promise<((files: readonly string[]) => void) | undefined> => {
  const where = args.text("channel_id") ?? args.text("channels");
  if (where === undefined) return undefined;
  const channel = postableChannel(state, where);
  if (!channel.members.has(APP.botUser)) throw new Refusal("not_in_channel");
  const blocks = args.nested("blocks", "invalid_blocks");
  const checked = blocks === undefined ? undefined : await checkBlocks(state, blocks);
  return (files) => {
    addMessage(state, channel, {
      user: APP.botUser,
      byApp: true,
      text: args.word("initial_comment"),
      blocks: checked,
      threadTs: args.text("thread_ts"),
      files,
    });
  };
};

const info: Method = ({ state }, args): Json => {
  const file = state.files.get(args.word("file"));
  if (file === undefined || file.doneAtMs === undefined) throw new Refusal("file_not_found");
  return { file: fileJson(state, file), comments: [], response_metadata: { next_cursor: "" } };
};

/** files.*: the two steps around an upload, and looking at it. */
export const fileMethods = {
  "files.getUploadURLExternal": getUploadUrl,
  "files.completeUploadExternal": complete,
  "files.info": info,
};
