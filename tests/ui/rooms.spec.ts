import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { ESLint } = createRequire(`${root}ui/package.json`)(
  "eslint",
) as typeof import("../../ui/node_modules/eslint");
const lint = new ESLint({
  cwd: root,
  overrideConfigFile: `${root}ui/eslint.config.js`,
});

async function isRefused(file: string, imported: string): Promise<boolean> {
  const [answer] = await lint.lintText(`import "${imported}";\n`, {
    filePath: `${root}ui/src/${file}`,
  });
  return answer?.messages.some(({ ruleId }) => ruleId === "no-restricted-imports") ?? false;
}

test.each([
  ["pages/keys/made-up.ts", "@tauri-apps/api/core", "only the host talks to Rust"],
  ["pages/keys/made-up.ts", "../../host/fake", "the fake is for specs"],
  ["pages/keys/made-up.ts", "../rotations/rotations.svelte", "a page never reaches inside another"],
  ["pages/keys/made-up.ts", "../../frame/Frame.svelte", "a page does not know its frame"],
  ["parts/made-up.ts", "../host/session.svelte", "a part knows no host"],
  ["parts/made-up.ts", "../contract/contract", "a part knows no domain word"],
  ["sheets/made-up.ts", "../pages/keys/keys.svelte", "a sheet knows no page"],
  ["host/made-up.ts", "../parts/Button.svelte", "the host knows no picture"],
  ["frame/made-up.ts", "../pages/keys/KeysPage.svelte", "the frame knows pages by the index alone"],
])("%s may not import %s", async (file, imported, why) => {
  expect(await isRefused(file, imported), why).toBe(true);
});

test.each([
  ["pages/keys/made-up.ts", "../../parts/Button.svelte"],
  ["pages/keys/made-up.ts", "../../host/host"],
  ["pages/keys/made-up.ts", "./filters"],
  ["host/made-up.ts", "@tauri-apps/api/core"],
  ["frame/made-up.ts", "../pages"],
  ["sheets/made-up.ts", "../parts/Button.svelte"],
])("%s may import %s", async (file, imported) => {
  expect(await isRefused(file, imported), "the drawing of the style page allows it").toBe(false);
});
