import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Target } from "../../src/core/responding.ts";
import { type Findable, findTarget } from "../../src/flows/pager-desk/find.ts";

const ALL: readonly Findable[] = [
  { kind: "person", id: "PANA001", name: "Ana Kovač", email: "ana.kovac@northwind.example" },
  { kind: "person", id: "PANA002", name: "Ana María Pérez", email: "amp@northwind.example" },
  { kind: "person", id: "PJON003", name: "Jonas Weiß", email: "jonas@northwind.example" },
  { kind: "person", id: "PSOR004", name: "Søren Łukasz", email: "soren@northwind.example" },
  { kind: "person", id: "PTWI005", name: "Kim Lee", email: "kim.lee@northwind.example" },
  { kind: "person", id: "PTWI006", name: "Kim Lee", email: "kim.lee2@northwind.example" },
  { kind: "schedule", id: "PSCH010", name: "Payments Primary" },
  { kind: "schedule", id: "PSCH011", name: "Payments" },
  { kind: "policy", id: "PPOL020", name: "Payments" },
  { kind: "policy", id: "PPOL021", name: "Platform Escalation" },
  { kind: "service", id: "PSVC030", name: "Checkout API" },
  { kind: "service", id: "PSVC031", name: 'The "big" one' },
  { kind: "service", id: "PSVC032", name: "The «big» two" },
];
const EVERY = ["person", "schedule", "policy", "service"] as const;
const find = (words: string, kinds: readonly Target["kind"][] = EVERY): Target => findTarget(words, ALL, kinds);
const idOf = (words: string, kinds?: readonly Target["kind"][]): string => find(words, kinds).id;

const failing = (words: string, kinds: readonly Target["kind"][] = EVERY, all = ALL): Failure => {
  try {
    findTarget(words, all, kinds);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.ok(error.tell);
    return error;
  }
  throw new Error(`${words} was found`);
};

describe("what words name", () => {
  it("finds by id, by e-mail and by name, whatever the case, the accents and the quotes", () => {
    const cases: readonly [string, string][] = [
      ["PSCH010", "PSCH010"],
      ["psch010", "PSCH010"],
      ["amp@northwind.example", "PANA002"],
      ["AMP@NORTHWIND.example", "PANA002"],
      ["ana kovac", "PANA001"],
      ["ANA KOVAČ", "PANA001"],
      ["jonas weiss", "PJON003"],
      ["soren lukasz", "PSOR004"],
      ['"Checkout API"', "PSVC030"],
      ["“checkout  api”", "PSVC030"],
      ["'checkout api'", "PSVC030"],
      ["@jonas", "PJON003"],
    ];
    for (const [words, id] of cases) assert.equal(idOf(words), id, words);
    assert.deepEqual(find("Checkout API"), { kind: "service", id: "PSVC030", name: "Checkout API", url: undefined });
  });

  it("takes beginnings of words, then any part", () => {
    assert.equal(idOf("plat esc"), "PPOL021");
    assert.equal(idOf("jon"), "PJON003");
    assert.equal(idOf("kovac", ["person"]), "PANA001");
    assert.equal(idOf("eckou"), "PSVC030");
    assert.equal(idOf("ana.kovac"), "PANA001", "what stands before the @ of an address");
  });

  it("takes the exact name before longer ones", () => {
    assert.equal(idOf("payments", ["schedule"]), "PSCH011");
    assert.equal(idOf("Payments", ["policy", "service"]), "PPOL020");
  });

  it("offers a choice where several fit, equal names of two kinds too", () => {
    const failure = failing("payments");
    assert.equal(failure.code, "usage");
    assert.deepEqual(failure.choices, {
      words: "payments",
      options: [
        { label: "Payments (escalation policy)", value: "PPOL020" },
        { label: "Payments (schedule)", value: "PSCH011" },
      ],
    });
    assert.deepEqual(failing("ana").choices?.options, [
      { label: "Ana Kovač", value: "Ana Kovač" },
      { label: "Ana María Pérez", value: "Ana María Pérez" },
    ]);
  });

  it("tells two of the same name apart", () => {
    assert.deepEqual(failing("kim lee").choices?.options, [
      { label: "Kim Lee (kim.lee@northwind.example)", value: "PTWI005" },
      { label: "Kim Lee (kim.lee2@northwind.example)", value: "PTWI006" },
    ]);
  });

  it("offers values that find exactly that one, also within quotes", () => {
    for (const words of ["payments", "ana", "kim", "the", "p", "a"]) {
      const { choices } = failing(words);
      for (const { value } of choices?.options ?? []) {
        const label = choices?.options.find((one) => one.value === value)?.label ?? "";
        assert.equal(label.split(" (")[0], find(`"${value}"`).name, `${words}: ${value}`);
      }
    }
    assert.deepEqual(
      failing("big").choices?.options.map(({ value }) => value),
      ["PSVC031", "PSVC032"],
      "a name with quotes in it is chosen by its id",
    );
  });

  it("offers twenty at most, and says that there are more", () => {
    const many = Array.from(
      { length: 33 },
      (_, at) => ({ kind: "service", id: `PX${at}`, name: `Shop ${at}` }) as const,
    );
    const failure = failing("shop", ["service"], many);
    assert.equal(failure.choices?.options.length, 20);
    assert.match(failure.tell ?? "", /13 more/);
  });

  it("looks only among the kinds asked for", () => {
    assert.equal(failing("Checkout API", ["schedule"]).code, "not_found");
  });

  it("suggests what is spelled nearly so, and takes it for nothing", () => {
    const cases: readonly [string, RegExp][] = [
      ["chekout", /Did you mean "Checkout API"\?/],
      ["paymnets primary", /"Payments Primary"/],
      ["jonsa weiss", /"Jonas Weiß"/],
      ["platfrom", /"Platform Escalation"/],
    ];
    for (const [words, tell] of cases) {
      const failure = failing(words);
      assert.equal(failure.code, "not_found", words);
      assert.match(failure.tell ?? "", tell);
      assert.equal(failure.choices, undefined);
    }
    assert.match(failing("zebra crossing").tell ?? "", /no person or schedule or escalation policy or service like/);
    assert.doesNotMatch(failing("zebra crossing").tell ?? "", /Did you mean/);
    assert.doesNotMatch(failing("kxx").tell ?? "", /Did you mean/, "short words are near to everything");
  });

  it("names five at most of those that are near", () => {
    const many = "abcdefgh"
      .split("")
      .map((letter) => ({ kind: "service", id: letter, name: `shoppe${letter}` }) as const);
    assert.equal(failing("shoppex", ["service"], many).tell?.match(/"shoppe[a-h]"/g)?.length, 5);
  });

  it("asks for a name where there is none", () => {
    for (const words of ["", "  ", '""', "@"])
      assert.equal(failing(words).code, words === '""' ? "not_found" : "usage", words);
  });
});
