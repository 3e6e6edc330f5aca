/** A secret in parts a person can follow: its prefix, then groups of eight. Joined again they are the secret. */
export function grouped(secret: string): string[] {
  const end = secret.lastIndexOf("_") + 1;
  const rest = secret.slice(end);
  const groups = rest.match(/.{1,8}/gsu) ?? [];
  return end === 0 ? groups : [secret.slice(0, end), ...groups];
}
