const day = 86_400_000;

/** What the create form offers as an end: none, or days. */
export const expiries = ["never", "30", "90", "365"] as const;
export type Expiry = (typeof expiries)[number];

/**
 * The moment a chosen expiry means, counted from when the form opened: pressing twice must ask for the same key.
 */
export function expiryAt(choice: string, openedAt: number): string | null {
  const days = Number(choice);
  return Number.isFinite(days) && days > 0 ? new Date(openedAt + days * day).toISOString() : null;
}
