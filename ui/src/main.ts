import { mount } from "svelte";
import App from "./App.svelte";
import type { Host } from "./contract/host";
import "./styles/app.css";

/** The real host, but for the vite mode `fake`, which browser specs use; the other branch leaves no trace in a build. */
async function pickHost(): Promise<Host> {
  if (import.meta.env.MODE === "fake") return (await import("./host/fake")).fakeHost;
  return (await import("./host/tauri")).tauriHost;
}

const target = document.getElementById("app");
if (target) void pickHost().then((host) => mount(App, { target, props: { host } }));
