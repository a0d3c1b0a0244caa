import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { METHOD_RULES } from "../../src/demo/slack/api/table.ts";
import { LIMITS } from "../../src/demo/slack/blocks/limits.ts";

interface Documented {
  readonly tier: string;
  readonly botScopesAnyOf: readonly string[] | null;
  readonly required: readonly string[];
}

const fileOf = (name: string): string => fileURLToPath(new URL(`../../../shared/slack/${name}`, import.meta.url));
const skip = (name: string): string | false => (existsSync(fileOf(name)) ? false : `skipped: ${name} is not here`);
const read = <T>(name: string): T => JSON.parse(readFileSync(fileOf(name), "utf8"));

describe("the tables against Slack's documentation", () => {
  it("has the documented tier, scopes and arguments of every method", { skip: skip("methods-table.json") }, () => {
    const documented = read<Record<string, Documented>>("methods-table.json");
    for (const [name, rule] of Object.entries(METHOD_RULES)) {
      const one = documented[name];
      assert.ok(one, `${name} is not documented`);
      const scopes = name === "apps.connections.open" ? ["connections:write"] : (one.botScopesAnyOf ?? []);
      assert.deepEqual(
        { name, tier: rule.tier, scopes: [...rule.scopes].sort() },
        { name, tier: one.tier, scopes: [...scopes].sort() },
      );
      // reactions.add names its item in the method itself: no_item_specified.
      for (const argument of one.required)
        assert.ok([...rule.required].includes(argument), `${name} requires ${argument}`);
    }
  });

  it("has the documented limits", { skip: skip("block-kit-limits.json") }, () => {
    const known =
      read<
        Record<
          string,
          Record<
            string,
            { max?: number; maxLen?: number; maxItems?: number; itemMaxLen?: number; observedMax?: number }
          >
        >
      >("block-kit-limits.json");
    const max = (block: string, part: string): number | undefined => {
      const one = known[block]?.[part];
      return one?.maxLen ?? one?.maxItems ?? one?.max ?? one?.observedMax;
    };
    const pairs: readonly (readonly [number, number | undefined])[] = [
      [LIMITS.message.blocks, max("surface", "message.blocks")],
      [LIMITS.message.attachments, max("surface", "message.attachments")],
      [LIMITS.message.blockChars, max("surface", "message.totalBlockChars")],
      [LIMITS.view.blocks, max("surface", "modal.blocks")],
      [LIMITS.view.title, max("modal", "title")],
      [LIMITS.view.submit, max("modal", "submit")],
      [LIMITS.view.close, max("modal", "close")],
      [LIMITS.view.privateMetadata, max("modal", "private_metadata")],
      [LIMITS.view.callbackId, max("modal", "callback_id")],
      [LIMITS.id, max("block", "block_id")],
      [LIMITS.section.text, max("section", "text")],
      [LIMITS.section.fields, max("section", "fields")],
      [LIMITS.section.field, known.section?.fields?.itemMaxLen],
      [LIMITS.header, max("header", "text")],
      [LIMITS.context, max("context", "elements")],
      [LIMITS.actions, max("actions", "elements")],
      [LIMITS.image.url, max("image", "image_url")],
      [LIMITS.image.alt, max("image", "alt_text")],
      [LIMITS.image.title, max("image", "title")],
      [LIMITS.input.label, max("input", "label")],
      [LIMITS.input.hint, max("input", "hint")],
      [LIMITS.markdown, max("markdown", "text")],
      [LIMITS.table.rows, max("table", "rows")],
      [LIMITS.table.cells, max("table", "cellsPerRow")],
      [LIMITS.table.chars, max("table", "totalChars")],
      [LIMITS.button.text, max("button", "text")],
      [LIMITS.button.value, max("button", "value")],
      [LIMITS.button.url, max("button", "url")],
      [LIMITS.button.label, max("button", "accessibility_label")],
      [LIMITS.option.text, max("option", "text")],
      [LIMITS.option.value, max("option", "value")],
      [LIMITS.option.description, max("option", "description")],
      [LIMITS.select.options, max("select", "options")],
      [LIMITS.select.groups, max("select", "option_groups")],
      [LIMITS.select.groupLabel, max("option_group", "label")],
      [LIMITS.select.placeholder, max("select", "placeholder")],
      [LIMITS.overflow, max("overflow", "options")],
      [LIMITS.checkboxes, max("checkboxes", "options")],
      [LIMITS.radio, max("radio_buttons", "options")],
      [LIMITS.textInput, max("plain_text_input", "min_length")],
      [LIMITS.confirm.title, max("confirm", "title")],
      [LIMITS.confirm.text, max("confirm", "text")],
      [LIMITS.confirm.confirm, max("confirm", "confirm")],
      [LIMITS.confirm.deny, max("confirm", "deny")],
    ];
    pairs.forEach(([own, documented], index) => {
      assert.notEqual(documented, undefined, `pair ${index} is not documented`);
      assert.equal(own, documented, `pair ${index}`);
    });
  });
});
