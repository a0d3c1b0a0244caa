import { findBadImages } from "../blocks/images.ts";
import { LIMITS } from "../blocks/limits.ts";
import { findAttachmentProblems, findBlockProblems, hasTooMuchTable, isTooLong } from "../blocks/surfaces.ts";
import { imageSources } from "../files.ts";
import { isJson, type Json, objects, text } from "../json.ts";
import { Refusal, refuseProblems } from "../refusal.ts";
import type { State } from "../state.ts";
import type { Arguments } from "./arguments.ts";

/** What a post or an update wants to show; undefined where the argument was not given. */
export interface Content {
  readonly text?: string | undefined;
  readonly blocks?: readonly Json[] | undefined;
  readonly attachments?: readonly Json[] | undefined;
  readonly metadata?: Json | undefined;
}

const METADATA_MAX_BYTES = 16_384;

const checkImages = async (state: State, value: unknown, at: string, code: string): Promise<void> => {
  const problems = await findBadImages(value, at, imageSources(state));
  if (problems.length > 0) throw refuseProblems(code, problems);
};

/** Refuses blocks Slack would refuse, with its codes and words. */
export const checkBlocks = async (state: State, value: unknown): Promise<readonly Json[]> => {
  if (!Array.isArray(value)) throw new Refusal("invalid_blocks_format");
  const problems = findBlockProblems(value);
  if (problems.length > 0) throw refuseProblems("invalid_blocks", problems);
  if (hasTooMuchTable(value)) throw new Refusal("invalid_attachments");
  if (isTooLong(value)) throw new Refusal("msg_blocks_too_long");
  await checkImages(state, value, "/blocks", "invalid_blocks");
  return objects(value);
};

/** Refuses attachments Slack would refuse. */
export const checkAttachments = async (state: State, value: unknown): Promise<readonly Json[]> => {
  if (!Array.isArray(value)) throw new Refusal("invalid_attachments");
  if (value.length > LIMITS.message.attachments) throw new Refusal("too_many_attachments");
  const problems = findAttachmentProblems(value);
  if (problems.length > 0) throw refuseProblems("invalid_attachments", problems);
  for (const one of objects(value)) {
    if (isTooLong(one.blocks ?? [])) throw new Refusal("msg_blocks_too_long");
    if (hasTooMuchTable(one.blocks)) throw new Refusal("invalid_attachments");
  }
  await checkImages(state, value, "/attachments", "invalid_attachments");
  return objects(value);
};

const checkMetadata = (value: unknown): Json => {
  if (!isJson(value)) throw new Refusal("invalid_metadata_format");
  if (Object.keys(value).length === 0) return value;
  if (text(value.event_type) === "" || !isJson(value.event_payload)) throw new Refusal("invalid_metadata_schema");
  if (Buffer.byteLength(JSON.stringify(value)) > METADATA_MAX_BYTES) throw new Refusal("metadata_too_large");
  return value;
};

/** Reads and checks text, blocks, attachments and metadata of a call. */
export const readContent = async (state: State, args: Arguments): Promise<Content> => {
  const blocks = args.nested("blocks", "invalid_blocks_format");
  const attachments = args.nested("attachments", "invalid_attachments");
  const metadata = args.nested("metadata", "invalid_metadata_format");
  return {
    text: args.text("text"),
    blocks: blocks === undefined ? undefined : await checkBlocks(state, blocks),
    attachments: attachments === undefined ? undefined : await checkAttachments(state, attachments),
    metadata: metadata === undefined ? undefined : checkMetadata(metadata),
  };
};

/** Nothing to show at all: Refusal(no_text). */
export const requireSomething = (content: Content): void => {
  const shown = (content.blocks?.length ?? 0) + (content.attachments?.length ?? 0);
  if (content.text === undefined && shown === 0) throw new Refusal("no_text");
};
