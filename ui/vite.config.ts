import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwindcss from "@tailwindcss/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const entry = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  plugins: [tailwindcss(), svelte()],
  build: {
    // Debian 12's WebKitGTK is a Safari 16.4 or newer.
    target: "safari16.4",
    // The CSP allows fonts and scripts from 'self' only: nothing may become a data: address.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    rolldownOptions: { input: { index: entry("./index.html"), reveal: entry("./reveal.html") } },
  },
  server: {
    port: 5173,
    strictPort: true,
    // The host in memory reads what the journeys recorded.
    fs: { allow: [entry("."), entry("../tests/ui/recorded")] },
  },
});
