import { speech } from "./language.svelte";

// Unit tests read English, whatever the computer that runs them is set to.
speech.chosen = "en";
