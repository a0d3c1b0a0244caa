import type { ImageSources } from "./blocks/images.ts";
import type { Json } from "./json.ts";
import { sizeOf } from "./sniff.ts";
import type { State } from "./state.ts";
import type { StoredFile } from "./types.ts";

/** Whether a message may show it: Slack works on an upload for a moment after its completion. */
export const isFileReady = (state: State, file: StoredFile): boolean =>
  file.doneAtMs !== undefined && state.clock() - file.doneAtMs >= state.fileReadyMs;

/** What pictures of messages may come from now. */
export const imageSources = (state: State): ImageSources => ({
  files: state.files,
  isReady: (file) => isFileReady(state, file),
  canFetch: async (url) => (await state.pictures.fetch(url)) !== undefined,
});

/** A file as files.info shows it; without mimetype until it is ready (node-slack-sdk#1865). */
export const fileJson = (state: State, file: StoredFile): Json => {
  const ready = isFileReady(state, file);
  const { width, height } = sizeOf(file.bytes);
  const channels = [...file.sharedIn];
  return {
    id: file.id,
    created: Math.floor(file.createdAtMs / 1000),
    timestamp: Math.floor(file.createdAtMs / 1000),
    name: file.name,
    title: file.title,
    mimetype: ready ? file.mimetype : "",
    filetype: ready ? (file.mimetype.split("/")[1] ?? "") : "",
    pretty_type: ready ? (file.mimetype.split("/")[1] ?? "").toUpperCase() : "",
    size: file.size,
    mode: "hosted",
    is_external: false,
    is_public: channels.length > 0,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
    url_private: file.urlPrivate,
    url_private_download: file.urlPrivate,
    permalink: file.permalink,
    ...(ready && width > 0 ? { original_w: width, original_h: height } : {}),
    channels: channels.filter((id) => state.channels.get(id)?.kind === "public"),
    groups: channels.filter((id) => state.channels.get(id)?.kind === "private"),
    ims: channels.filter((id) => state.channels.get(id)?.kind === "im"),
  };
};
