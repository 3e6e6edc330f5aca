import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Browser specs live in tests/ui, outside this folder, but use this folder's packages.
export default defineConfig({
  root: here("../tests/ui"),
  resolve: {
    alias: {
      "playwright-core": here("./node_modules/playwright-core/index.mjs"),
      "axe-core": here("./node_modules/axe-core/axe.js"),
    },
  },
  server: { fs: { allow: [here("..")] } },
  test: {
    include: ["**/*.spec.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A browser for each core of the machine that runs this: a spec waits for its page most of the time.
    maxWorkers: 2,
  },
});
