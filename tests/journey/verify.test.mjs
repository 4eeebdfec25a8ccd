// verify.html from the file system: what it says about a good file and about every kind of bad one.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { SITE, startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { recordOn, register } from "../support/record.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let folder;
let evidence;

before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "thuan-verify-"));
  const backend = await startBackend();
  const registered = await register(browser, backend, { purposes: ["renewal_email", "aftersales_care"] });
  evidence = registered.evidence;
  await registered.context.close();
  // What follows needs nobody.
  await backend.stop();
  await backend.remove();
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const { page, trouble } = await openPage(context);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(join(SITE, "verify.html")).href);
  const record = recordOn(page);
  await record.heading.waitFor();
  return { context, page, trouble, record, asked };
}

async function written(content, name = "evidence.json") {
  const file = join(folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const WHOLE = ["signature_holds", "registration_holds", "policy_holds", "form_holds", "receipt_holds"];

for (const [locale, words] of [
  ["vi-VN", { heading: "Bản ghi nguyên vẹn", limit: "Bản ghi này không chứng minh", level: "Mức chứng minh 2" }],
  ["en-GB", { heading: "The record is intact", limit: "What this record does not prove", level: "Level of proof 2" }],
]) {
  test(`a good file is told in ${locale}, offline`, async () => {
    const { context, trouble, record, asked } = await open({ locale });
    await context.setOffline(true);
    await record.choose(await written(evidence));
    assert.equal(await record.heading.textContent(), words.heading);
    assert.deepEqual(await record.codes(), WHOLE);
    const text = await record.record.innerText();
    for (const part of [words.limit, words.level, "Tôi đồng ý nhận email mời gia hạn", "lienhe@viettel.example.vn"]) {
      assert.ok(text.includes(part), part);
    }
    // Every word of the policy that was shown is in the page.
    for (const line of evidence.policy.text.split("\n")) {
      assert.ok(text.includes(line.replace(/^(#+|-) /, "").trim()), line);
    }
    assert.equal(asked.filter((url) => !/^(file|data):/.test(url)).length, 0, "nothing is asked for");
    await record.focus("record-heading");
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}

test("the language can be changed with a record on the page", async () => {
  const { context, page, record } = await open();
  await record.choose(await written(evidence));
  await page.getByRole("button", { name: "English" }).click();
  assert.equal(await record.heading.textContent(), "The record is intact");
  assert.deepEqual(await record.codes(), WHOLE);
  await context.close();
});

test("what was tampered with is named, whatever it was", async () => {
  const { context, page, trouble, record } = await open();
  const changed = (change) => {
    const copy = structuredClone(evidence);
    change(copy);
    return copy;
  };
  const payload = (change) => (file) => {
    const consent = JSON.parse(Buffer.from(file.consent.payload, "base64url").toString());
    change(consent);
    file.consent.payload = Buffer.from(JSON.stringify(consent)).toString("base64url");
  };
  for (const [what, file, code] of [
    ["a decision", changed(payload((record) => (record.purposes[1].event_state = "given"))), "signature_fails"],
    ["the hash of the text", changed(payload((record) => (record.privacy_notice.sha256 = "0".repeat(64)))), "signature_fails"],
    ["a label", changed(payload((record) => (record.purposes[0].label += " "))), "signature_fails"],
    ["the signature", changed((file) => (file.consent.signature = file.receipt.signature)), "signature_fails"],
    ["the policy text", changed((file) => (file.policy.text = file.policy.text.replace("10 năm", "20 năm"))), "policy_differs"],
    ["the details", changed((file) => (file.registration.fields.email = "khac@viettel.example.vn")), "registration_differs"],
    ["the form", changed((file) => (file.form += " ")), "form_differs"],
    ["the receipt", changed((file) => (file.receipt.signature = file.consent.signature)), "receipt_fails"],
    ["the key set", changed((file) => (file.jwks = { keys: [] })), "receipt_key_foreign"],
  ]) {
    await record.choose(await written(file));
    await page.waitForFunction((code) => document.querySelector("#record").shadowRoot.querySelector(`[data-code="${code}"]`), code);
    assert.equal(await record.heading.textContent(), "Bản ghi không khớp", what);
    await record.record.getByRole("button", { name: "Kiểm tra tệp khác" }).click();
  }
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a file is pasted or dropped as well, and what is no record is said to be none", async () => {
  const { context, page, trouble, record } = await open();
  const paste = async (text) => {
    await record.record.locator("#record-paste").fill(text);
    await record.record.getByRole("button", { name: "Kiểm tra nội dung đã dán" }).click();
  };
  const alert = record.record.getByRole("alert");
  await paste("");
  await alert.filter({ hasText: "Chưa có nội dung nào" }).waitFor();
  await paste(JSON.stringify(evidence).slice(0, -5));
  await alert.filter({ hasText: "Nội dung không đọc được" }).waitFor();
  await paste('{"a":1}');
  await alert.filter({ hasText: "Đây không phải là tệp bản ghi đồng ý" }).waitFor();
  assert.equal(await record.record.locator("#record-paste").inputValue(), '{"a":1}', "what was pasted stays");
  await record.record.locator("#record-file").setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) });
  await alert.filter({ hasText: "không phải là tệp văn bản" }).waitFor();
  await record.record.locator("#record-file").setInputFiles({ name: "big.json", mimeType: "application/json", buffer: Buffer.alloc(5 * 1024 * 1024, 32) });
  await alert.filter({ hasText: "quá lớn" }).waitFor();

  await paste(JSON.stringify(evidence));
  await record.record.locator(".report").waitFor();
  await record.record.getByRole("button", { name: "Kiểm tra tệp khác" }).click();
  const transfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "evidence.json", { type: "application/json" }));
    return transfer;
  }, JSON.stringify(evidence));
  await record.record.locator(".bring h3").dispatchEvent("drop", { dataTransfer: transfer });
  await record.record.locator(".report").waitFor();
  assert.equal(await record.heading.textContent(), "Bản ghi nguyên vẹn");
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("the company's policy file is compared with the text that was shown", async () => {
  const { context, record } = await open();
  await record.choose(await written(evidence));
  const file = record.record.locator("#record-policy-file");
  await file.setInputFiles(join(PROJECT, "policy/vst/en.md"));
  await record.record.locator('[data-code="policy_file_differs"]').waitFor();
  await file.setInputFiles(join(PROJECT, "policy/vst/vi.md"));
  await record.record.locator('[data-code="policy_file_holds"]').waitFor();
  assert.equal(await record.record.locator('[data-code^="policy_file"]').count(), 1);
  await context.close();
});

test("a signed record alone is judged, and what is missing is said to be missing", async () => {
  const { context, record } = await open();
  await record.choose(await written(evidence.consent));
  assert.deepEqual(await record.codes(), ["signature_holds", "registration_absent", "policy_absent", "form_absent", "receipt_absent"]);
  assert.equal(await record.heading.textContent(), "Bản ghi nguyên vẹn");
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, and nothing scrolls sideways (${colorScheme})`, async () => {
    // The checker is a script of its own, which the page's policy would refuse.
    const { context, page, record } = await open({ colorScheme, bypassCSP: true, viewport: { width: 320, height: 700 } });
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
    await check("start");
    await record.choose(await written(evidence));
    await check("report");
    await context.close();
  });
}

test("on paper stands the record and not the buttons", async () => {
  const { context, page, record } = await open();
  await record.choose(await written(evidence));
  await page.emulateMedia({ media: "print" });
  assert.equal(await record.record.getByRole("button").filter({ visible: true }).count(), 0);
  assert.ok(await record.record.locator(".policy-whole").isVisible());
  await context.close();
});
