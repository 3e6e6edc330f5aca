import { describe, expect, test } from "vitest";
import contract from "../contract/contract.ts?raw";
import { de } from "../words/de";
import { en } from "../words/en";
import { fieldError, severities, toFailure } from "./failure";

const codes = [...(/export type Code = ([^;]+);/u.exec(contract)?.[1] ?? "").matchAll(/"(\w+)"/gu)].map(
  (found) => found[1] ?? "",
);

describe("failures", () => {
  test("every code of the contract has words, and no other has", () => {
    expect(codes.length, "the contract names its codes").toBeGreaterThan(20);
    expect(Object.keys(severities).sort(), "the table is total").toEqual([...codes].sort());
    expect(Object.keys(en.failures).sort(), "and so are its words").toEqual([...codes].sort());
  });

  test.each([...Object.entries(en.failures), ...Object.entries(de.failures)])(
    "%s is said in sentences without blame",
    (_code, words) => {
      expect(words.title, "a title is a phrase").not.toMatch(/[.!]$/u);
      expect(words.nextStep ?? ".", "a next step is a sentence").toMatch(/\.$/u);
      expect(`${words.title} ${words.nextStep}`, "the product's words only").not.toMatch(
        /delete|generate|reroll|invalid|illegal|please/iu,
      );
    },
  );

  test("a failure from Rust stays as it is", () => {
    const failure = { code: "offline", message: "Gone.", reference: "log_1", fields: [] };
    expect(toFailure(failure), "nothing is lost on the way").toEqual(failure);
  });

  test.each([["plain text"], [new Error("plain text")]])("anything else becomes internal", (thrown) => {
    const failure = toFailure(thrown);
    expect(failure.code, "an unknown shape is our mistake").toBe("internal");
    expect(failure.message, "its text is kept").toBe("plain text");
  });

  test.each(["constructor", "toString", "__proto__"])(
    "a code named %s is not mistaken for a known one",
    (code) => {
      expect(toFailure({ code, message: "", reference: "", fields: [] }).code, "only own codes count").toBe(
        "internal",
      );
    },
  );

  test("a field's error is found by its pointer", () => {
    const failure = toFailure({
      code: "invalid_input",
      message: "",
      reference: "",
      fields: [{ pointer: "/name", code: "too_long", max: 80, detail: "A name has at most 80 characters." }],
    });
    expect(fieldError(failure, "/name"), "the detail belongs under the field").toBe("At most 80 characters.");
    expect(fieldError(failure, "/note"), "other fields are fine").toBeNull();
    const untold = toFailure({
      ...failure,
      fields: [{ pointer: "/name", code: "too_long", detail: "Too long." }],
    });
    expect(fieldError(untold, "/name"), "a length that was not told is not made up").toBe("Too long.");
    expect(fieldError(null, "/name"), "no failure, no error").toBeNull();
  });
});
