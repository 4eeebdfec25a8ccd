// A change and a request get the same care on their way as a registration: they wait for a network, can be stopped, and
// arrive once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { recordOn, register } from "../support/record.mjs";
import { longAfter } from "../support/slow.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

async function open(context) {
  await context.addInitScript(() => (Math.random = () => 0.02));
  const { page } = await openPage(context);
  await page.goto(`${backend.url}/record.html`);
  const record = recordOn(page);
  await record.heading.waitFor();
  const button = (name) => record.record.getByRole("button", { name, exact: true });
  return { page, record, stop: button("Dừng gửi"), button };
}

/** A record of this browser, with a withdrawal ticked. */
async function ticked() {
  const { context } = await register(browser, backend);
  const shown = await open(context);
  await shown.record.openKept();
  await shown.record.box("withdraw.renewal_email").check();
  return { context, ...shown };
}

test("a withdrawal waits for a network and goes by itself", async () => {
  const { context, record, stop } = await ticked();
  const before = (await backend.records()).length;
  await context.setOffline(true);
  await record.send();
  await record.status.filter({ hasText: "đang mất kết nối" }).waitFor();
  assert.equal(await record.record.locator('[data-act="send"]').getAttribute("aria-disabled"), "true");
  await stop.waitFor();
  await context.setOffline(false);
  await record.done.waitFor();
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("waiting can be ended; the ticks stay, and the next press sends the same bytes", async () => {
  const { context, page, record, stop } = await ticked();
  const bodies = [];
  await page.route("**/api/registrations", (route) => {
    bodies.push(route.request().postData());
    return bodies.length === 1 ? route.fulfill({ status: 503, headers: { "Retry-After": "50" } }) : route.continue();
  });
  assert.equal(await stop.isVisible(), false);
  await record.send();
  await record.status.filter({ hasText: "sẽ tự gửi lại" }).waitFor();
  await stop.click();
  await record.status.filter({ hasText: "Đã dừng gửi" }).waitFor();
  assert.equal(await stop.isVisible(), false);
  assert.equal(await record.box("withdraw.renewal_email").isChecked(), true);
  await record.send();
  await record.done.waitFor();
  assert.equal(bodies.length, 2);
  assert.equal(new Set(bodies).size, 1);
  await context.close();
});

test("what is on its way cannot be changed", async () => {
  const { context } = await register(browser, backend, { purposes: ["renewal_email", "renewal_phone"] });
  const { record, stop } = await open(context);
  await record.openKept();
  const before = (await backend.records()).length;
  await context.setOffline(true);
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.status.filter({ hasText: "đang mất kết nối" }).waitFor();
  await record.box("withdraw.renewal_phone").click({ force: true });
  assert.equal(await record.box("withdraw.renewal_phone").isChecked(), false);
  assert.equal(await stop.isVisible(), true);
  assert.equal(await record.record.locator('[data-act="send"]').getAttribute("aria-disabled"), "true");
  await record.record.locator('[data-act="send"]').click({ force: true });
  await context.setOffline(false);
  await record.done.waitFor();
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("who goes elsewhere has stopped it, and is not fetched back", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, record, button } = await open(context);
  await page.clock.install();
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await record.record.getByRole("button", { name: "Tôi không có cả trình duyệt lẫn tệp" }).click();
  await record.record.locator("#request-contact").fill("lienhe@viettel.example.vn");
  await context.setOffline(true);
  await button("Gửi yêu cầu").click();
  await record.status.filter({ hasText: "đang mất kết nối" }).waitFor();
  await button("Quay lại").click();
  await record.record.locator("#record-file").waitFor();
  const before = posts.length;
  await context.setOffline(false);
  await longAfter(page);
  assert.equal(posts.length, before);
  assert.equal(await record.record.locator("#record-file").count(), 1);
  await context.close();
});

test("a request whose answer is lost counts once", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, record, button } = await open(context);
  const listed = async () => JSON.parse(`[${(await thuan("withdrawals", "--json", "--database", backend.database)).trim().split("\n").filter(Boolean).join()}]`).length;
  const before = await listed();
  const posts = [];
  await page.route("**/api/registrations/requests", async (route) => {
    posts.push(route.request());
    if (posts.length > 6) return route.continue();
    // The worst case: it has arrived, and the answer is lost.
    await route.fetch();
    return route.abort("connectionreset");
  });
  await record.record.getByRole("button", { name: "Tôi không có cả trình duyệt lẫn tệp" }).click();
  await record.record.locator("#request-contact").fill("lienhe@viettel.example.vn");
  await button("Gửi yêu cầu").click();
  await record.status.filter({ hasText: "kết nối đến hệ thống bị gián đoạn" }).waitFor();
  assert.equal(posts.length, 5);
  assert.equal(await record.record.locator("#request-contact").inputValue(), "lienhe@viettel.example.vn");
  // A person presses again, in another language even: it is the same request, and not a second one.
  await button("English").click();
  await button("Send the request").click();
  await record.record.locator(".banner .deadlines").waitFor();
  await button("Tiếng Việt").click();
  const names = new Set(await Promise.all(posts.map((post) => post.headerValue("idempotency-key"))));
  assert.equal(names.size, 1);
  assert.match([...names][0], /^[0-9a-f-]{36}$/);
  assert.equal(await listed(), before + 1);

  // Another request is another one.
  await button("Quay lại").click();
  await record.record.getByRole("button", { name: "Tôi không có cả trình duyệt lẫn tệp" }).click();
  await record.record.locator("#request-contact").fill("lienhe@viettel.example.vn");
  await button("Gửi yêu cầu").click();
  await record.record.getByText("Đã nhận yêu cầu").waitFor();
  assert.notEqual(await posts.at(-1).headerValue("idempotency-key"), [...names][0]);
  assert.equal(await listed(), before + 2);
  await context.close();
});
