import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import type { Payload } from "../../src/bot/blocks.ts";
import { formatMessage } from "../../src/bot/render.ts";
import { findAttachmentProblems, findBlockProblems } from "../../src/demo/slack/blocks/surfaces.ts";
import { matchesText } from "./golden.ts";
import { firstOf, SOURCES } from "./source-cards.ts";

const ACT = ["pagerduty", "opsgenie", "victorops"];

type Block = Payload["blocks"][number];

const linesOf = (block: Block): string[] => {
  if (block.type === "section") {
    const fields = (block.fields ?? []).map(({ text }) => text).join("  |  ");
    return [...(block.text?.text ?? "").split("\n"), fields];
  }
  if (block.type === "context") return block.elements.flatMap((one) => ("text" in one ? one.text.split("\n") : []));
  if (block.type !== "actions") return [`a block of the type ${block.type}`];
  return [block.elements.map((one) => (one.type === "button" ? `[${one.text.text}]` : one.type)).join(" ")];
};

/** A message as somebody reads it, line by line. */
const asText = ({ blocks, attachments = [] }: Payload): string => {
  const beside = attachments.flatMap((one) => one.blocks).flatMap(linesOf);
  const lines = [...blocks.flatMap(linesOf), ...beside.map((line) => (line === "" ? "" : `| ${line}`))];
  return lines
    .filter((line) => line !== "")
    .map((line) => `  ${line}`)
    .join("\n");
};

const payloads = (source: string): readonly Payload[] => {
  const { alert, incident } = firstOf(source);
  const canAct = ACT.includes(source);
  const extras = { claims: !canAct, pager: "PagerDuty", before: [], alsoNow: [] };
  const card = formatMessage({ kind: "card", incident, canAct, extras });
  return alert.details.length === 0 ? [card] : [card, formatMessage({ kind: "note", lines: alert.details })];
};

test("one card of each source, with its thread, as text", () => {
  const shown = SOURCES.map((source) => `${source}\n${payloads(source).map(asText).join("\n  ---\n")}\n`);
  matchesText("sources.txt", shown.join("\n"));
});

test("every source has a card, and Slack takes each", () => {
  assert.deepEqual(readdirSync(new URL("../fixtures/", import.meta.url)).sort(), [...SOURCES].sort());
  for (const source of SOURCES)
    for (const { blocks, attachments = [] } of payloads(source)) {
      assert.deepEqual(findBlockProblems(blocks), [], source);
      assert.deepEqual(findAttachmentProblems(attachments), [], source);
    }
});
