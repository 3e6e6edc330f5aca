/** Whether a key press is meant for the page: no modifier, not typed into a field, and no dialog open above. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const at = event.target;
  if (at instanceof HTMLElement && at.closest("input, textarea, select, [contenteditable]")) return false;
  return document.querySelector('[role="dialog"]') === null;
}
