import type { Db } from "./engine.ts";
import type { Forget } from "./personal-texts.ts";

const ROWS = 200;
const PICTURES = 50;

/** One stored text of a row: its primary key, and what it says. */
export interface Said {
  readonly id: string;
  /** Texts or JSON, by column. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A table whose texts may speak of a person, read in pages by primary key. */
export interface Texts {
  readonly table: "incident" | "known" | "outbox" | "inbox" | "snapshot" | "verdict" | "mute";
  /** Keys of its JSON that say which thing it is, not who did something. */
  readonly keep?: ReadonlySet<string>;
  page(db: Db, after: string): Promise<readonly Said[]>;
}

/** Those of a problem. */
export const OF_INCIDENT: ReadonlySet<string> = new Set(
  "id source key problem last said mutedBy alarmedBy worseBy url runbook graph teams ref where state severity".split(
    " ",
  ),
);

/** JSON of a text, or the text itself. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The stored text without the person; the same text when it does not speak of them. */
export const withoutThem = (text: string, forget: Forget, keep?: ReadonlySet<string>): string => {
  if (!forget.mentions(text)) return text;
  const value = parsed(text);
  if (typeof value === "string" || typeof value !== "object" || value === null) return forget.text(text);
  const left = JSON.stringify(forget.json(value, keep));
  return left === JSON.stringify(value) ? text : left;
};

const given = (texts: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== null));

/** Values of a query as a list: `person=ana` is about whoever is called that. */
const valuesOf = (query: string): string => [...new URLSearchParams(query).values()].join(", ");

/** Finished deliveries as they came, problems, posts, pictures, answers, notes and reasons. */
export const TEXTS: readonly Texts[] = [
  {
    table: "incident",
    keep: OF_INCIDENT,
    page: async (db, after) => {
      const query = db.selectFrom("incident").select(["id", "data"]).where("id", ">", after);
      const rows = await query.orderBy("id").limit(ROWS).execute();
      return rows.map(({ id, data }) => ({ id, texts: { data } }));
    },
  },
  {
    table: "known",
    page: async (db, after) => {
      const query = db.selectFrom("known").select(["name", "value"]).where("name", ">", after);
      const rows = await query.orderBy("name").limit(ROWS).execute();
      return rows.map(({ name, value }) => ({ id: name, texts: { value } }));
    },
  },
  {
    table: "outbox",
    page: async (db, after) => {
      const query = db.selectFrom("outbox").select(["id", "lines", "extra"]).where("id", ">", after);
      const rows = await query.whereRef("shown", ">=", "wanted").orderBy("id").limit(ROWS).execute();
      return rows.map(({ id, lines, extra }) => ({ id, texts: given({ lines, extra }) }));
    },
  },
  {
    table: "inbox",
    page: async (db, after) => {
      const query = db.selectFrom("inbox").select(["id", "body"]).where("id", ">", after).where("state", "<>", "new");
      const rows = await query.orderBy("id").limit(ROWS).execute();
      return rows.map(({ id, body }) => ({ id, texts: { body: new TextDecoder().decode(body) } }));
    },
  },
  {
    table: "snapshot",
    page: async (db, after) => {
      const query = db
        .selectFrom("snapshot")
        .select(["id", "graph", "query", "spec", "by_whom"])
        .where("id", ">", after);
      const rows = await query.orderBy("id").limit(PICTURES).execute();
      return rows.map(({ id, ...texts }) => ({
        id,
        texts: { ...texts, query: valuesOf(texts.query) },
      }));
    },
  },
  {
    table: "verdict",
    page: async (db, after) => {
      const query = db.selectFrom("verdict").select(["incident_id", "note"]).where("incident_id", ">", after);
      const rows = await query.orderBy("incident_id").limit(ROWS).execute();
      return rows.map(({ incident_id, note }) => ({ id: incident_id, texts: given({ note }) }));
    },
  },
  {
    table: "mute",
    page: async (db, after) => {
      const query = db.selectFrom("mute").select(["id", "by_whom", "because"]).where("id", ">", after);
      const rows = await query.orderBy("id").limit(ROWS).execute();
      return rows.map(({ id, ...texts }) => ({ id, texts }));
    },
  },
];

/** A row that speaks of the person, and its texts without them. */
export interface Mention extends Said {
  readonly left: Readonly<Record<string, string>>;
}

/** The rows of a table that speak of a person, a page at a time. */
export async function* mentionsIn(db: Db, { page, keep }: Texts, forget: Forget): AsyncGenerator<readonly Mention[]> {
  for (let after = ""; ; ) {
    const rows = await page(db, after);
    const last = rows.at(-1);
    if (!last) return;
    const found = rows.flatMap(({ id, texts }) => {
      const left = Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [name, withoutThem(text, forget, keep)]),
      );
      return Object.entries(texts).some(([name, text]) => left[name] !== text) ? [{ id, texts, left }] : [];
    });
    if (found.length > 0) yield found;
    after = last.id;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
