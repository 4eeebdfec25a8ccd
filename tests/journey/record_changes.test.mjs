// Withdrawing, changing and agreeing again, each of the three ways, against the real backend.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { SITE, startBackend, thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { freePort } from "../support/port.mjs";
import { downloaded, recordIn, recordOn, register, statesIn } from "../support/record.mjs";
import { startAll } from "../support/suite.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const { browser, backend } = await startAll();

/** The record page in a browser that may have records of its own. */
async function open(context, { url = backend.url, path = "/record.html" } = {}) {
  const { page, trouble } = await openPage(context);
  await page.addInitScript(() => {
    window.told = [];
    for (const name of ["thuan:withdrawn", "thuan:submitted", "thuan:error"]) {
      document.addEventListener(name, (event) => window.told.push([name, event.detail]));
    }
  });
  await page.goto(url + path);
  const record = recordOn(page);
  await record.heading.waitFor();
  return { page, trouble, record };
}

const fresh = (options = {}) => browser.newContext({ locale: "vi-VN", ...options });
const newFile = (page, record) => downloaded(page, record.record.getByRole("button", { name: /Tải bản ghi/ }));

test("the same browser withdraws: signed by the same key, receipted, with both deadlines", async () => {
  const { context, evidence } = await register(browser, backend, { purposes: ["renewal_email", "renewal_phone"] });
  const { page, trouble, record } = await open(context);
  await record.openKept();
  assert.equal(await record.heading.textContent(), "Bản ghi nguyên vẹn");
  for (const name of ["withdraw.renewal_email", "withdraw.renewal_phone", "agree.aftersales_care"]) {
    assert.equal(await record.box(name).isChecked(), false, name);
  }
  // Nothing ticked, nothing sent.
  await record.send();
  await record.status.filter({ hasText: "Bạn chưa đánh dấu vào ô nào" }).waitFor();
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.done.waitFor();
  assert.equal(await record.heading.textContent(), "Đã rút lại sự đồng ý");
  assert.match(await record.deadlines.textContent(), /chậm nhất ngày \d\d\/\d\d\/\d{4} và hoàn tất chậm nhất ngày \d\d\/\d\d\/\d{4}/);
  assert.ok((await record.codes()).includes("key_continued"));

  const { file, evidence: changed } = await newFile(page, record);
  assert.deepEqual(statesIn(changed), { renewal_email: "withdrawn", renewal_phone: "given", aftersales_care: "refused" });
  assert.deepEqual(changed.previous[0].consent, evidence.consent);
  assert.match(await thuan("verify", file), /and it holds/);
  const told = await page.evaluate(() => window.told);
  assert.deepEqual(told.map(([name, detail]) => [name, Object.keys(detail).sort()]), [
    ["thuan:withdrawn", ["previous_record_sha256", "record_id", "record_sha256"]],
  ]);
  assert.deepEqual(trouble(), []);

  // The browser now keeps the newest alone, without what was typed.
  await page.reload();
  await record.heading.waitFor();
  await record.record.locator(".kept-records button").waitFor();
  assert.equal(await record.record.locator(".kept-records button").count(), 1);
  await record.openKept();
  assert.equal(await record.box("withdraw.renewal_email").count(), 0);
  assert.equal(await record.box("agree.renewal_email").count(), 1);
  assert.equal((await record.record.innerText()).includes("lienhe@viettel.example.vn"), false);

  // What was withdrawn can be agreed to again, as easily.
  await record.box("agree.renewal_email").check();
  await record.send();
  await record.done.waitFor();
  assert.equal(await record.heading.textContent(), "Đã ghi nhận thay đổi");
  assert.equal(await record.deadlines.count(), 0, "nothing was withdrawn");
  assert.equal(statesIn((await newFile(page, record)).evidence).renewal_email, "given");
  await context.close();
});

test("another browser withdraws with the file: the key is not continued, and everyone says so", async () => {
  const registered = await register(browser, backend);
  await registered.context.close();
  const context = await fresh();
  const { page, trouble, record } = await open(context);
  await record.record.getByText("Trình duyệt này chưa có bản ghi nào").waitFor();
  await record.choose(registered.file);
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.done.waitFor();
  assert.match(await record.record.locator(".not-continued").textContent(), /ký bằng khóa khác với bản ghi trước/);
  assert.ok((await record.codes()).includes("key_not_continued"));
  const { file, evidence } = await newFile(page, record);
  assert.equal(recordIn(evidence).previous_record_sha256.length, 64);
  const receipt = JSON.parse(Buffer.from(evidence.receipt.payload, "base64url").toString());
  assert.equal(receipt.key_continuity, "not_continued");
  assert.match(await thuan("verify", file), /signed by another key/);
  assert.deepEqual(trouble(), []);

  // The first file is not the newest any more.
  await record.record.getByRole("button", { name: "Kiểm tra tệp khác" }).click();
  await record.choose(registered.file);
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.status.filter({ hasText: "Đã có bản ghi mới hơn" }).waitFor();
  assert.equal(await record.box("withdraw.renewal_email").isChecked(), true, "what was ticked stays");
  await record.record.getByRole("button", { name: "Gửi yêu cầu chưa xác minh" }).click();
  await record.record.locator("#request-contact").waitFor();
  await context.close();
});

test("whoever has neither sends a request, and a human decides", async () => {
  const context = await fresh();
  const { page, trouble, record } = await open(context);
  await record.record.getByRole("button", { name: "Tôi không có cả trình duyệt lẫn tệp" }).click();
  await record.record.getByText("nhân viên của công ty", { exact: false }).first().waitFor();
  const send = record.record.getByRole("button", { name: "Gửi yêu cầu" });
  await send.click();
  await record.record.locator("#request-contact-error", { hasText: "Hãy nhập email hoặc số điện thoại" }).waitFor();
  assert.equal(await record.record.locator("#request-contact").getAttribute("aria-invalid"), "true");
  await record.focus("request-contact");
  await record.record.locator("#request-contact").fill("lienhe@viettel.example.vn");
  await record.record.locator("#request-reference").fill("xyz");
  await send.click();
  await record.record.locator("#request-reference-error", { hasText: "Mã tham chiếu gồm 8 ký tự" }).waitFor();
  assert.equal(await record.record.locator("#request-contact").inputValue(), "lienhe@viettel.example.vn");
  await record.record.locator("#request-reference").fill("0F0E0D0C");
  await record.record.locator('[name="request.renewal_email"]').check();
  await record.record.locator("#request-message").fill("Tôi đã đổi máy.");
  await send.click();
  await record.record.getByText("Đã nhận yêu cầu").waitFor();
  assert.match(await record.deadlines.textContent(), /hoàn tất chậm nhất ngày/);
  assert.deepEqual(trouble(), []);
  const listed = await thuan("withdrawals", "--database", backend.database);
  assert.match(listed, /0f0e0d0c/i);
  await context.close();
});

test("everything is withdrawn at once, and nothing can be agreed to at once", async () => {
  const { context } = await register(browser, backend, { purposes: ["renewal_email", "aftersales_care"] });
  const { page, record } = await open(context);
  await record.openKept();
  await record.withdrawAll();
  await record.done.waitFor();
  assert.deepEqual(statesIn((await newFile(page, record)).evidence), {
    renewal_email: "withdrawn",
    renewal_phone: "refused",
    aftersales_care: "withdrawn",
  });
  await context.close();
});

test("only a person's own act ticks a box or sends", async () => {
  const { context } = await register(browser, backend);
  const { page, record } = await open(context);
  await record.openKept();
  const before = (await backend.records()).length;
  await page.evaluate(() => {
    const root = document.querySelector("thuan-form").shadowRoot;
    root.querySelector('[name="withdraw.renewal_email"]').click();
    root.querySelector('[for="agree.aftersales_care"]').click();
    root.querySelector('[data-act="withdraw-all"]')?.click();
    root.querySelector('[data-act="send"]').click();
  });
  assert.equal(await record.box("withdraw.renewal_email").isChecked(), false);
  assert.equal(await record.box("agree.aftersales_care").isChecked(), false);
  await page.evaluate(() => {
    document.querySelector("thuan-form").shadowRoot.querySelector('[name="agree.renewal_phone"]').checked = true;
  });
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.status.filter({ hasText: "bị trang này tự thay đổi" }).waitFor();
  assert.equal(await record.box("agree.renewal_phone").isChecked(), false);
  assert.equal((await backend.records()).length, before);
  await context.close();
});

test("what fails on the way is sent again by itself; after five tries a person's next press sends the same bytes", async () => {
  const { context } = await register(browser, backend);
  // Pauses between tries last next to no time.
  await context.addInitScript(() => (Math.random = () => 0.02));
  const { page, record } = await open(context);
  await record.openKept();
  const before = (await backend.records()).length;
  const bodies = [];
  await page.route("**/api/registrations", async (route) => {
    bodies.push(route.request().postData());
    if (bodies.length > 5) return route.continue();
    if (bodies.length > 1) return route.fulfill({ status: 500, body: "" });
    // The worst case: it has arrived, and the answer is lost.
    await route.fetch();
    return route.abort("connectionreset");
  });
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.status.filter({ hasText: "hệ thống đang gặp sự cố" }).waitFor();
  assert.equal(bodies.length, 5);
  assert.equal(await record.box("withdraw.renewal_email").isChecked(), true);
  await record.send();
  await record.done.waitFor();
  assert.equal(bodies.length, 6);
  assert.equal(new Set(bodies).size, 1);
  assert.equal((await backend.records()).length, before + 1, "kept once");
  await context.close();
});

test("a browser forgets key and records when it is told to, and only then", async () => {
  const { context } = await register(browser, backend);
  const { page, record } = await open(context);
  await record.record.locator(".kept-records button").waitFor();
  await record.record.getByRole("button", { name: "Xóa khỏi trình duyệt này…" }).click();
  await record.record.getByRole("button", { name: "Giữ lại" }).click();
  assert.equal(await record.record.locator(".kept-records button").count(), 1);
  await record.record.getByRole("button", { name: "Xóa khỏi trình duyệt này…" }).click();
  await record.record.getByRole("button", { name: "Xóa vĩnh viễn" }).click();
  await record.record.getByText("Đã xóa khóa và các bản ghi").waitFor();
  await page.reload();
  await record.record.getByText("Trình duyệt này chưa có bản ghi nào").waitFor();
  await context.close();
});

test("from the confirmation the record opens with what was just registered", async () => {
  const { context, page, trouble } = await register(browser, backend);
  await page.locator("thuan-form").getByRole("button", { name: /rút lại|Xem/i }).first().click();
  const record = recordOn(page);
  await record.record.locator(".report").waitFor();
  assert.ok((await record.record.innerText()).includes("lienhe@viettel.example.vn"), "the whole file, details included");
  await record.box("withdraw.renewal_email").check();
  await record.send();
  await record.done.waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

/** A copy of the site whose policy says a sentence more and keeps one purpose's data for a shorter time. */
async function changedSite(folder) {
  const site = join(folder, "site");
  await cp(SITE, site, { recursive: true });
  const file = join(site, "policy/vst.json");
  const pack = JSON.parse(await readFile(file, "utf8"));
  pack.version = "2";
  pack.text.vi += "\nThêm một câu vào điều cuối.\n";
  pack.purposes.find(({ id }) => id === "renewal_email").retention_period = "P1Y";
  await writeFile(file, JSON.stringify(pack));
  await rm(`${file}.br`, { force: true });
  return site;
}

test("a changed policy is shown, and asked again only where it changed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "thuan-changed-"));
  const addr = `127.0.0.1:${await freePort()}`;
  const old = await startBackend({ addr });
  const { context, evidence } = await register(browser, old, { purposes: ["renewal_email", "renewal_phone"] });
  await old.stop();
  const now = await startBackend({ addr, database: old.database, site: await changedSite(folder) });
  const { page, trouble, record } = await open(context, { url: now.url });
  await record.openKept();
  await record.record.getByText("Chính sách đã thay đổi").waitFor();
  await record.record.locator("ins", { hasText: "Thêm một câu vào điều cuối." }).waitFor();
  assert.ok(await record.record.locator("del", { hasText: "10 năm" }).isVisible());
  assert.equal(await record.record.locator("fieldset.asked").count(), 2, "one purpose, and the tick");
  assert.equal(await record.record.locator("fieldset.standing").count(), 2);

  // Agreeing needs the tick for the new policy.
  await record.box("agree.renewal_email").check();
  await record.send();
  await record.status.filter({ hasText: "đánh dấu vào ô xác nhận" }).waitFor();
  await record.box("acknowledged").check();
  await record.send();
  await record.done.waitFor();
  assert.equal(await record.heading.textContent(), "Đã ghi nhận thay đổi");
  const { file, evidence: renewed } = await newFile(page, record);
  assert.deepEqual(statesIn(renewed), { renewal_email: "renewed", renewal_phone: "given", aftersales_care: "refused" });
  assert.equal(recordIn(renewed).privacy_notice.version, "2");
  assert.equal(
    recordIn(renewed).purposes.find(({ id }) => id === "renewal_phone").decided_at,
    recordIn(evidence).purposes.find(({ id }) => id === "renewal_phone").decided_at,
    "what stands was decided when it was",
  );
  assert.match(renewed.policy.text, /Thêm một câu vào điều cuối/);
  assert.match(await thuan("verify", file), /and it holds/);
  assert.deepEqual(trouble(), []);
  await context.close();

  // Somebody else, with the first file and nothing of its policy text: withdrawing needs no new policy.
  delete evidence.policy;
  const bare = join(folder, "bare.json");
  await writeFile(bare, JSON.stringify(evidence));
  const other = await fresh();
  const { record: theirs } = await open(other, { url: now.url });
  await theirs.choose(bare);
  // The old text comes from the backend, by its hash.
  await theirs.record.locator("ins", { hasText: "Thêm một câu vào điều cuối." }).waitFor();
  await other.close();
  await now.stop();
  await Promise.all([now.remove(), old.remove(), rm(folder, { recursive: true, force: true })]);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in any state, and nothing scrolls sideways (${colorScheme})`, async () => {
    // The checker is a script of its own, which the page's policy would refuse.
    const { context } = await register(browser, backend, { colorScheme, bypassCSP: true, viewport: { width: 320, height: 700 } });
    const { page, record } = await open(context);
    await page.addScriptTag({ content: axe });
    const check = async (what) => {
      const { violations } = await page.evaluate(() =>
        window.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          rules: { "page-has-heading-one": { enabled: false } },
        }),
      );
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), [], what);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, `${what} scrolls sideways`);
    };
    await record.record.locator(".kept-records button").waitFor();
    await check("start");
    await record.record.getByRole("button", { name: "Tôi không có cả trình duyệt lẫn tệp" }).click();
    await record.record.locator("#request-contact").waitFor();
    await check("request");
    await record.record.getByRole("button", { name: "Quay lại" }).click();
    await record.openKept();
    await check("record");
    await record.send();
    await record.status.filter({ hasText: "Bạn chưa đánh dấu" }).waitFor();
    await check("nothing ticked");
    await record.box("withdraw.renewal_email").check();
    await record.send();
    await record.done.waitFor();
    await check("done");
    await context.close();
  });
}
