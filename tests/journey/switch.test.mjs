// The switch between languages on a hosted page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, check } from "../support/axe.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

async function open(options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const { page, trouble } = await openPage(context);
  await page.goto(`${backend.url}/vst/`);
  return { context, page, trouble, form: formOn(page) };
}

const current = (page) => page.locator("nav.languages [aria-current=true]").textContent();

test("the language changes in place and nothing is lost", async () => {
  const { context, page, form, trouble } = await open();
  await form.ready();
  assert.equal(await current(page), "Tiếng Việt");
  await form.fill({ company_name: VIETTEL.company_name });
  await form.tick("purpose.renewal_phone");
  await page.getByRole("navigation", { name: "Ngôn ngữ" }).getByRole("link", { name: "English" }).click();
  await form.form.getByRole("button", { name: "Send registration" }).waitFor();
  assert.equal(page.url(), `${backend.url}/vst/`);
  assert.equal(await current(page), "English");
  assert.equal(await page.title(), "Register for our services");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  assert.equal(await form.input("purpose.renewal_phone").isChecked(), true);
  await page.getByRole("link", { name: "Tiếng Việt" }).click();
  await form.form.getByRole("button", { name: "Gửi đăng ký" }).waitFor();
  assert.equal(await current(page), "Tiếng Việt");
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("whoever wishes another language, the switch shows it", async () => {
  const { context, page, form } = await open();
  await form.ready();
  await page.evaluate(() => (document.querySelector("thuan-form").lang = "en"));
  await page.locator("nav.languages [aria-current][hreflang=en]").waitFor();
  assert.equal(await page.locator("nav.languages [aria-current]").count(), 1);
  await context.close();
});

test("without scripts the links lead to the form in the other language", async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.getByRole("link", { name: "English" }).click();
  assert.equal(page.url(), `${backend.url}/vst/en/`);
  assert.equal(await current(page), "English");
  assert.match(await page.locator("thuan-form").textContent(), /Register for our services/);
  await page.getByRole("link", { name: "Tiếng Việt" }).click();
  assert.equal(page.url(), `${backend.url}/vst/`);
  await context.close();
});

test("the switch is reached by keyboard, and the page with it is accessible", async () => {
  // The checker is a script of its own, which the page's policy would refuse.
  const { context, page, form } = await open({ bypassCSP: true });
  await form.ready();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "English");
  await page.keyboard.press("Enter");
  await form.form.getByRole("button", { name: "Send registration" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "English", "the focus stays");
  await page.addScriptTag({ content: axe });
  await check(page, "the switch");
  await context.close();
});
