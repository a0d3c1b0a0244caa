import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { createReader } from "../../src/store/reader.ts";
import { sqliteFailure } from "../../src/store/sql-failures.ts";
import { openSqlite } from "../../src/store/sqlite-database.ts";
import { conformance } from "./conformance.ts";
import { delivery } from "./made.ts";
import { sqlitePlace } from "./place.ts";
import { withStore } from "./with-store.ts";

conformance("SQLite", sqlitePlace);

describe("store on SQLite alone", () => {
  const test = withStore(sqlitePlace);

  test("waits for another process's lock without holding the event loop", async (store, place) => {
    const other = new DatabaseSync(join(place.dir, "drm.db"));
    other.exec("begin immediate");
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 2);
    const added = store.inbox.add(delivery("d1"));
    await new Promise((resolve) => setTimeout(resolve, 120));
    const turnsWhileLocked = turns;
    other.exec("commit");
    other.close();
    await added;
    clearInterval(timer);
    assert.ok(turnsWhileLocked >= 5, `${turnsWhileLocked} turns while locked`);
    assert.equal((await store.inbox.read("d1"))?.state, "new");
  });

  it("a full disk is a clean failure, and the same connection goes on when there is space again", () => {
    const db = openSqlite(":memory:");
    // A limit of pages is what a full disk looks like to SQLite: the same SQLITE_FULL.
    db.exec("create table t (body blob); pragma max_page_count = 4");
    assert.throws(
      () => db.exec("insert into t values (zeroblob(100000))"),
      (error) => {
        const failure = sqliteFailure(error);
        return failure instanceof Failure && failure.code === "unavailable" && /disk is full/.test(failure.tell ?? "");
      },
    );
    db.exec("pragma max_page_count = 4000; insert into t values (zeroblob(100000))");
    db.close();
  });

  it("the reader's failures keep their code, and one that takes too long is replaced", async () => {
    const place = await sqlitePlace();
    await (await place.open()).inbox.add(delivery("d1"));
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const reader = createReader({ kind: "sqlite", file: join(place.dir, "drm.db") }, log);
    const ask = (file: string, timeoutMs: number) =>
      reader.ask({ do: "backup", file: join(place.dir, file) }, timeoutMs);
    await assert.rejects(ask("slow", 0), { code: "timeout" });
    await ask("copy", 10_000);
    await assert.rejects(ask("no/such/folder", 10_000), { code: "unavailable" });
    await reader.close();
    await place.clean();
  });

  it("a file that is no database is refused with what to do", async () => {
    const place = await sqlitePlace();
    await writeFile(join(place.dir, "drm.db"), "this is a text file, long enough to be read as a header".repeat(200));
    await assert.rejects(place.open(), { code: "unavailable" });
    await place.clean();
  });
});
