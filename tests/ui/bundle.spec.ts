import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ui = fileURLToPath(new URL("../../ui/", import.meta.url));
const textOf = (folder: string) =>
  readdirSync(join(ui, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(js|css|html)$/u.test(file))
    .map((file) => readFileSync(join(ui, folder, file), "utf8"))
    .join("\n");

// Words of the fake host that no other file has.
const marks = ["fakeFAKE", "conduitFake", "key_#1"];

test("the fake host is in no real bundle", () => {
  const real = textOf("dist");
  const fake = textOf("dist-fake");
  expect(
    marks.every((mark) => fake.includes(mark)),
    "the marks do find it where it is",
  ).toBe(true);
  for (const mark of marks) expect(real, `${mark} must not be shipped`).not.toContain(mark);
});

test("the real bundle has no inline script, no inline style and no address elsewhere", () => {
  for (const page of ["index.html", "reveal.html"]) {
    const html = readFileSync(join(ui, "dist", page), "utf8");
    expect(html, `${page} must hold no inline script`).not.toMatch(/<script(?![^>]*\ssrc=)/u);
    expect(html, `${page} must hold no style`).not.toMatch(/<style|\sstyle=/u);
  }
  const css = readdirSync(join(ui, "dist/assets")).filter((file) => file.endsWith(".css"));
  for (const file of css) {
    expect(readFileSync(join(ui, "dist/assets", file), "utf8"), "fonts are files of ours").not.toMatch(
      /url\(["']?(data|https?):/u,
    );
  }
});
