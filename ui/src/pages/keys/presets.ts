import type { AccessLevel } from "../../contract/contract";
import type { Expiry } from "../../host/expiry";

/** What a program usually is, so that a key for it is three presses. */
export const presets = ["reporting", "integration"] as const;
export type Preset = (typeof presets)[number];

/** What a key of that sort is given; its name is a word of the window's language. */
export const presetOf: Record<Preset, { accessLevel: AccessLevel; expiry: Expiry }> = {
  reporting: { accessLevel: "read_only", expiry: "365" },
  integration: { accessLevel: "read_write", expiry: "365" },
};

/** The name, or the first number behind it that no key has. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((one) => one.toLowerCase()));
  if (!used.has(name.toLowerCase())) return name;
  let number = 2;
  while (used.has(`${name.toLowerCase()}-${number}`)) number += 1;
  return `${name}-${number}`;
}
