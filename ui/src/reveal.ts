import { mount } from "svelte";
import type { RevealHost } from "./contract/host";
import RevealPage from "./pages/reveal/RevealPage.svelte";
import "./styles/app.css";

async function pickHost(): Promise<RevealHost> {
  if (import.meta.env.MODE === "fake") return (await import("./host/fake")).fakeRevealHost;
  return (await import("./host/tauri")).tauriRevealHost;
}

const target = document.getElementById("app");
if (target) void pickHost().then((host) => mount(RevealPage, { target, props: { host } }));
