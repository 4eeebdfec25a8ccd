// The hosted page in a partner's frame, with the real backend behind it: height, events, wishes, what the record says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { siteFor } from "../support/framed.mjs";
import { embedding, startHost } from "../support/host.mjs";

let browser;
let backend;
let host;
let stranger;
let site;

before(async () => {
  [host, stranger] = await Promise.all([startHost(), startHost()]);
  site = await siteFor([host.origin]);
  [browser, backend] = await Promise.all([launch(), startBackend({ site: site.site, args: ["--allow-origin", "null"] })]);
});

after(async () => {
  await browser?.close();
  await backend?.stop();
  await backend?.remove();
  await site?.removeSite();
  await host?.stop();
  await stranger?.stop();
});

/** A partner's page with a frame. */
async function open({ path = "/vst/?partner=acme", attributes = "data-thuan", script, partner = host } = {}) {
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 900, height: 700 } });
  const { page, trouble, troubled } = await openPage(context);
  await page.addInitScript(() => {
    window.told = [];
    for (const name of ["ready", "submitted", "error", "withdrawn"]) {
      document.addEventListener(`thuan:${name}`, (event) => window.told.push([event.target.localName, event.type, event.detail]));
    }
  });
  const frame = `<iframe ${attributes} src="${backend.url}${path}" title="Đăng ký"></iframe>`;
  await page.goto(partner.page(frame, { head: script ?? (await embedding(backend.url)).script }));
  return { context, page, trouble, troubled, inside: page.frameLocator("iframe"), form: formOn(page.frameLocator("iframe")) };
}

const told = (page, name) => page.waitForFunction((name) => window.told.find(([, type]) => type === name)?.[2], name).then((found) => found.jsonValue());

/** The document in the frame. */
const documentIn = (page) => page.frames().find((frame) => frame.url().startsWith(backend.url));

/** Waits until the frame is exactly as high as its page, and has no bars. */
async function fits(page) {
  const inside = documentIn(page);
  const snug = () => {
    const { height } = document.documentElement.getBoundingClientRect();
    const { scrollHeight, clientWidth } = document.documentElement;
    return innerHeight === Math.ceil(height) && scrollHeight <= innerHeight && clientWidth === innerWidth;
  };
  await inside.waitForFunction(snug);
  return inside.evaluate(() => innerHeight);
}

/** By the keyboard: a click is dropped in a frame of another origin that has just moved or grown. */
const tick = (form) => form.input("acknowledged").press("Space");

test("a partner's frame: as high as its page, and the record names the partner and the page around", async () => {
  const { context, page, form, trouble } = await open();
  await form.ready();
  assert.deepEqual(await told(page, "thuan:ready"), {});
  const before = await fits(page);
  await page.evaluate(() => (window.told = []));
  await form.send();
  await form.summary.waitFor();
  assert.ok((await fits(page)) > before, "what is wrong takes room");
  await page.setViewportSize({ width: 400, height: 700 });
  await fits(page);
  await form.fill(VIETTEL);
  await tick(form);
  await form.send();
  await form.done.waitFor();
  const detail = await told(page, "thuan:submitted");
  assert.deepEqual(Object.keys(detail).sort(), ["record_id", "record_sha256"]);
  assert.deepEqual(await page.evaluate(() => window.told.map(([target, type]) => [target, type])), [["iframe", "thuan:submitted"]]);
  const record = (await backend.records()).find(({ record_id }) => record_id === detail.record_id);
  assert.ok(record);
  assert.deepEqual(await said(form), ["acme", backend.url, host.origin, "indexeddb"]);
  await fits(page);
  assert.deepEqual(trouble(), []);
  await context.close();
});

/** What the record on the confirmation says of where it was made. */
async function said(form) {
  const { payload } = (await evidence(form)).consent;
  const { partner, evidence: { page_origin, embedder_origin, key_storage } } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return [partner, page_origin, embedder_origin, key_storage];
}

/** The file that the person can keep. */
async function evidence(form) {
  const page = form.form.page();
  const [download] = await Promise.all([page.waitForEvent("download"), form.form.getByRole("button", { name: /Tải|Download/ }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

test("a sandboxed frame without an origin: connected, sent, and the record says that its key is gone with the page", async () => {
  const { context, page, form, trouble } = await open({
    attributes: 'data-thuan sandbox="allow-scripts allow-forms allow-downloads allow-modals"',
  });
  await form.ready();
  await fits(page);
  await form.fill(VIETTEL);
  await tick(form);
  await form.send();
  await form.done.waitFor();
  assert.ok((await told(page, "thuan:submitted")).record_id);
  assert.deepEqual(await said(form), ["acme", backend.url, host.origin, "session"]);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("wishes of the page around: texts, theme, language; never a tick", async () => {
  const { context, page, form, trouble } = await open({ attributes: "" });
  await form.ready();
  await page.evaluate(async (script) => {
    const { frame } = await import(script);
    const iframe = document.querySelector("iframe");
    frame(iframe, { prefill: { company_name: "Công ty Ví Dụ", acknowledged: "on" }, theme: "dark", lang: "en" });
  }, `${backend.url}/v/0.1.0/thuan.js`);
  await form.form.and(page.frameLocator("iframe").locator('[theme="dark"]')).waitFor();
  await form.form.getByRole("heading", { name: "Register for our services" }).waitFor();
  assert.equal(await form.input("company_name").inputValue(), "Công ty Ví Dụ");
  assert.equal(await form.input("acknowledged").isChecked(), false);
  await page.evaluate(() => customElements.get("thuan-form").frame(document.querySelector("iframe"), { theme: "" }));
  await page.frameLocator("iframe").locator("thuan-form:not([theme])").waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a script that comes late, a frame with a border, and a document loaded anew", async () => {
  const { context, page, form, trouble } = await open({ script: "", attributes: 'data-thuan style="box-sizing: border-box; border: 7px solid"' });
  await form.ready();
  await page.addScriptTag({ type: "module", url: `${backend.url}/thuan.js` });
  await fits(page);
  await page.evaluate(() => (window.told = []));
  await documentIn(page).evaluate(() => location.reload());
  await told(page, "thuan:ready");
  await fits(page);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("without the script on the page around, the form works and scrolls", async () => {
  const { context, page, form, trouble } = await open({ script: "" });
  await form.ready();
  assert.equal(await documentIn(page).evaluate(() => getComputedStyle(document.documentElement).overflowY), "visible");
  await form.send();
  await form.summary.waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("where the page around keeps the frame low, it scrolls", async () => {
  const { context, page, form } = await open({ attributes: 'data-thuan style="max-height: 300px"' });
  await form.ready();
  await told(page, "thuan:ready");
  await documentIn(page).waitForFunction(() => innerHeight === 300 && getComputedStyle(document.documentElement).overflowY === "visible");
  await context.close();
});

test("each language has its page, and the partner stands in its address", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  for (const [path, language, title] of [
    ["/vst/", "vi", "Đăng ký sử dụng dịch vụ"],
    ["/vst/en/?partner=A%CC%81cme", "en", "Register for our services"],
  ]) {
    const { page, trouble } = await openPage(context);
    await page.goto(backend.url + path);
    await formOn(page).ready();
    assert.equal(await page.title(), title);
    assert.equal(await page.getAttribute("html", "lang"), language);
    await formOn(page).form.getByRole("heading", { name: title }).waitFor();
    assert.deepEqual(trouble(), []);
  }
  const page = context.pages()[1];
  const form = formOn(page);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  assert.deepEqual(await said(form), ["Ácme", backend.url, undefined, "indexeddb"], "alone, nobody is around it");
  await context.close();
});

test("a page that the form does not allow cannot show it", async () => {
  const { context, page, troubled } = await open({ partner: stranger });
  await troubled(/frame-ancestors/);
  assert.equal(await page.frameLocator("iframe").locator("thuan-form").count(), 0);
  await context.close();
});

test("a hosted page takes definitions from its own origin alone", async () => {
  const context = await browser.newContext();
  const { page, trouble, troubled } = await openPage(context);
  await page.goto(`${backend.url}/vst/`);
  await formOn(page).ready();
  await page.evaluate((url) => (document.querySelector("thuan-form").form = url), `${stranger.origin}/forms/vst.json`);
  await page.locator("thuan-form [role=alert]").waitFor();
  await troubled(/is elsewhere/);
  assert.doesNotMatch(trouble().join(), /policy violation/, "nobody is even asked");
  await context.close();
});
