let returnTo: HTMLElement | null = null;

/**
 * Remembers what had the focus before a dialog opened, and gives it back when no dialog is left. One dialog may
 * take another's place (a form, then its sheet): the first one's origin counts.
 */
export function keepFocus(): () => void {
  const before = document.activeElement;
  if (
    before instanceof HTMLElement &&
    before !== document.body &&
    before.closest('[role="dialog"]') === null
  ) {
    returnTo = before;
  }
  return () => {
    // After the page has settled: by then a following dialog is there, or none is.
    setTimeout(() => {
      if (document.querySelector('[role="dialog"]') !== null) return;
      if (returnTo?.isConnected) returnTo.focus();
      returnTo = null;
    });
  };
}
