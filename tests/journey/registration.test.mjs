// The whole way, in Vietnamese: wrong input, then right; signed in the browser, stored, and verified by two verifiers
// that share no code with each other.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { flattenedVerify, EmbeddedJWK, calculateJwkThumbprint, decodeProtectedHeader } from "jose";

import { thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");

const { browser, backend } = await startAll();

async function open(options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const { page, trouble } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  return { context, page, form, trouble };
}

test("wrong input is explained, then right input is signed, stored and verified", async () => {
  const { context, page, form, trouble } = await open();
  await page.evaluate(() => {
    window.told = [];
    for (const name of ["thuan:submitted", "thuan:error"]) {
      document.addEventListener(name, (event) => window.told.push([name, event.detail]));
    }
  });

  // Nothing filled in: every field is named, in the order of the page, and the summary has focus.
  await form.send();
  await form.summary.waitFor();
  assert.deepEqual(await form.summary.getByRole("link").allTextContents(), [
    "Nhập tên doanh nghiệp",
    "Nhập mã số thuế",
    "Nhập địa chỉ",
    "Nhập họ và tên người liên hệ",
    "Nhập địa chỉ email",
    "Nhập số điện thoại",
    "Hãy đọc chính sách rồi đánh dấu vào ô xác nhận để tiếp tục",
  ]);
  await form.focus("error-summary");

  // A line of the summary leads to its field.
  await form.summary.getByRole("link", { name: "Nhập mã số thuế" }).click();
  assert.equal(await form.focused(), "tax_code");

  // A field that showed an error is checked again as it is mended; the same words stand in both places.
  await form.fill({ ...VIETTEL, tax_code: "010010910", email: "lienhe@viettel" });
  assert.equal(await form.error("tax_code").textContent(), "Mã số thuế có 10, 12 hoặc 13 chữ số, bạn đã nhập 9: hãy kiểm tra lại");
  assert.equal(await form.error("company_name").textContent(), "");
  assert.equal(await form.input("tax_code").getAttribute("aria-invalid"), "true");
  await form.send();
  assert.deepEqual(await form.summary.getByRole("link").allTextContents(), [
    "Mã số thuế có 10, 12 hoặc 13 chữ số, bạn đã nhập 9: hãy kiểm tra lại",
    "Tên miền sau dấu @ cần có dấu chấm, ví dụ congty.vn",
    "Hãy đọc chính sách rồi đánh dấu vào ô xác nhận để tiếp tục",
  ]);
  assert.equal((await backend.records()).length, 0, "nothing was sent yet");

  // Right: one choice agreed to, one thought better of, one never touched.
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("purpose.renewal_phone");
  await form.input("purpose.renewal_phone").uncheck();
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await form.focus("done");
  assert.match(await form.form.locator(".decisions").innerText(), /Đồng ý\s+Tôi đồng ý nhận email mời gia hạn/);

  // What the page is told has identifiers and hashes, and no value.
  const told = await page.evaluate(() => window.told);
  assert.deepEqual(told.map(([name, detail]) => [name, Object.keys(detail).sort()]), [
    ["thuan:submitted", ["record_id", "record_sha256"]],
  ]);
  assert.deepEqual(trouble(), []);

  // The person's copy, as the browser saves it.
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    form.form.getByRole("button", { name: "Tải bản ghi (.json)" }).click(),
  ]);
  const file = join(backend.database.slice("sqlite://".length), "../evidence.json");
  await download.saveAs(file);
  await context.close();

  // Stored once, and it verifies.
  const records = await backend.records();
  assert.equal(records.length, 1);
  assert.equal(records[0].record_id, told[0][1].record_id);
  assert.equal(records[0].record_sha256, told[0][1].record_sha256);
  assert.equal(records[0].verified, true);

  // `thuan verify` on both copies: what the person keeps and what the backend gives out are the same proof.
  await thuan("verify", file);
  const stored = await thuan("export", records[0].record_id, "--database", backend.database);
  const storedFile = `${file}.stored`;
  await writeFile(storedFile, stored);
  await thuan("verify", storedFile);
  const evidence = JSON.parse(await readFile(file, "utf8"));
  assert.deepEqual(JSON.parse(stored).consent, evidence.consent);
  assert.deepEqual(JSON.parse(stored).registration, evidence.registration);

  await checkWithJose(evidence, records[0]);
});

/** A verifier that knows nothing of this project. */
async function checkWithJose(evidence, stored) {
  const { payload, protectedHeader } = await flattenedVerify(evidence.consent, EmbeddedJWK, { algorithms: ["ES256"] });
  assert.deepEqual(decodeProtectedHeader(evidence.consent), protectedHeader);
  assert.equal(protectedHeader.typ, "consent-record+jws");
  assert.equal(protectedHeader.kid, await calculateJwkThumbprint(protectedHeader.jwk));
  assert.equal(createHash("sha256").update(payload).digest("hex"), stored.record_sha256);

  const record = JSON.parse(new TextDecoder().decode(payload));
  const policy = await readFile(join(PROJECT, "policy/vst/vi.md"));
  assert.equal(record.privacy_notice.sha256, createHash("sha256").update(policy).digest("hex"));
  assert.equal(record.audience, `${backend.url}/api/registrations`);
  assert.equal(record.evidence.key_storage, "indexeddb");
  assert.match(record.evidence.widget_sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(
    record.purposes.map(({ id, initial_state, event_state, indication_method }) => [id, initial_state, event_state, indication_method]),
    [
      ["renewal_email", "off", "given", "checkbox"],
      ["renewal_phone", "off", "refused", "checkbox"],
      ["aftersales_care", "off", "refused", "left_unticked"],
    ],
  );
  // Canonical JSON of flat strings: sorted names, no spaces. Enough to check the hash without our code.
  const { salt, fields } = evidence.registration;
  const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
  const canonical = JSON.stringify({ fields: sorted, salt });
  assert.equal(record.registration_sha256, createHash("sha256").update(canonical).digest("hex"));
  assert.deepEqual(fields, {
    ...VIETTEL,
    address: "Lô D26, Khu đô thị mới Cầu Giấy, Phường Yên Hòa, Hà Nội",
    phone: "+842439343137",
  });
}

test("the key stays in the browser: a second registration is signed by the same one", async () => {
  const { context, page, form } = await open();
  const register = async () => {
    await form.fill(VIETTEL);
    await form.tick("acknowledged");
    await form.send();
    await form.done.waitFor();
  };
  const before = (await backend.records()).length;
  await register();
  await page.reload();
  await form.ready();
  await register();
  const records = (await backend.records()).slice(-2);
  assert.equal((await backend.records()).length, before + 2);
  const kids = [];
  for (const { record_id } of records) {
    const evidence = JSON.parse(await thuan("export", record_id, "--database", backend.database));
    kids.push(decodeProtectedHeader(evidence.consent).kid);
  }
  assert.equal(kids[0], kids[1]);
  await context.close();
});

test("only a person's own act ticks a box", async () => {
  const { context, page, form } = await open();
  await page.evaluate(() => {
    const root = document.querySelector("thuan-form").shadowRoot;
    root.querySelector('[name="purpose.renewal_email"]').click();
    root.querySelector('[for="purpose.renewal_email"]').click();
    const care = root.querySelector('[name="purpose.aftersales_care"]');
    care.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    care.checked = true;
    care.dispatchEvent(new Event("change", { bubbles: true }));
    const acknowledged = root.querySelector('[name="acknowledged"]');
    acknowledged.click();
  });
  assert.equal(await form.input("purpose.renewal_email").isChecked(), false);
  assert.equal(await form.input("purpose.aftersales_care").isChecked(), false);
  assert.equal(await form.input("acknowledged").isChecked(), false);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await page.evaluate(() => {
    document.querySelector("thuan-form").shadowRoot.querySelector('[name="purpose.renewal_phone"]').checked = true;
  });
  await form.send();
  // One box shows what nobody decided: it is put back, and the person is told before anything is signed.
  await form.status.filter({ hasText: "bị trang này tự thay đổi" }).waitFor();
  assert.equal(await form.input("purpose.renewal_phone").isChecked(), false);
  await form.send();
  await form.done.waitFor();
  const [record] = (await backend.records()).slice(-1);
  const evidence = JSON.parse(await thuan("export", record.record_id, "--database", backend.database));
  const { purposes } = JSON.parse(Buffer.from(evidence.consent.payload, "base64url").toString());
  assert.deepEqual(purposes.map((purpose) => purpose.event_state), ["refused", "refused", "refused"]);
  await context.close();
});

test("without a secure context the form says so and sends nothing", async () => {
  // localhost counts as secure under any name it has; an address of this machine that is not a loopback one does not,
  // and the browser is told to take a made-up host for it.
  const { chromium } = await import("playwright-core");
  const insecure = await chromium.launch({
    executablePath: process.env.THUAN_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP form.test 127.0.0.1"],
  });
  const context = await insecure.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  let posted = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") posted += 1;
  });
  await page.goto(`http://form.test:${new URL(backend.url).port}/`);
  assert.equal(await page.evaluate(() => window.isSecureContext), false);
  const form = formOn(page);
  await form.ready();
  await form.status.filter({ hasText: "https://" }).waitFor();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.status.filter({ hasText: "https://" }).waitFor();
  assert.equal(posted, 0);
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  await insecure.close();
});

test("the language changes without losing anything", async () => {
  const { context, page, form } = await open();
  await form.fill({ company_name: VIETTEL.company_name, tax_code: "1" });
  await form.tick("purpose.renewal_phone");
  await form.send();
  await form.summary.waitFor();
  await page.evaluate(() => document.querySelector("thuan-form").setAttribute("lang", "en"));
  // Its texts have to come first.
  await form.form.getByRole("button", { name: "Send registration" }).waitFor();
  assert.equal(await form.error("tax_code").textContent(), "A tax code has 10, 12 or 13 digits; you entered 1: check it");
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  assert.equal(await form.input("purpose.renewal_phone").isChecked(), true);
  await context.close();
});

test("values that only the backend refuses come back to their fields, each by its name", async () => {
  const { context, page, form } = await open();
  await page.route("**/api/registrations", (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "urn:thuan:problem:refused",
        title: "Refused",
        status: 422,
        errors: ["phone", "address"].map((name) => ({ pointer: `#/registration/fields/${name}`, code: "unknown", detail: "x" })),
      }),
    }),
  );
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.summary.getByRole("link").first().waitFor();
  const said = ["Địa chỉ", "Điện thoại"].map((label) => `${label}: hệ thống không chấp nhận thông tin này, hãy kiểm tra lại rồi gửi lần nữa`);
  assert.deepEqual([await form.error("address").textContent(), await form.error("phone").textContent()], said);
  assert.deepEqual(await form.summary.getByRole("link").allTextContents(), said);
  assert.equal(await form.error("email").textContent(), "");
  await context.close();
});
