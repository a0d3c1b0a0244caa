import { readJson } from "../../slack/json.ts";
import { isNews, isOutcome, isScene, type News, type Outcome, type Scene } from "./wire.ts";

/** What the page hears. */
export interface Hearer {
  scene(scene: Scene): void;
  news(news: News): void;
  /** Whether the stream is open. */
  line(open: boolean): void;
}

const RETRY_MS = 1500;

/** One person's scene, then everything that changes it; begins again by itself whenever the line breaks. */
export class Feed {
  readonly #hearer: Hearer;
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #as = "";

  constructor(hearer: Hearer) {
    this.#hearer = hearer;
  }

  /** Sees the workspace as this person from now on; "" is whoever comes first. */
  async start(as: string): Promise<void> {
    this.#as = as;
    this.#stop();
    try {
      const response = await fetch(`/face/scene?as=${encodeURIComponent(as)}`);
      if (response.status === 404 && as !== "") return void this.start("");
      const scene: unknown = await response.json();
      if (!isScene(scene)) throw new Error("no scene");
      if (as !== this.#as) return;
      this.#hearer.scene(scene);
      this.#listen(scene);
    } catch {
      this.#hearer.line(false);
      this.#later();
    }
  }

  #stop(): void {
    this.#stream?.close();
    clearTimeout(this.#timer);
  }

  #later(): void {
    this.#stop();
    this.#timer = setTimeout(() => void this.start(this.#as), RETRY_MS);
  }

  #listen({ me, seq }: Scene): void {
    this.#stop();
    const stream = new EventSource(`/face/news?as=${me}&after=${seq}`);
    this.#stream = stream;
    stream.addEventListener("open", () => this.#hearer.line(true));
    stream.addEventListener("message", ({ data }) => {
      const news = readJson(String(data));
      if (!isNews(news)) return;
      if (news.type === "again") void this.start(this.#as);
      else this.#hearer.news(news);
    });
    stream.addEventListener("error", () => {
      this.#hearer.line(false);
      if (stream.readyState === EventSource.CLOSED) this.#later();
    });
  }
}

/** Does something in the workspace; never throws. */
export const act = async (name: string, body: Readonly<Record<string, unknown>>): Promise<Outcome> => {
  try {
    const response = await fetch(`/face/do/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const outcome: unknown = await response.json();
    return isOutcome(outcome) ? outcome : { ok: false, tell: "The demo answered something unreadable." };
  } catch {
    return { ok: false, tell: "The demo cannot be reached. Is it still running?" };
  }
};
