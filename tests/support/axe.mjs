// The accessibility checker, and what is asked of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

export const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Asserts that nothing is wrong with a page into which the checker was loaded. */
export async function check(page, state) {
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      // The first heading belongs to the page around the form.
      rules: { "page-has-heading-one": { enabled: false } },
    }),
  );
  const found = violations.map(({ id, help, nodes }) => `${state}: ${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, []);
}
