import { it } from "node:test";
import type { Store } from "../../src/core/store.ts";
import type { Place } from "./place.ts";

export type NewPlace = () => Promise<Place>;

/** A test with a fresh, empty store; everything opened is closed after it. */
export const withStore =
  (newPlace: NewPlace) =>
  (what: string, test: (store: Store, place: Place) => Promise<void>): void => {
    it(what, async () => {
      const place = await newPlace();
      try {
        await test(await place.open(), place);
      } finally {
        await place.clean();
      }
    });
  };
