import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Shortcuts } from "./shortcuts.svelte";

class Field {
  closest = () => this;
}
let dialog: object | null = null;
beforeEach(() => {
  dialog = null;
  vi.stubGlobal("HTMLElement", Field);
  vi.stubGlobal("document", { querySelector: () => dialog });
});
afterEach(() => vi.unstubAllGlobals());

const press = (key: string, more: object = {}) => {
  const event = { key, target: null, defaultPrevented: false, preventDefault: vi.fn(), ...more };
  return event as unknown as KeyboardEvent & { preventDefault: ReturnType<typeof vi.fn> };
};

function keyboard() {
  const shortcuts = new Shortcuts();
  const [create, find, close] = [vi.fn(), vi.fn(), vi.fn()];
  shortcuts.add([{ keys: ["Ctrl", "K"], what: "Find", act: find }]);
  const leave = shortcuts.add([
    { keys: ["c"], what: "Create", act: create },
    { keys: ["Escape"], what: "Close", act: close },
    { keys: ["Enter"], what: "Open" },
  ]);
  return { shortcuts, create, find, close, leave };
}

test("a key does what is shown, and only while it is shown", () => {
  const { shortcuts, create, leave } = keyboard();
  const pressed = press("c");
  shortcuts.press(pressed, true);
  expect([create.mock.calls.length, pressed.preventDefault.mock.calls.length], "done").toEqual([1, 1]);
  expect(
    shortcuts.all.map(({ what }) => what),
    "all are told of",
  ).toEqual(["Create", "Close", "Open", "Find"]);
  leave();
  shortcuts.press(press("c"), true);
  expect(create, "not any more").toHaveBeenCalledTimes(1);
});

test.each([
  ["typed into a field", { target: new Field() }],
  ["with Ctrl held", { ctrlKey: true }],
  ["that somebody took", { defaultPrevented: true }],
])("a key %s is not for the page", (_, more) => {
  const { shortcuts, create } = keyboard();
  shortcuts.press(press("c", more), true);
  expect(create).not.toHaveBeenCalled();
});

test("under a dialog nothing of the page happens", () => {
  const { shortcuts, create, close } = keyboard();
  dialog = {};
  shortcuts.press(press("c"), true);
  shortcuts.press(press("Escape"), true);
  expect([create.mock.calls.length, close.mock.calls.length]).toEqual([0, 0]);
});

test("single keys can be switched off; what is held or named stays", () => {
  const { shortcuts, create, find, close } = keyboard();
  shortcuts.press(press("c"), false);
  shortcuts.press(press("Escape"), false);
  shortcuts.press(press("k", { ctrlKey: true, target: new Field() }), false);
  expect([create.mock.calls.length, close.mock.calls.length, find.mock.calls.length]).toEqual([0, 1, 1]);
});
