// What a person takes along from the confirmation: paper with a code, a copy of the words; and what they leave behind on
// a shared device, which is nothing.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();
const folder = await mkdtemp(join(tmpdir(), "thuan-paper-"));
after(() => rm(folder, { recursive: true, force: true }));

async function confirmed(permissions = []) {
  const context = await browser.newContext({ locale: "vi-VN" });
  await context.grantPermissions(permissions, { origin: new URL(backend.url).origin });
  // Nobody is there to close the dialog.
  await context.addInitScript(() => {
    window.printed = 0;
    window.print = () => (window.printed += 1);
  });
  const { page, trouble } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  return { context, page, form, trouble, press: (name) => form.form.getByRole("button", { name, exact: true }).click() };
}

async function saved(page, form) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    form.form.getByRole("button", { name: "Tải bản ghi (.json)" }).click(),
  ]);
  const file = join(folder, "evidence.json");
  await download.saveAs(file);
  return file;
}

/** What the form has asked the browser's storage comes before what is asked of it now. */
const storageHasAnswered = (page) =>
  page.evaluate(
    () =>
      new Promise((come) => {
        const opening = indexedDB.open("thuan");
        opening.onsuccess = () => {
          opening.result.transaction("records").objectStore("records").count().onsuccess = () => (opening.result.close(), setTimeout(come));
        };
      }),
  );

/** What another program reads from a picture. */
async function scanned(picture) {
  const file = join(folder, "paper.png");
  await writeFile(file, picture);
  const { stdout } = await promisify(execFile)("zbarimg", ["--quiet", "--raw", file]);
  return stdout.trim();
}

test("on one page of paper stands a code that leads to the check of this record", async () => {
  const { context, page, form, trouble, press } = await confirmed();
  await press("In trang này");
  await page.waitForFunction(() => window.printed === 1);
  const paper = form.form.locator(".paper");
  assert.equal(await paper.isVisible(), false, "on the screen it is not needed");
  await page.emulateMedia({ media: "print" });
  const address = await scanned(await paper.locator("svg").screenshot());
  assert.equal(address, await paper.locator("code").textContent());
  const [record] = (await backend.records()).slice(-1);
  assert.equal(address, `${backend.url.replace(/\/$/, "")}/verify.html#${record.record_sha256}`);
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, "one page");
  assert.deepEqual(trouble(), []);

  // Who scans it and brings the file is told that it is this record, and of another that it is not.
  await page.emulateMedia({ media: null });
  const file = await saved(page, form);
  const other = await context.newPage();
  await other.goto(`${address}`);
  await other.getByText("đối chiếu với mã trên bản in").waitFor();
  await other.locator("input[type=file]").first().setInputFiles(file);
  await other.getByText("Tệp này đúng là bản ghi đã được in").waitFor();
  const wrong = address.replace(/#.*/, `#${"0".repeat(64)}`);
  await other.goto("about:blank");
  await other.goto(wrong);
  await other.locator("input[type=file]").first().setInputFiles(file);
  await other.getByText("không phải là bản ghi đã được in").waitFor();
  await context.close();
});

test("without the script for it, it is printed all the same", async () => {
  const { context, page, press } = await confirmed();
  await context.route("**/paper-*.js", (route) => route.abort());
  await press("In trang này");
  await page.waitForFunction(() => window.printed === 1);
  await context.close();
});

test("the words are copied; where that is not allowed, they can be", async () => {
  const { context, page, form, press } = await confirmed(["clipboard-read", "clipboard-write"]);
  await press("Sao chép");
  await form.status.filter({ hasText: "Đã sao chép" }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const [record] = (await backend.records()).slice(-1);
  assert.match(text, new RegExp(`^Đã gửi đăng ký\nMã tham chiếu: ${record.record_id.slice(0, 8).toUpperCase()}\n`));
  assert.match(text, /\nĐồng ý: Tôi đồng ý nhận email/);
  assert.match(text, /\nKhông đồng ý: /);
  assert.match(text, new RegExp(`verify\\.html#${record.record_sha256}$`));
  for (const value of [VIETTEL.email, VIETTEL.tax_code]) assert.ok(!text.includes(value), "nothing that was typed");

  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await press("Sao chép");
  await form.status.filter({ hasText: "không cho phép sao chép" }).waitFor();
  assert.equal(await form.form.locator(".done textarea").inputValue(), text);
  await context.close();
});

test("one button clears everything that a shared device would keep", async () => {
  const { context, page, form, press } = await confirmed();
  await form.form.getByText("Trình duyệt này cũng giữ một bản").waitFor();
  await press("Xóa khỏi thiết bị này");
  await form.status.filter({ hasText: "Đã xóa mọi bản ghi và khóa" }).waitFor();
  assert.equal(await form.form.getByText("Trình duyệt này cũng giữ một bản").isVisible(), false);
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
  // The person's own copy can still be saved, and holds.
  const evidence = JSON.parse(await readFile(await saved(page, form), "utf8"));
  assert.equal(evidence.registration.fields.tax_code, VIETTEL.tax_code);
  await page.reload();
  await form.ready();
  await storageHasAnswered(page);
  assert.equal(await form.form.getByText("Trình duyệt này đã gửi một đăng ký").isVisible(), false);
  await context.close();
});

test("a browser without room is not said to keep what it could not", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(backend.url).origin, quotaSize: 1 });
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  assert.equal(await form.form.getByText("Trình duyệt này cũng giữ một bản").isVisible(), false);
  await form.form.getByText("tệp tải về là bản duy nhất của bạn").waitFor();
  const evidence = JSON.parse(await readFile(await saved(page, form), "utf8"));
  const record = JSON.parse(Buffer.from(evidence.consent.payload, "base64url"));
  assert.equal(record.evidence.key_storage, "session");
  await context.close();
});
