import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pictureLinks } from "../../src/app/picture-links.ts";

const labels = (graph: string, query: string) =>
  pictureLinks({ graph, query }, { liveUrl: () => `https://drm.example.com/g/${graph}?${query}` }).map(
    ({ label }) => label,
  );

describe("links below a picture", () => {
  it("have the numbers as a file, but for one person's: that would only refuse", () => {
    assert.deepEqual(labels("oncall-load", "from=2026-11-09"), ["Live view", "CSV"]);
    assert.deepEqual(labels("oncall-load", "from=2026-11-09&person=ana"), ["Live view"]);
  });
});
