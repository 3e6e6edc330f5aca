const day = 86_400_000;

/** What the create form offers as an end. */
export const expiryChoices = [
  { value: "never", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

/**
 * The moment a chosen expiry means, counted from when the form opened: pressing twice must ask for the same key.
 */
export function expiryAt(choice: string, openedAt: number): string | null {
  const days = Number(choice);
  return Number.isFinite(days) && days > 0 ? new Date(openedAt + days * day).toISOString() : null;
}
