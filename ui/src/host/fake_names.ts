/**
 * What is another one each time, by a name that stays: as `tests/it/recorded/names.rs` does it, so that an answer of the host
 * in memory can be held beside a recorded one.
 */

/** What is longer is told by how many, the first and the last. */
const longList = 60;

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(text);

export class Names {
  readonly #given = new Map<string, string>();
  // One stands for the body of a secret, which no file holds.
  readonly #meant = new Map([["a secret", "0123456789abcdef".repeat(4)]]);
  readonly #counted = new Map<string, number>();

  /** An answer with names in it. */
  name(value: unknown, field = ""): unknown {
    if (typeof value === "string") return this.#text(field, value);
    if (Array.isArray(value)) {
      if (value.length <= longList) return value.map((one) => this.name(one, field));
      const [first, last] = [this.name(value[0], field), this.name(value.at(-1), field)];
      return { length: value.length, first, last };
    }
    if (typeof value !== "object" || value === null) return value ?? null;
    // In the order of the alphabet: that is where names are counted by.
    const sorted = Object.entries(value)
      // How long an answer took is the machine's.
      .filter(([field]) => field !== "durationMicros")
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, one]) => [name, this.name(one, name)]));
  }

  /** What a request with names in it means. */
  mean<T>(value: T): T {
    if (typeof value === "string") return (this.#meant.get(value) ?? value) as T;
    if (Array.isArray(value)) return value.map((one) => this.mean(one)) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.mean(one)])) as T;
  }

  #text(field: string, text: string): string {
    if (field === "lastFour") return "####";
    if (field === "hash") return `${text.length} hexadecimal characters`;
    // Of what a request was about.
    if (field === "path")
      return text
        .split("/")
        .map((part) => this.#text("", part))
        .join("/");
    if (field === "nextCursor") return "cursor";
    if (field === "version") return "version";
    if (field === "node" || field === "countedBy") return "node-########";
    if (isUuid(text))
      return field === "reference" ? "a UUID" : this.#count(field === "correlationId" ? "cor" : "con", text);
    const [, kind] = /^([a-z]{3})_[0-9A-Za-z]{22}$/u.exec(text) ?? [];
    if (kind !== undefined) return this.#count(kind, text);
    const [, address, path] = /^(http:\/\/127\.0\.0\.1:\d+)(.*)$/u.exec(text) ?? [];
    return address === undefined ? text : this.#count("http://place", address) + path;
  }

  #count(kind: string, text: string): string {
    const known = this.#given.get(text);
    if (known !== undefined) return known;
    const number = (this.#counted.get(kind) ?? 0) + 1;
    this.#counted.set(kind, number);
    const name = `${kind}_#${number}`;
    this.#given.set(text, name);
    this.#meant.set(name, text);
    return name;
  }
}
