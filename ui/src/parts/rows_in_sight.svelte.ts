import { createVirtualizer, type VirtualizerOptions } from "@tanstack/svelte-virtual";
import { untrack } from "svelte";
import { get } from "svelte/store";

/**
 * The rows of a long list that are in sight, all of one height in pixels: what nobody sees is not made. Call while a
 * component is made.
 */
export function rowsInSight(
  height: number,
  count: () => number,
  scroller: () => HTMLElement | null,
  more: Partial<VirtualizerOptions<HTMLElement, HTMLElement>> = {},
) {
  const virtualizer = createVirtualizer<HTMLElement, HTMLElement>({
    count: 0,
    getScrollElement: scroller,
    estimateSize: () => height,
    ...more,
  });
  $effect(() => {
    const [rows, element] = [count(), scroller()];
    // Setting options makes the store speak; listening to that here would go round for ever.
    untrack(() => get(virtualizer).setOptions({ count: rows, getScrollElement: () => element }));
  });
  return virtualizer;
}
