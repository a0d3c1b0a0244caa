import { it } from "node:test";
import { conformance } from "./conformance.ts";
import { postgresPlace } from "./place.ts";

const server = process.env.TEST_DATABASE_URL;

if (server === undefined)
  it("store on PostgreSQL", { skip: "TEST_DATABASE_URL is not set; see with-postgres.sh" }, () => {});
else conformance("PostgreSQL", () => postgresPlace(server));
