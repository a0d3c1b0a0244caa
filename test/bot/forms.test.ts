import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldErrors, formView, readFormView } from "../../src/bot/form-view.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Form, FormRef, FormValues } from "../../src/core/form.ts";
import type { Inbound, InboundHandlers } from "../../src/core/inbound.ts";
import { findViewProblems } from "../../src/demo/slack/blocks/surfaces.ts";
import { AT_MS, FORMS } from "./whole-replies.ts";
import { setUp } from "./workspace.ts";

const asking = (name: FormRef["name"], about: string) =>
  ({ kind: "reply", reply: { title: "t", buttons: [{ label: "Open", form: { name, about } }] } }) as const;

interface Asked {
  readonly ref: FormRef;
  readonly values: FormValues;
}

/** Handlers that know every form, and note what was filled in. */
const knowing = (asked: Asked[], change: Partial<InboundHandlers> = {}): Partial<InboundHandlers> => ({
  form: async ({ name }) => FORMS[name],
  readForm: async (ref, values) => {
    asked.push({ ref, values });
    return { say: `said ${ref.name} ${ref.about}` };
  },
  ...change,
});

for (const mode of ["socket", "http"] as const)
  test(`${mode}: a button opens its form, and what is filled in becomes words`, async (t) => {
    const asked: Asked[] = [];
    const { workspace, bot, heard } = await setUp(t, { mode, handlers: knowing(asked) });
    const channel = workspace.channel("ops").id;
    const first = await bot.chat.post({ channel }, asking("override", "db"), "f1");
    const below = await bot.chat.post({ channel, thread: first.ts }, asking("override", 'Primary "DB"\n<x>'), "f2");
    await workspace.press("ana", "ops", below.ts, "drm_say_0");
    const [view] = await workspace.until(() => workspace.modals("ana").length > 0 && workspace.modals("ana"));
    await workspace.submitView("ana", { who: "Ben Okafor", to: `${AT_MS / 1000 + 7200}` });
    assert.deepEqual(workspace.modals("ana"), []);
    assert.deepEqual(asked, [
      {
        ref: { name: "override", about: 'Primary "DB"\n<x>' },
        values: { who: "Ben Okafor", from: `${AT_MS}`, to: `${AT_MS + 7_200_000}` },
      },
    ]);
    const ana = workspace.person("ana").id;
    assert.deepEqual(
      heard.words.map(({ id, text, userId, channel: where, thread, how }) => [id, text, userId, where, thread, how]),
      [[`form:${view?.id}:${ana}`, 'said override Primary "DB"\n<x>', ana, channel, first.ts, "button"]],
    );
    assert.deepEqual(workspace.timeouts, []);
  });

test("what is wrong is said at its field, and the form stays", async (t) => {
  let tries = 0;
  const readForm = async () =>
    ++tries === 1 ? { errors: { to: "Before it begins?", other: "And this." } } : { say: "x" };
  const { workspace, bot, heard } = await setUp(t, { handlers: knowing([], { readForm }) });
  const errors: Readonly<Record<string, string>>[] = [];
  workspace.onChange((change) => {
    if (change.type === "view" && change.errors !== undefined) errors.push(change.errors);
  });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, asking("override", ""), "f1");
  await workspace.press("ana", "ops", ts, "drm_say_0");
  await workspace.until(() => workspace.modals("ana").length > 0);
  await workspace.submitView("ana");
  assert.deepEqual(errors, [{ to: "Before it begins?", who: "And this." }]);
  assert.equal(workspace.modals("ana").length, 1);
  await workspace.submitView("ana");
  assert.deepEqual(workspace.modals("ana"), []);
  assert.equal(heard.words.length, 1);
});

test("a form that takes longer is shown as soon as it is there; one closed meanwhile stays closed", async (t) => {
  const { promise, resolve } = Promise.withResolvers<Form>();
  const { workspace, bot, heard } = await setUp(t, { handlers: knowing([], { form: () => promise }) });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, asking("note", "12"), "f1");
  await workspace.press("ana", "ops", ts, "drm_say_0");
  await workspace.press("gus", "ops", ts, "drm_say_0");
  const titleOf = (who: string): string => JSON.stringify(workspace.modals(who)[0]?.body.title ?? "");
  await workspace.until(() => /One moment/.test(titleOf("ana")) && /One moment/.test(titleOf("gus")));
  await workspace.closeView("gus");
  resolve(FORMS.note);
  await workspace.until(() => /Add a note/.test(titleOf("ana")));
  await workspace.until(() => heard.log.some(({ message }) => /waited for could not be shown/.test(message)));
  assert.deepEqual(workspace.modals("gus"), []);
  await workspace.submitView("ana", { text: "it was the cache" });
  assert.equal(heard.words[0]?.text, "said note 12");
});

test("a form that cannot be made says why in the window", async (t) => {
  const form = async (): Promise<Form> => {
    throw new Failure("forbidden", "no account", { tell: "You have no account at PagerDuty. Ask Ben." });
  };
  const { workspace, bot } = await setUp(t, { handlers: { form } });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, asking("page", ""), "f1");
  await workspace.press("ana", "ops", ts, "drm_say_0");
  const [view] = await workspace.until(() => workspace.modals("ana").length > 0 && workspace.modals("ana"));
  assert.match(JSON.stringify(view?.body.blocks), /You have no account at PagerDuty\. Ask Ben\./);
  assert.equal(view?.body.submit, undefined);
});

test("a form that Slack does not open is told to the presser", async (t) => {
  const { workspace, bot } = await setUp(t, { handlers: knowing([]) });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, asking("page", ""), "f1");
  workspace.faults.set("views.open", { error: "expired_trigger_id" });
  await workspace.press("ana", "ops", ts, "drm_say_0");
  const [told] = await workspace.until(() => workspace.ephemerals("ana").length > 0 && workspace.ephemerals("ana"));
  assert.match(told?.message.text ?? "", /did not open, nothing is done/);
});

test("words that could not be stored keep the form open and say so", async (t) => {
  const words = async (): Promise<void> => {
    throw new Failure("unavailable", "disk full", { tell: "My disk is full." });
  };
  const { workspace, bot } = await setUp(t, { handlers: knowing([], { words }) });
  const errors: string[] = [];
  workspace.onChange((change) => {
    if (change.type === "view") errors.push(...Object.values(change.errors ?? {}));
  });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, asking("note", "12"), "f1");
  await workspace.press("ana", "ops", ts, "drm_say_0");
  await workspace.until(() => workspace.modals("ana").length > 0);
  await workspace.submitView("ana", { text: "x" });
  assert.deepEqual(errors, ["NOT done. My disk is full. Please try again."]);
  assert.equal(workspace.modals("ana").length, 1);
});

test("answers to a form where we may not speak come in a direct message", async (t) => {
  const words = async (inbound: Inbound): Promise<void> =>
    inbound.whisper({ kind: "reply", reply: { title: `done: ${inbound.text}` } });
  const { workspace, bot } = await setUp(t, { handlers: knowing([], { words }) });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, asking("note", "12"), "f1");
  await workspace.press("ana", "ops", ts, "drm_say_0");
  await workspace.until(() => workspace.modals("ana").length > 0);
  workspace.kickBot("ops");
  await workspace.submitView("ana", { text: "x" });
  const dm = workspace.dm("ana").id;
  await workspace.until(() => workspace.messages(dm).some(({ text }) => text === "done: said note 12"));
});

const ABOUT = { ref: { name: "page", about: "" }, channel: "C0123ABCD", origin: "message" } as const;

test("options whose values are long or odd come back as they are; a choice of nothing is a text", () => {
  const long = "x".repeat(90);
  const options = [long, "", "~0", "short"].map((value) => ({ label: value || "none", value }));
  const field = { name: "a", label: "A", kind: "choice", options, initial: long } as const;
  const empty = { name: "b", label: "B", kind: "choice", options: [] } as const;
  const view = formView({ title: "t", submit: "s", fields: [field, empty] }, ABOUT);
  assert.deepEqual(findViewProblems(view, "modal"), []);
  const [first, second] = view.blocks.map((block) => ("element" in block ? block.element : undefined));
  assert.ok(first?.type === "static_select" && second?.type === "plain_text_input");
  assert.deepEqual(first.initial_option, first.options?.[0]);
  const read = (value: string | undefined): string | undefined =>
    readFormView(view.private_metadata ?? "", { a: { a: { selected_option: { value } } } })?.values.a;
  assert.deepEqual(
    (first.options ?? []).map(({ value }) => read(value)),
    [long, undefined, "~0", "short"],
  );
  const typed = readFormView(view.private_metadata ?? "", { b: { b: { value: "~0" } } });
  assert.equal(typed?.values.b, "~0", "what somebody types is never looked up");
});

test("a form that lost what it is about is refused; errors stand at fields that exist", () => {
  for (const lost of ["", "no json", "{}", '{"ref":{"name":"nothing","about":""},"channel":"C1"}'])
    assert.equal(readFormView(lost, {}), undefined, lost);
  assert.deepEqual(fieldErrors({ a: "x", z: "y", "": "w" }, ["a", "b"]), { a: "x y w" });
  const form: Form = { title: "t", submit: "s", fields: [] };
  assert.throws(() => formView(form, { ...ABOUT, ref: { name: "page", about: "x".repeat(3000) } }), { code: "usage" });
});
