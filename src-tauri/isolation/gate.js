// Every call from a page to Rust passes here, in a frame that the page cannot reach into. A call that is not among the
// commands (`made/commands.js`, written from `src/commands/table.rs`) is renamed to one that nobody grants, so that the page
// hears a refusal instead of waiting for ever.
window.__TAURI_ISOLATION_HOOK__ = (call) => {
  if (!COMMANDS.has(call.cmd)) {
    return { ...call, cmd: "refused_by_the_gate", payload: {} };
  }
  return call;
};
