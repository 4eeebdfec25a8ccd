// The record module: loaded when it is asked for and not before, only with the right bytes; and verify.html, in which
// everything stands.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { openPage } from "../support/browser.mjs";
import { formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const SITE = process.env.THUAN_SITE ?? join(PROJECT, "dist");
const RECORD_SCRIPT = /\/record-[0-9a-f]+\.js$/;

const { browser, backend } = await startAll();

async function blank(options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const { page, trouble } = await openPage(context);
  const loaded = [];
  page.on("response", (response) => loaded.push(new URL(response.url()).pathname));
  return { context, page, trouble, loaded };
}

const recordPage = (page) => page.locator("thuan-form .record");

for (const path of ["/record.html", "/en/record.html"]) {
  test(`${path} shows the record page without loading the form's module, within the page's policy`, async () => {
    const { context, page, trouble, loaded } = await blank();
    await page.goto(backend.url + path);
    await recordPage(page).waitFor();
    assert.equal(loaded.filter((name) => RECORD_SCRIPT.test(name)).length, 1, "fetched once, preload included");
    assert.equal(loaded.filter((name) => /\/record-[0-9a-f]+\.wasm$/.test(name)).length, 1);
    assert.ok(!loaded.some((name) => /thuan_widget/.test(name)));
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}

test("a form loads nothing of the record module", async () => {
  const { context, page, loaded } = await blank();
  await page.goto(backend.url);
  await formOn(page).ready();
  assert.ok(loaded.some((name) => /thuan_widget/.test(name)));
  assert.deepEqual(loaded.filter((name) => /record/.test(name)), []);
  await context.close();
});

test("the way back leads from the record page to the form", async () => {
  const { context, page, trouble } = await blank();
  await page.goto(`${backend.url}/record.html`);
  await recordPage(page).waitFor();
  await page.evaluate(() => document.querySelector("thuan-form").shadowRoot.dispatchEvent(new Event("thuan-close-record")));
  await formOn(page).ready();
  assert.equal(await recordPage(page).count(), 0);
  assert.deepEqual(trouble(), []);
  await context.close();
});

for (const view of ["the page that preloads it", "a page that does not"]) {
  test(`a tampered script does not run on ${view}, and the right one does at the second try`, async () => {
    const { context, page } = await blank();
    const script = (await readdir(join(SITE, "v/0.1.0"))).filter((name) => RECORD_SCRIPT.test(`/${name}`));
    const tampered = (route) =>
      script.includes(new URL(route.request().url()).pathname.split("/").pop())
        ? route.fetch().then(async (response) => route.fulfill({ response, body: `window.tampered = true;${await response.text()}` }))
        : route.continue();
    await page.route(/\/record-/, tampered);
    if (view === "a page that does not") {
      await page.goto(backend.url);
      await formOn(page).ready();
      await page.evaluate(() => {
        const form = document.createElement("thuan-form");
        form.setAttribute("form", "forms/vst.json");
        form.setAttribute("view", "record");
        document.querySelector("thuan-form").replaceWith(form);
      });
    } else {
      await page.goto(`${backend.url}/record.html`);
    }
    const form = formOn(page).form;
    await form.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => window.tampered), undefined);
    assert.equal(await recordPage(page).count(), 0);
    await page.unroute(/\/record-/, tampered);
    await form.getByRole("button").click();
    await recordPage(page).waitFor();
    assert.equal(await page.evaluate(() => window.tampered), undefined);
    await context.close();
  });
}

for (const [how, address] of [
  ["from the file system", () => pathToFileURL(join(SITE, "verify.html")).href],
  ["from the backend", () => `${backend.url}/verify.html`],
]) {
  test(`verify.html works ${how} and asks for nothing`, async () => {
    const { context, page, trouble } = await blank();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(address());
    await page.locator("#record .record").waitFor();
    assert.deepEqual(asked.filter((url) => !url.startsWith("data:")), [address()]);
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}

test("verify.html runs no other script, and can send nothing", async () => {
  const { context, page } = await blank();
  await page.goto(pathToFileURL(join(SITE, "verify.html")).href);
  await page.locator("#record .record").waitFor();
  const { ran, sent } = await page.evaluate(async (url) => {
    const script = document.createElement("script");
    try {
      script.textContent = "window.ran = true";
      document.body.append(script);
    } catch {
      // Trusted Types already refuse the text.
    }
    const sent = await fetch(url).then(() => true, () => false);
    return { ran: window.ran === true, sent };
  }, `${backend.url}/healthz`);
  assert.deepEqual({ ran, sent }, { ran: false, sent: false });
  await context.close();
});

test("a changed verify.html does not run", async () => {
  const { context, page } = await blank();
  const html = (await readFile(join(SITE, "verify.html"), "utf8")).replace("</script>", ";window.ran = true</script>");
  await page.route("**/verify.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${backend.url}/verify.html`);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator("#record .record").count(), 0);
  await context.close();
});
