import { isJson, type Json, objects, text } from "../json.ts";
import type { StoredFile } from "../types.ts";
import { PICTURES } from "../web-pictures.ts";

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

/** Where pictures of messages come from. */
export interface ImageSources {
  readonly files: ReadonlyMap<string, StoredFile>;
  isReady(file: StoredFile): boolean;
  /** Whether the address shows a picture to Slack's servers. */
  canFetch(url: string): Promise<boolean>;
}

/** The file an image shows, by its id, its permalink or its private address. */
const fileOf = (image: Json, files: ReadonlyMap<string, StoredFile>): StoredFile | undefined => {
  const reference = image.slack_file;
  if (!isJson(reference)) return undefined;
  if (typeof reference.id === "string") return files.get(reference.id);
  const url = text(reference.url);
  return [...files.values()].find((file) => file.permalink === url || file.urlPrivate === url);
};

const problemOf = async ({ image, at }: Found, sources: ImageSources): Promise<readonly string[]> => {
  if (typeof image.image_url === "string")
    return (await sources.canFetch(image.image_url)) ? [] : [`downloading image failed [json-pointer:${at}/image_url]`];
  if (image.slack_file === undefined) return [];
  const file = fileOf(image, sources.files);
  const shown = file !== undefined && sources.isReady(file) && PICTURES.includes(file.mimetype);
  return shown ? [] : [`invalid slack file [json-pointer:${at}/slack_file]`];
};

/** Pictures that cannot be shown: addresses Slack cannot fetch, files that are unknown, no picture, or not ready yet. */
export const findBadImages = async (blocks: unknown, at: string, sources: ImageSources): Promise<readonly string[]> =>
  (await Promise.all(imagesIn(blocks, at).map((one) => problemOf(one, sources)))).flat();

/** Files that blocks and attachments show. */
export const fileIdsIn = (...parts: readonly (readonly Json[])[]): readonly string[] =>
  parts
    .flatMap((part) => imagesIn(objects(part), ""))
    .map(({ image }) => (isJson(image.slack_file) ? text(image.slack_file.id) : ""))
    .filter((id) => id !== "");
