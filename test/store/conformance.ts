import { describe } from "node:test";
import { describeCollected } from "./conformance-collected.ts";
import { describeInbox } from "./conformance-inbox.ts";
import { describeOutbox } from "./conformance-outbox.ts";
import { describeRelay } from "./conformance-relay.ts";
import { describeWhole } from "./conformance-whole.ts";
import type { Place } from "./place.ts";

/** What every store must do, whatever database is underneath. */
export const conformance = (name: string, newPlace: () => Promise<Place>): void => {
  describe(`store on ${name}`, () => {
    describeInbox(newPlace);
    describeRelay(newPlace);
    describeOutbox(newPlace);
    describeCollected(newPlace);
    describeWhole(newPlace);
  });
};
