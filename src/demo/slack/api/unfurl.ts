import { bool, obj, str } from "../blocks/check.ts";
import { completeAttachments } from "../blocks/complete.ts";
import { plain } from "../blocks/elements.ts";
import { fileIdsIn } from "../blocks/images.ts";
import { LIMITS } from "../blocks/limits.ts";
import { copyOf, isJson, type Json, objects, text } from "../json.ts";
import { Refusal, refuseProblems } from "../refusal.ts";
import { domainOf, type SharedLink, UNFURL_MS } from "../shared-links.ts";
import { APP, type State } from "../state.ts";
import type { Channel, Message } from "../types.ts";
import type { Arguments } from "./arguments.ts";
import type { Method } from "./call.ts";
import { checkAttachments } from "./content.ts";

/** What is unfurled: a message of the history, or one that is still being written. */
interface Target {
  readonly shared: SharedLink | undefined;
  readonly place?: { readonly channel: Channel; readonly message: Message };
}

const SOURCES = ["composer", "conversations_history"];

const placeOf = (state: State, channelId: string, ts: string): NonNullable<Target["place"]> => {
  const channel = state.channels.get(channelId);
  if (channel === undefined) throw new Refusal("cannot_find_channel");
  const message = channel.messages.find((one) => one.ts === ts);
  if (message === undefined) throw new Refusal("cannot_find_message");
  return { channel, message };
};

const byId = (state: State, args: Arguments): Target => {
  const id = args.text("unfurl_id");
  const source = args.text("source");
  if (id === undefined) throw new Refusal("missing_unfurl_id");
  if (source === undefined) throw new Refusal("missing_source");
  if (!SOURCES.includes(source)) throw new Refusal("invalid_source");
  const shared = state.shared.find((one) => one.id === id && one.source === source);
  if (shared === undefined) throw new Refusal("invalid_unfurl_id");
  return source === "composer" ? { shared } : { shared, place: placeOf(state, shared.channel, shared.ts) };
};

const targetOf = (state: State, args: Arguments): Target => {
  if (args.text("unfurl_id") !== undefined || args.text("source") !== undefined) return byId(state, args);
  const channel = args.text("channel");
  const ts = args.text("ts");
  if (channel === undefined) throw new Refusal("missing_channel");
  if (ts === undefined) throw new Refusal("missing_ts");
  const place = placeOf(state, channel, ts);
  return { place, shared: state.shared.find((one) => one.channel === channel && one.ts === ts) };
};

/** Only what stands in the message, belongs to a registered domain, and was told to the app, which acknowledged it. */
const checkUrl = (state: State, url: string, { shared, place }: Target): void => {
  if (domainOf(url, state.unfurlDomains) === undefined) throw new Refusal("cannot_unfurl_url");
  const stands = shared?.urls.includes(url) || place?.message.text.includes(`<${url}>`);
  if (!stands) throw new Refusal("cannot_unfurl_message");
  if (shared?.acked !== true || state.clock() - shared.atMs > UNFURL_MS) throw new Refusal("cannot_unfurl_url");
};

const preview = obj(
  {},
  {
    title: plain(LIMITS.image.title),
    subtitle: plain(LIMITS.image.title),
    icon_url: str(LIMITS.image.url),
    type: str(LIMITS.id),
    can_remove: bool,
  },
);

/** One unfurl as an attachment; what is wrong with it is told as Slack tells it. */
const checkUnfurl = async (state: State, url: string, value: unknown): Promise<Json> => {
  if (!isJson(value)) throw new Refusal("invalid_unfurls_format");
  const { preview: shown, ...attachment } = value;
  const problems: string[] = [];
  if (shown !== undefined) preview(shown, `/unfurls/${url}/preview`, problems);
  if (problems.length > 0) throw refuseProblems("cannot_parse_attachment", problems);
  try {
    await checkAttachments(state, [attachment]);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal("cannot_parse_attachment", error.extra);
    throw error;
  }
  const own = { from_url: url, original_url: url, app_unfurl_url: url, is_app_unfurl: true, app_id: APP.id };
  return { ...attachment, ...own, bot_id: APP.botId };
};

/** Puts it below the message: each address has one, a later one takes its place. */
const attach = (state: State, { channel, message }: NonNullable<Target["place"]>, unfurls: readonly Json[]): void => {
  const before = copyOf(message);
  const fresh = new Set(unfurls.map((one) => text(one.app_unfurl_url)));
  const others = message.attachments.filter((one) => !fresh.has(text(one.app_unfurl_url)));
  const complete = completeAttachments(unfurls, state);
  message.attachments = [...others, ...complete].map((one, at) => ({ ...one, id: at + 1 }));
  for (const id of fileIdsIn(complete)) state.files.get(id)?.sharedIn.add(channel.id);
  state.tell({ type: "changed", channel, message, before });
};

const unfurl: Method = async ({ state }, args) => {
  const given = args.nested("unfurls", "invalid_unfurls_format");
  if (given === undefined) throw new Refusal("missing_unfurls");
  if (!isJson(given)) throw new Refusal("invalid_unfurls_format");
  const target = targetOf(state, args);
  for (const url of Object.keys(given)) checkUrl(state, url, target);
  const unfurls = await Promise.all(Object.entries(given).map(([url, value]) => checkUnfurl(state, url, value)));
  if (target.place !== undefined) attach(state, target.place, unfurls);
  else for (const one of objects(unfurls)) target.shared?.shown.set(text(one.app_unfurl_url), one);
  return {};
};

/** chat.unfurl: what stands below links (https://docs.slack.dev/reference/methods/chat.unfurl). */
export const unfurlMethods = { "chat.unfurl": unfurl };
