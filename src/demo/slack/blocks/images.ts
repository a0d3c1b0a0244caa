import { isJson, type Json, objects, text } from "../json.ts";
import type { StoredFile } from "../types.ts";

/** Types a message shows as a picture. */
const PICTURES: readonly string[] = ["image/png", "image/jpeg", "image/gif"];

interface Found {
  readonly image: Json;
  readonly at: string;
}

const imagesIn = (value: unknown, at: string): readonly Found[] => {
  if (Array.isArray(value)) return value.flatMap((one, index) => imagesIn(one, `${at}/${index}`));
  if (!isJson(value)) return [];
  const own = value.type === "image" ? [{ image: value, at }] : [];
  return [...own, ...Object.entries(value).flatMap(([name, one]) => imagesIn(one, `${at}/${name}`))];
};

/** Whether Slack's servers could fetch it: https, and neither this machine nor a private network. */
const isPublicUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const local = /^(localhost|.*\.(local|localhost|internal|lan|home|test|invalid))$/.test(hostname);
  const address = /^[\d.]+$/.test(hostname) || hostname.startsWith("[");
  return protocol === "https:" && hostname.includes(".") && !local && !address;
};

/** The file an image shows, by its id, its permalink or its private address. */
const fileOf = (image: Json, files: ReadonlyMap<string, StoredFile>): StoredFile | undefined => {
  const reference = image.slack_file;
  if (!isJson(reference)) return undefined;
  if (typeof reference.id === "string") return files.get(reference.id);
  const url = text(reference.url);
  return [...files.values()].find((file) => file.permalink === url || file.urlPrivate === url);
};

/** Pictures that cannot be shown: addresses Slack cannot fetch, files that are unknown, no picture, or not ready yet. */
export const findBadImages = (
  blocks: unknown,
  at: string,
  files: ReadonlyMap<string, StoredFile>,
  isReady: (file: StoredFile) => boolean,
): readonly string[] =>
  imagesIn(blocks, at).flatMap(({ image, at: place }) => {
    if (typeof image.image_url === "string" && !isPublicUrl(image.image_url)) {
      return [`downloading image failed [json-pointer:${place}/image_url]`];
    }
    if (image.slack_file === undefined) return [];
    const file = fileOf(image, files);
    const shown = file !== undefined && isReady(file) && PICTURES.includes(file.mimetype);
    return shown ? [] : [`invalid slack file [json-pointer:${place}/slack_file]`];
  });

/** Files that blocks and attachments show. */
export const fileIdsIn = (...parts: readonly (readonly Json[])[]): readonly string[] =>
  parts
    .flatMap((part) => imagesIn(objects(part), ""))
    .map(({ image }) => (isJson(image.slack_file) ? text(image.slack_file.id) : ""))
    .filter((id) => id !== "");
