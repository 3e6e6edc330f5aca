/**
 * Does something now, and again a pause after each time it is done, until the function it returns is called. While the
 * window cannot be seen nothing is asked for; when it is seen again, whatever is due is done at once.
 *
 * @param work is told whether it was called off meanwhile: what it hears then is of no use.
 * @param pause in milliseconds, from how long the work took.
 */
export function repeat(
  work: (isGone: () => boolean) => Promise<void>,
  pause: (took: number) => number,
): () => void {
  let gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = false;
  const again = async () => {
    due = false;
    const began = performance.now();
    await work(() => gone);
    if (!gone) timer = setTimeout(next, pause(performance.now() - began));
  };
  const next = () => {
    due = true;
    if (document.visibilityState === "visible") void again();
  };
  const seen = () => {
    if (due && document.visibilityState === "visible") void again();
  };
  document.addEventListener("visibilitychange", seen);
  void again();
  return () => {
    gone = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
