import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { checkAttachments, checkBlocks } from "../api/content.ts";
import { isJson, type Json, readJson, text } from "../json.ts";
import { addEphemeral, addMessage, changeMessage, type Draft, removeMessage } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import { APP, type State } from "../state.ts";
import type { Channel, Message } from "../types.ts";

/** Five answers within 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction). */
const USES = 5;
const TTL_MS = 30 * 60_000;

interface Address {
  readonly user: string;
  readonly channel: Channel;
  readonly threadTs?: string | undefined;
  /** The message whose button was pressed. */
  readonly source?: Message | undefined;
  readonly atMs: number;
  left: number;
}

/** response_urls: answers to one command or interaction, also where the app is not a member. */
export class Responses {
  readonly #state: State;
  readonly #addresses = new Map<string, Address>();

  constructor(state: State) {
    this.#state = state;
  }

  create(to: Pick<Address, "user" | "channel" | "threadTs" | "source">): string {
    const key = randomBytes(16).toString("hex");
    this.#addresses.set(key, { ...to, atMs: this.#state.clock(), left: USES });
    return `${this.#state.url}/response/${key}`;
  }

  /** Errors come back as HTTP 404 with a JSON body (java-slack-sdk#1349). */
  serve(server: FastifyInstance): void {
    server.post<{ Params: { key: string } }>("/response/:key", async (request, reply) => {
      const raw = request.body instanceof Uint8Array ? Buffer.from(request.body).toString("utf8") : "";
      const body = readJson(raw);
      const args = isJson(body) ? body : {};
      const note = (status: number, error?: string): void =>
        this.#state.record({
          method: "response_url",
          atMs: this.#state.clock(),
          args,
          status,
          ok: status === 200,
          error,
        });
      try {
        if (!isJson(body)) throw new Refusal("invalid_payload");
        await this.answer(this.#take(request.params.key), body);
        note(200);
        return reply.send({ ok: true });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        note(404, error.slack);
        return reply.code(404).send({ ok: false, error: error.slack, ...error.extra });
      }
    });
  }

  /** Shows an answer: to the person alone unless response_type says in_channel. */
  async answer(to: Omit<Address, "atMs" | "left">, body: Json): Promise<void> {
    if (body.delete_original === true) {
      if (to.source === undefined) throw new Refusal("no_source_message");
      removeMessage(this.#state, to.channel, to.source);
      return;
    }
    const draft = await this.#draft(to, body);
    if (to.source !== undefined && body.replace_original !== false) {
      changeMessage(this.#state, to.channel, to.source, {
        text: draft.text,
        blocks: draft.blocks ?? [],
        attachments: draft.attachments ?? [],
      });
      return;
    }
    if (text(body.response_type) === "in_channel") addMessage(this.#state, to.channel, draft);
    else addEphemeral(this.#state, to.channel, to.user, draft);
  }

  #take(key: string): Address {
    const address = this.#addresses.get(key);
    if (address === undefined) throw new Refusal("invalid_url");
    if (this.#state.clock() - address.atMs > TTL_MS) throw new Refusal("expired_url");
    if (address.left <= 0) throw new Refusal("used_url");
    address.left -= 1;
    return address;
  }

  async #draft(to: Omit<Address, "atMs" | "left">, body: Json): Promise<Draft> {
    const blocks = body.blocks === undefined ? undefined : await checkBlocks(this.#state, body.blocks);
    const attachments =
      body.attachments === undefined ? undefined : await checkAttachments(this.#state, body.attachments);
    const words = text(body.text);
    if (words === "" && (blocks?.length ?? 0) + (attachments?.length ?? 0) === 0) throw new Refusal("no_text");
    const threadTs = text(body.thread_ts) || to.threadTs;
    return { user: APP.botUser, byApp: true, text: words, blocks, attachments, threadTs };
  }
}
