/**
 * However often it is woken, so many milliseconds lie between two times, and no less than one takes: a burst of changes is
 * looked at once.
 */
const least = 100;

/**
 * Does something now, and again a pause after each time it is done or when it is woken, until the function it returns is
 * called. While the window cannot be seen nothing is asked for; when it is seen again, whatever is due is done at once.
 *
 * @param work is told whether it was called off meanwhile: what it hears then is of no use.
 * @param pause in milliseconds, from how long the work took; null waits for a wake.
 * @param wakes is handed what wakes it; the answer ends that.
 */
export function repeat(
  work: (isGone: () => boolean) => Promise<void>,
  pause: (took: number) => number | null,
  wakes: (due: () => void) => () => void = () => () => undefined,
): () => void {
  let gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [due, working, woken] = [false, false, false];
  let [began, ended] = [0, 0];
  const again = async () => {
    [due, woken, working] = [false, false, true];
    began = performance.now();
    await work(() => gone);
    ended = performance.now();
    working = false;
    if (!gone) rest();
  };
  const rest = () => {
    clearTimeout(timer);
    const next = woken ? Math.max(least, ended - began) : pause(ended - began);
    if (next !== null) timer = setTimeout(fall, Math.max(0, ended + next - performance.now()));
  };
  const fall = () => {
    due = true;
    if (document.visibilityState === "visible") void again();
  };
  const seen = () => {
    if (due && document.visibilityState === "visible") void again();
  };
  const stop = wakes(() => {
    woken = true;
    if (!working && !due) rest();
  });
  document.addEventListener("visibilitychange", seen);
  void again();
  return () => {
    gone = true;
    stop();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
