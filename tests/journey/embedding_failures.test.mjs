// What a page may do to the widget, or a network: it says so in plain words, can be tried again, and what is not the
// released bytes never runs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { check } from "../../src/embed/delivery.js";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { startEmbedded } from "../support/suite.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const { browser, backend, host } = await startEmbedded();

/** A page with the script and nothing else, until `add`; `routes` are in force from the beginning. */
async function open({ policy, before, routes = [] } = {}) {
  const { script, element } = await embedding(backend.url);
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  if (before) await page.addInitScript(before);
  await page.addInitScript(() => {
    window.codes = [];
    document.addEventListener("thuan:error", (event) => window.codes.push(event.detail.code));
  });
  for (const [pattern, answer] of routes) await page.route(pattern, answer);
  const headers = policy ? { "Content-Security-Policy": policy } : {};
  await page.goto(host.page("<main></main>", { head: script, headers }));
  const form = formOn(page);
  return {
    context,
    page,
    form,
    alert: form.form.getByRole("alert"),
    retry: form.form.getByRole("button", { name: "Thử lại" }),
    codes: () => page.evaluate(() => window.codes),
    add: () =>
      page.evaluate((html) => {
        const { attributes } = new DOMParser().parseFromString(html, "text/html").querySelector("thuan-form");
        const element = document.createElement("thuan-form");
        for (const { name, value } of attributes) element.setAttribute(name, value);
        document.querySelector("main").append(element);
      }, element),
  };
}

/** The same file with something before its first or behind its last byte. */
const tampered = (more) => async (route) => {
  const response = await route.fetch();
  const body = Buffer.concat([Buffer.from(more), await response.body(), Buffer.from(more)]);
  // Whoever waited for it may be gone.
  await route.fulfill({ response, body }).catch(() => {});
};

test("offline: said, and at the next try the form is there", async () => {
  const { context, form, alert, retry, codes, add } = await open();
  await context.setOffline(true);
  await add();
  assert.match(await alert.textContent(), /kiểm tra kết nối mạng/);
  assert.deepEqual(await codes(), ["load_offline"]);
  await retry.click();
  await alert.waitFor();
  await context.setOffline(false);
  await retry.click();
  await form.ready();
  await context.close();
});

for (const [what, policy, pattern] of [
  ["WebAssembly", () => `default-src 'none'; script-src ${backend.url}; connect-src ${backend.url}`],
  ["the widget's address", () => `default-src 'none'; script-src ${backend.url} 'wasm-unsafe-eval'; connect-src 'none'`],
]) {
  test(`a page whose policy does not allow ${what} is told so`, async () => {
    const { context, alert, codes, add } = await open({ policy: policy() });
    await add();
    assert.match(await alert.textContent(), /đang chặn biểu mẫu/);
    assert.deepEqual(await codes(), ["load_blocked"]);
    await context.close();
  });
}

test("a browser without WebAssembly is told so", async () => {
  const { context, alert, codes, add } = await open({ before: () => delete window.WebAssembly });
  await add();
  assert.match(await alert.textContent(), /cập nhật hoặc dùng trình duyệt khác/);
  assert.deepEqual(await codes(), ["load_unsupported"]);
  await context.close();
});

for (const [what, answer] of [
  ["is not there", { status: 404, body: "" }],
  ["is not JSON", { status: 200, body: "<!doctype html>" }],
  ["names no policy", { status: 200, body: '{"endpoint":"x"}' }],
]) {
  test(`a definition that ${what} is the page's mistake`, async () => {
    const headers = { "access-control-allow-origin": "*" };
    const { context, alert, codes, add } = await open({ routes: [["**/forms/vst.json", (route) => route.fulfill({ headers, ...answer })]] });
    await add();
    assert.match(await alert.textContent(), /chưa được thiết lập đúng/);
    assert.deepEqual(await codes(), ["load_definition"]);
    await context.close();
  });
}

for (const [what, change, says] of [
  ["asks for a format that there is not", { delivery: { format: "xml" } }, "/delivery/format"],
  ["posts to what is no web address", { endpoint: "mailto:somebody@example.com" }, "mailto:somebody@example.com"],
  ["posts with a password", { endpoint: "https://user:secret@example.com/" }, "the endpoint"],
]) {
  test(`a definition that ${what} is the page's mistake, and said before anybody types`, async () => {
    const altered = async (route) => {
      const response = await route.fetch();
      return route.fulfill({ response, body: JSON.stringify({ ...(await response.json()), ...change }) });
    };
    const { context, page, alert, codes, add } = await open({ routes: [["**/forms/vst.json", altered]] });
    const [said] = await Promise.all([page.waitForEvent("console", (message) => message.type() === "error" && message.text().includes(says)), add()]);
    assert.match(await alert.textContent(), /chưa được thiết lập đúng/);
    assert.deepEqual(await codes(), ["load_definition"]);
    assert.ok(said);
    await context.close();
  });
}

test("the loader refuses what thuan serve refuses about sending", async () => {
  const cases = JSON.parse(await readFile(join(PROJECT, "tests/forms/refused.json"), "utf8"));
  for (const { says, ...members } of cases) {
    const [pointer] = says.split(":");
    assert.throws(() => check(members), ({ reason, message }) => reason === "definition" && message.startsWith(`form definition: ${pointer}`), JSON.stringify(members));
  }
  check({});
  check({ outbox: null, delivery: null, abuse: null });
  check({ abuse: { token: null, minimum_seconds: null } });
  check({ outbox: "persistent", delivery: { format: "multipart", headers: { "X-Form": "vst" }, credentials: "same-origin", simple: false, follow_redirects: true } });
  check({ outbox: "memory", delivery: { simple: true }, challenge: true, abuse: { honeypot: true, minimum_seconds: 15, proof_of_work: true, token: { kind: "turnstile", site_key: "0x4AA", script: "http://localhost:8000/api.js" } } });
});

test("a server in trouble may be back at the next try", async () => {
  const answer = (route) => route.fulfill({ status: 503, headers: { "access-control-allow-origin": "*" } });
  const { context, page, form, alert, retry, codes, add } = await open({ routes: [["**/policy/vst.json", answer]] });
  await add();
  await alert.waitFor();
  assert.deepEqual(await codes(), ["load_offline"]);
  await page.unroute("**/policy/vst.json");
  await retry.click();
  await form.ready();
  await context.close();
});

test("a tampered loader does not run", async () => {
  const { context, page, add } = await open({ routes: [["**/thuan.js", tampered(";window.tampered=true;")]] });
  await add();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(await page.evaluate(() => [window.tampered, customElements.get("thuan-form")]), [undefined, undefined]);
  await context.close();
});

for (const [what, pattern] of [
  ["WebAssembly", "**/*.wasm"],
  ["style sheet", "**/*.css"],
]) {
  test(`a tampered ${what} is not used, and the right one is at the next try`, async () => {
    const { context, page, form, alert, retry, codes, add } = await open({ routes: [[pattern, tampered(" ")]] });
    await add();
    await alert.waitFor();
    assert.deepEqual(await codes(), ["load_blocked"]);
    assert.equal(await form.form.locator("form").count(), 0);
    await page.unroute(pattern);
    await retry.click();
    await form.ready();
    await context.close();
  });
}

test("while it loads, it says so", async () => {
  let go;
  const released = new Promise((done) => (go = done));
  const { context, form, add } = await open({ routes: [["**/*.wasm", (route) => released.then(() => route.continue())]] });
  await add();
  assert.match(await form.status.textContent(), /Đang tải biểu mẫu/);
  assert.equal(await form.form.locator("progress").count(), 1);
  go();
  await form.ready();
  assert.equal(await form.form.locator("progress").count(), 0);
  await context.close();
});

test("a server that does not know the type of WebAssembly still serves it", async () => {
  const plain = async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  };
  const { context, form, add } = await open({ routes: [["**/*.wasm", plain]] });
  await add();
  await form.ready();
  await context.close();
});

test("a confirmation stays when the record page cannot be loaded, and gives way when it can", async () => {
  const { context, page, form, alert, codes, add } = await open();
  await add();
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await page.route("**/record-*.js", (route) => route.abort());
  const ask = () => page.evaluate(() => document.querySelector("thuan-form").shadowRoot.dispatchEvent(new Event("thuan-open-record")));
  await ask();
  await alert.waitFor();
  assert.equal(await form.done.count(), 1);
  assert.deepEqual(await codes(), ["load_blocked"]);
  await page.unroute("**/record-*.js");
  await ask();
  await form.form.locator(".record").waitFor();
  assert.equal(await form.done.count(), 0);
  assert.equal(await alert.count(), 0);
  await context.close();
});
