// The strictest policies, on other people's pages and on our own, the whole way: the form, what is to be mended, what was
// sent, the record page, a withdrawal. Not one violation, of any directive.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { downloaded, recordOn } from "../support/record.mjs";
import { startEmbedded } from "../support/suite.mjs";

const { browser, backend, host } = await startEmbedded();

/** Goes the whole way on a page, and says which policy it was under. */
async function wholeWay(address) {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  const policy = (await page.goto(address)).headers()["content-security-policy"];
  const form = formOn(page);
  await form.ready();
  await form.send();
  await form.summary.getByRole("link").first().click();
  await form.fill({ ...VIETTEL, email: "lienhe@gmial.com" });
  await form.input("tax_code").press("Tab");
  await form.fill(VIETTEL);
  for (const purpose of ["renewal_email", "aftersales_care"]) await form.tick(`purpose.${purpose}`);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await downloaded(page, form.form.getByRole("button", { name: /Tải bản ghi/ }));
  await form.form.getByRole("button", { name: /rút/i }).first().click();
  const record = recordOn(page);
  await record.record.locator(".report").waitFor();
  await record.withdrawAll();
  await record.done.waitFor();
  await downloaded(page, record.record.getByRole("button", { name: /Tải bản ghi/ }));
  assert.deepEqual(trouble(), []);
  await context.close();
  return policy;
}

const TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'";

test("in a page of another origin, under the lines that the documentation gives", async () => {
  const policy = `default-src 'none'; script-src ${backend.url} 'wasm-unsafe-eval'; connect-src ${backend.url}; img-src data:; ${TRUSTED_TYPES}`;
  const { script, element } = await embedding(backend.url);
  assert.equal(await wholeWay(host.page(element, { head: script, headers: { "Content-Security-Policy": policy } })), policy);
});

for (const path of ["/", "/vst/"]) {
  test(`in the hosted page ${path}, under the policy that it comes with`, async () => {
    const policy = await wholeWay(backend.url + path);
    assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
    assert.ok(policy.includes(TRUSTED_TYPES), policy);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*/);
  });
}
