// axe finds nothing in any state of the form, in both themes and both languages; and nothing scrolls sideways at 320 px.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, check } from "../support/axe.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

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
