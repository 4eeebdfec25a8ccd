// The accessibility checker, and what is asked of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

export const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Asserts that nothing is wrong with a page into which the checker was loaded.
 * @param {{ hosted?: boolean }} [whose] whether the page is ours: the first heading and the language of another are not the form's concern
 */
export async function check(page, state, { hosted = false } = {}) {
  const { violations } = await page.evaluate(
    (hosted) =>
      window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { "page-has-heading-one": { enabled: hosted }, "html-has-lang": { enabled: hosted } },
      }),
    hosted,
  );
  const found = violations.map(({ id, help, nodes }) => `${state}: ${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, []);
}
