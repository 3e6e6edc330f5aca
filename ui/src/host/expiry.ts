const day = 86_400_000;

/** What a form offers as an end: none, or so many days. */
export const spans = ["never", "30", "90", "365"] as const;
export type Span = (typeof spans)[number];

/** What the form of a key offers: those, or a moment of the person's choice. */
export const expiries = [...spans, "date"] as const;
export type Expiry = (typeof expiries)[number];

/** What it offers as a beginning. */
export const begins = ["now", "date"] as const;
export type Begin = (typeof begins)[number];

/**
 * The moment a chosen expiry means, counted from when the form opened: pressing twice must ask for the same key.
 */
export function expiryAt(choice: string, openedAt: number, chosen: string | null = null): string | null {
  if (choice === "date") return chosen;
  const days = Number(choice);
  return Number.isFinite(days) && days > 0 ? new Date(openedAt + days * day).toISOString() : null;
}
