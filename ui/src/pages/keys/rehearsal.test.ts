import { expect, test } from "vitest";
import type { KeyView, RotationView } from "../../contract/contract";
import { findRehearsal } from "./rehearsal";

const key = (name: string): KeyView => ({ id: `key_${name}`, name, connection: "here" }) as KeyView;
const rotation = (id: string, name: string, step: RotationView["step"]): RotationView =>
  ({ id, step, oldKey: key(name) }) as unknown as RotationView;

/** A host that has these, and knows only the sandbox. */
function having({ running = [], over = [], keys = [] }: Record<string, unknown[]>) {
  const sandboxOnly = (environment: string) => expect(environment).toBe("sandbox");
  return {
    listRotations: (asked: { environment: string; over: boolean }) => {
      sandboxOnly(asked.environment);
      return Promise.resolve({ rotations: asked.over ? over : running, nextCursor: null });
    },
    listKeys: (asked: { environment: string }) => {
      sandboxOnly(asked.environment);
      return Promise.resolve({ keys, counts: null, atLeast: false, nextCursor: null });
    },
  } as unknown as Parameters<typeof findRehearsal>[0];
}

test("what was undone is no rehearsal, and one of the same name goes before a later one of another", async () => {
  const over = [
    rotation("rot_3", "billing", "undone"),
    rotation("rot_2", "reports", "finished"),
    rotation("rot_1", "billing", "finished"),
  ];
  expect((await findRehearsal(having({ over }), key("billing"))).finished?.id).toBe("rot_1");
  expect((await findRehearsal(having({ over }), key("other"))).finished?.id).toBe("rot_2");
  expect((await findRehearsal(having({ over: over.slice(0, 1) }), key("billing"))).finished).toBe(null);
});

test("only a key of exactly the name is its namesake, whatever the words find", async () => {
  const keys = [key("billing-old"), key("billing")];
  expect((await findRehearsal(having({ keys }), key("billing"))).namesake?.id).toBe("key_billing");
  expect((await findRehearsal(having({ keys }), key("bill"))).namesake).toBe(null);
});
