import { describe } from "node:test";
import { describeAuditAndSmall } from "./conformance-audit.ts";
import { describeCare } from "./conformance-care.ts";
import { describeCollected } from "./conformance-collected.ts";
import { describeDigest } from "./conformance-digest.ts";
import { describeGraphs } from "./conformance-graphs.ts";
import { describeInbox } from "./conformance-inbox.ts";
import { describeLists } from "./conformance-lists.ts";
import { describeLive } from "./conformance-live.ts";
import { describeMigration } from "./conformance-migration.ts";
import { describeOutbox } from "./conformance-outbox.ts";
import { describePersonal } from "./conformance-personal.ts";
import { describePictures } from "./conformance-pictures.ts";
import { describePlans } from "./conformance-plans.ts";
import { describeProblems } from "./conformance-problems.ts";
import { describeQuiet } from "./conformance-quiet.ts";
import { describeRelay } from "./conformance-relay.ts";
import { describeRetention } from "./conformance-retention.ts";
import { describeWhole } from "./conformance-whole.ts";
import type { Place } from "./place.ts";

/** What every store must do, whatever database is underneath. */
export const conformance = (name: string, newPlace: () => Promise<Place>): void => {
  describe(`store on ${name}`, () => {
    describeInbox(newPlace);
    describeRelay(newPlace);
    describeProblems(newPlace);
    describeQuiet(newPlace);
    describeLists(newPlace);
    describeLive(newPlace);
    describeOutbox(newPlace);
    describeDigest(newPlace);
    describeCollected(newPlace);
    describeCare(newPlace);
    describePlans(newPlace);
    describePersonal(newPlace);
    describeRetention(newPlace);
    describeAuditAndSmall(newPlace);
    describeGraphs(newPlace);
    describePictures(newPlace);
    describeWhole(newPlace);
    describeMigration(newPlace);
  });
};
