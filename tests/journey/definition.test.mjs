// What a form definition says beside its fields: the colour scheme, and through whom registrations may come.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

import { thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { siteWith } from "../support/definition.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { startEmbedded } from "../support/suite.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const definition = JSON.parse(await readFile(join(PROJECT, "forms/vst.json"), "utf8"));
const { site, removeSite } = await siteWith({ ...definition, theme: "dark", partners: ["acme"] });
after(removeSite);
const { browser, backend, host } = await startEmbedded({ site });

async function registeredThrough(partner) {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(`${backend.url}/vst/?partner=${partner}`);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await context.close();
  const [{ record_id }] = (await backend.records()).slice(-1);
  const evidence = JSON.parse(await thuan("export", record_id, "--database", backend.database));
  return JSON.parse(Buffer.from(evidence.consent.payload, "base64url").toString()).partner;
}

test("a record names a partner that the form knows, and no other", async () => {
  assert.equal(await registeredThrough("acme"), "acme");
  assert.equal(await registeredThrough("somebody"), undefined);
});

test("the form has the colours that its definition says, unless the page says otherwise", async () => {
  const { script, element } = await embedding(backend.url, 'lang="vi"');
  const light = element.replace("<thuan-form", '<thuan-form theme="light"');
  const context = await browser.newContext({ locale: "vi-VN", colorScheme: "light" });
  const { page } = await openPage(context);
  await page.goto(host.page(`<main>${element}</main><aside>${light}</aside>`, { head: script }));
  const lightness = async (within) => {
    const form = page.locator(`${within} thuan-form`);
    await form.locator("form").waitFor();
    const paper = await form.evaluate((node) => getComputedStyle(node).backgroundColor);
    return Math.max(...paper.match(/\d+/g).map(Number));
  };
  assert.ok((await lightness("main")) < 64, "dark, as the definition says");
  assert.ok((await lightness("aside")) > 192, "light, as the page says");
  await context.close();
});

test("a record that names another all the same is refused", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await context.route("**/forms/vst.json", async (route) => {
    const response = await route.fetch();
    const { partners, ...form } = await response.json();
    await route.fulfill({ response, body: JSON.stringify(form) });
  });
  await page.goto(`${backend.url}/vst/?partner=somebody`);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), form.send()]);
  assert.equal(answer.status(), 422);
  const { errors } = await answer.json();
  assert.deepEqual(errors.map(({ code }) => code).sort(), ["form_changed", "partner"]);
  // The form looks for a newer definition now, and is not waited for.
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
});
