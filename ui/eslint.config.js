import js from "@eslint/js";
import globals from "globals";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

// The rooms of the window (style page, section 4): who may import whom. Paths are as written in the import.
const rooms = {
  parts: {
    files: ["**/src/parts/**"],
    groups: ["**/host/**", "**/pages/**", "**/sheets/**", "**/frame/**", "**/contract/**"],
  },
  words: {
    files: ["**/src/words/**"],
    groups: ["**/parts/**", "**/sheets/**", "**/frame/**"],
  },
  host: { files: ["**/src/host/**"], groups: ["**/parts/**", "**/pages/**", "**/sheets/**", "**/frame/**"] },
  sheets: { files: ["**/src/sheets/**"], groups: ["**/pages/**", "**/frame/**"] },
  pages: { files: ["**/src/pages/*/**"], groups: ["../../pages/**", "../[a-z]*/**", "**/frame/**"] },
  frame: { files: ["**/src/frame/**"], groups: ["**/pages/*/**"] },
};
const tauri = {
  group: ["@tauri-apps/*"],
  message: "Only src/host talks to Rust.",
};
const fake = {
  group: ["**/host/fake", "**/host/fake/**"],
  message: "The fake host is for browser specs only.",
};

// Every sentence that a person sees stands in src/words: in markup, in the attributes that are shown or read out, and in
// the texts of a script (two words, the first with a capital). Names of keys on the keyboard and of events are no words.
const shownAttributes =
  "title|label|detail|description|legend|placeholder|alt|aria-label|aria-description|aria-valuetext|message|help|confirm|keep|none";
const inCatalogue = "What a person reads stands in src/words.";
const bareWords = [
  { selector: "SvelteText[value=/\\p{L}{2}/u]", message: inCatalogue },
  {
    selector: `SvelteAttribute[key.name=/^(${shownAttributes})$/] > SvelteLiteral[value=/\\p{L}{2}/u]`,
    message: inCatalogue,
  },
  { selector: "Literal[value=/^\\p{Lu}[\\p{L}’']* \\p{L}/u]", message: inCatalogue },
  {
    selector: "TemplateElement[value.cooked=/(^|\\s)\\p{L}{2,} \\p{L}{2,}[^\\p{L}\\d:[-]/u]",
    message: inCatalogue,
  },
];
const styles = {
  // A style attribute is refused by the CSP; `style:name={}` sets element.style and is not.
  selector: "SvelteAttribute[key.name='style']",
  message: "The CSP refuses style attributes: use classes.",
};

const held = Object.entries(rooms).map(([room, { files, groups }]) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...(room === "host" ? [] : [tauri, fake]),
          { group: groups, message: `${room} may not reach there (style page, section 4).` },
        ],
      },
    ],
  },
}));

export default ts.config(
  { ignores: ["**/dist/**", "**/dist-fake/**", "**/src/contract/**", "**/node_modules/**"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "no-console": "error",
      "no-undef": "off",
      "svelte/no-at-html-tags": "error",
      "no-restricted-syntax": ["error", styles],
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  ...held,
  {
    files: ["**/src/**"],
    ignores: ["**/src/words/**", "**/*.test.ts", "**/src/host/fake*.ts"],
    rules: { "no-restricted-syntax": ["error", styles, ...bareWords] },
  },
  {
    files: ["**/*.config.{ts,js}", "**/tests/ui/**"],
    languageOptions: { globals: { ...globals.node } },
    rules: { "no-console": "off" },
  },
);
