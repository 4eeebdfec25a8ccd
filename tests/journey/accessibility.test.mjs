// axe finds nothing in any state of the form, in both themes and both languages; and nothing scrolls sideways at 320 px.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const { browser, backend } = await startAll();

async function check(page, state) {
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

for (const colorScheme of ["light", "dark"]) {
  for (const lang of ["vi", "en"]) {
    test(`every state is accessible: ${colorScheme}, ${lang}`, async () => {
      // The checker is a script of its own, which the page's policy would refuse.
      const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 320, height: 640 } });
      const { page } = await openPage(context);
      await page.goto(backend.url);
      await page.evaluate((lang) => {
        document.documentElement.lang = lang;
        document.querySelector("thuan-form").lang = lang;
      }, lang);
      const form = formOn(page);
      await form.ready();
      await page.addScriptTag({ content: axe });
      await check(page, "empty");
      await form.fill({ tax_code: "100109106", email: "lan@gmial.com", phone: "024 3934 3137" });
      await form.input("phone").blur();
      await form.send();
      await form.summary.waitFor();
      await check(page, "errors and hints");
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, "nothing scrolls sideways");
      await form.fill(VIETTEL);
      await form.tick("purpose.renewal_email");
      await form.tick("acknowledged");
      await page.route("**/api/registrations", (route) => route.abort(), { times: 1 });
      await form.send();
      await form.form.locator(".status.failed").waitFor();
      await check(page, "not sent");
      await form.send();
      await form.done.waitFor();
      await check(page, "done");
      await context.close();
    });
  }
}
