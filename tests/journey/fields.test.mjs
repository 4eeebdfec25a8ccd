// Fields of a form's own: every kind filled wrong and right, shown under a condition, prefilled, and stored.

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startBackend, thuan } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { extra, siteWith } from "../support/definition.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding, startHost } from "../support/host.mjs";
import { kept, recordIn, recordOn } from "../support/record.mjs";
import { hold } from "../support/slow.mjs";

const WASM = /\/thuan_widget-[0-9a-f]+\.wasm$/;

let browser;
let backend;
let host;
let removeSite;

before(async () => {
  const made = await siteWith(await extra());
  removeSite = made.removeSite;
  host = await startHost();
  [browser, backend] = await Promise.all([launch(), startBackend({ site: made.site, args: ["--allow-origin", host.origin] })]);
});

after(async () => {
  await browser?.close();
  await backend?.stop();
  await backend?.remove();
  await host?.stop();
  await removeSite?.();
});

async function open({ path = "/vst/", url = backend.url + path, held, script, wait = true } = {}) {
  const context = await browser.newContext({ locale: "vi-VN" });
  const files = held && (await hold(context, held));
  const { page, trouble } = await openPage(context);
  if (script) await page.addInitScript(script);
  await page.goto(url, { waitUntil: "commit" });
  const form = formOn(page);
  if (!held && wait) await form.ready();
  return { context, page, form, trouble, arrive: files?.arrive };
}

const inside = (page, act, argument) => page.locator("thuan-form").evaluate(act, argument);
const messages = (form) => form.summary.locator("a").allTextContents();
const radio = (form, name, value) => form.form.locator(`[name="${name}"][value="${value}"]`);
const isShown = (form, name) => form.input(name).first().isVisible();

/** What the backend has kept, by the file that `thuan export` makes. */
async function stored(evidence) {
  const { record_id } = recordIn(evidence);
  return JSON.parse(await thuan("export", record_id, "--database", backend.database)).registration.fields;
}

test("each kind says what is wrong with it, and is stored in its normal form when it is right", async () => {
  const { context, page, form, trouble } = await open();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  assert.deepEqual(await messages(form), [
    "Số chi nhánh: hãy nhập một số từ 1 đến 500",
    "Sản phẩm: hãy chọn một mục",
    "Bạn biết chúng tôi qua đâu: hãy chọn một mục",
    "Tôi được doanh nghiệp giao việc đăng ký này: hãy đánh dấu vào ô này để tiếp tục",
  ]);
  await form.summary.locator("a").nth(2).click();
  assert.equal(await form.focused(), "heard");

  await form.fill({ branches: "1.234", job_title: "x" });
  await form.input("product").selectOption("payroll");
  await radio(form, "heard", "other").check();
  await form.input("start_on").fill("2031-01-01");
  await form.tick("invoice_elsewhere");
  await form.fill({ employees: "nhiều", heard_how: "a".repeat(501), invoice_email: "ke toan" });
  await form.send();
  assert.deepEqual(await messages(form), [
    "Số chi nhánh: hãy viết liền các chữ số, nhiều nhất hai số lẻ, ví dụ 1500 hoặc 12,75",
    "Chức vụ: hãy viết thêm cho đủ 2 ký tự",
    "Số nhân viên: hãy nhập một số từ 1 trở đi",
    "Cách khác đó là gì: hãy rút gọn còn nhiều nhất 500 ký tự",
    "Ngày bắt đầu: hãy chọn một ngày từ 01/01/2026 đến 31/12/2030",
    "Email nhận hóa đơn: Bỏ dấu cách trong địa chỉ email",
    "Tôi được doanh nghiệp giao việc đăng ký này: hãy đánh dấu vào ô này để tiếp tục",
  ]);
  assert.equal(await form.input("branches").getAttribute("aria-invalid"), "true");

  // Mended one by one; each message goes as its field is right.
  await form.fill({ branches: " ０12 ", job_title: "Giám  đốc", employees: "1 234,50", heard_how: " Hội chợ \n\n ở Huế ", start_on: "2026-02-01", invoice_email: "ketoan@Example.VN" });
  await form.tick("authorised");
  await form.input("product").focus();
  assert.deepEqual(await messages(form), []);
  await form.send();
  await form.done.waitFor();
  const { evidence } = await kept(page, form);
  const expected = {
    company_name: VIETTEL.company_name,
    tax_code: "0100109106",
    address: "Lô D26, Khu đô thị mới Cầu Giấy, Phường Yên Hòa, Hà Nội",
    contact_name: VIETTEL.contact_name,
    email: VIETTEL.email,
    phone: "+842439343137",
    branches: "12",
    job_title: "Giám đốc",
    product: "payroll",
    employees: "1234.5",
    heard: "other",
    heard_how: "Hội chợ\n\nở Huế",
    start_on: "2026-02-01",
    invoice_elsewhere: "true",
    invoice_email: "ketoan@example.vn",
    authorised: "true",
  };
  assert.deepEqual(await stored(evidence), expected);
  // The record says it in the words of the form, which it names by its hash; those of another form are not believed.
  const said = async (record) => Object.fromEntries(await record.locator(".section", { has: page.locator("dt", { hasText: "Tên doanh nghiệp" }) }).locator(".facts > div").evaluateAll((rows) => rows.map(({ children: [name, value] }) => [name.textContent, value.textContent])));
  await page.evaluate(() => document.querySelector("thuan-form").thuan(1).openRecord());
  const { record, choose } = recordOn(page);
  await record.locator(".report").waitFor();
  const shown = await said(record);
  assert.deepEqual(Object.keys(shown).slice(0, 4), ["Tên doanh nghiệp", "Mã số thuế", "Số chi nhánh", "Địa chỉ"]);
  assert.deepEqual(
    ["Sản phẩm", "Số nhân viên", "Bạn biết chúng tôi qua đâu", "Gửi hóa đơn đến email khác"].map((label) => shown[label]),
    ["Bảng lương", "1234.5", "Cách khác", "✓"],
  );
  const forged = join(await mkdtemp(join(tmpdir(), "thuan-fields-")), "forged.json");
  await writeFile(forged, JSON.stringify({ ...evidence, form: evidence.form.replace("Sản phẩm", "Quà tặng") }));
  await page.goto(`${backend.url}/record.html`);
  await choose(forged);
  assert.equal((await said(record)).product, "payroll");
  const { controls } = recordIn(evidence).evidence;
  assert.deepEqual(controls.map(({ name }) => name), ["acknowledged"], "an answer is no consent");
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("what is not shown is neither asked for nor sent, and is still there when it is shown again", async () => {
  const { context, page, form, trouble } = await open();
  assert.deepEqual(await Promise.all(["employees", "heard_how", "invoice_email"].map((name) => isShown(form, name))), [false, false, false]);
  await form.fill({ ...VIETTEL, branches: "1" });
  await form.input("product").selectOption("payroll");
  await form.fill({ employees: "nhiều" });
  await radio(form, "heard", "friend").check();
  await form.tick("authorised");
  await form.tick("acknowledged");
  await form.tick("invoice_elsewhere");
  await form.fill({ invoice_email: "ketoan@example.vn" });
  await form.input("invoice_elsewhere").uncheck();
  assert.equal(await isShown(form, "invoice_email"), false);
  await form.send();
  assert.deepEqual(await messages(form), ["Số nhân viên: hãy nhập một số từ 1 trở đi"]);
  await form.input("product").selectOption("invoices");
  assert.equal(await isShown(form, "employees"), false);
  assert.deepEqual(await messages(form), [], "nothing is wrong with what is not asked");
  await form.input("product").selectOption("payroll");
  assert.equal(await form.input("employees").inputValue(), "nhiều");
  await form.input("product").selectOption("invoices");
  await form.send();
  await form.done.waitFor();
  const fields = await stored((await kept(page, form)).evidence);
  const own = Object.entries(fields).filter(([name]) => !Object.hasOwn(VIETTEL, name)).sort();
  assert.deepEqual(own, [["authorised", "true"], ["branches", "1"], ["heard", "friend"], ["product", "invoices"]]);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a form that came with its page is taken over with what was chosen before, and follows it", async () => {
  const { context, page, form, trouble, arrive } = await open({ held: WASM });
  await form.fill({ ...VIETTEL, branches: "3" });
  await form.input("product").selectOption("payroll");
  await radio(form, "heard", "other").check();
  await form.tick("invoice_elsewhere");
  assert.equal(await isShown(form, "employees"), false, "nothing follows yet");
  await inside(page, ({ shadowRoot }) => (window.before = [...shadowRoot.querySelectorAll(".field, .field input, select, option, textarea")]));
  arrive();
  await form.ready();
  assert.ok(await inside(page, ({ shadowRoot }) => window.before.every((element) => element.getRootNode() === shadowRoot)), "the same elements");
  assert.deepEqual(await Promise.all(["employees", "heard_how", "invoice_email"].map((name) => isShown(form, name))), [true, true, true]);
  assert.equal(await form.input("product").inputValue(), "payroll");
  await form.fill({ employees: "9", heard_how: "Báo", invoice_email: "a@b.vn" });
  await form.tick("authorised");
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  const { evidence } = await kept(page, form);
  const { employees, heard, invoice_elsewhere } = await stored(evidence);
  assert.deepEqual({ employees, heard, invoice_elsewhere }, { employees: "9", heard: "other", invoice_elsewhere: "true" });
  assert.deepEqual(recordIn(evidence).evidence.controls.map(({ name }) => name), ["acknowledged"]);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("labels, help, options and messages follow the language; values stay", async () => {
  const { context, page, form } = await open();
  await form.fill({ branches: "501", job_title: "Giám đốc" });
  await form.input("product").selectOption("payroll");
  await radio(form, "heard", "other").check();
  await form.tick("authorised");
  await form.send();
  await inside(page, (element) => element.setAttribute("lang", "en"));
  await form.form.getByText("How you will use it").waitFor();
  assert.ok((await messages(form)).includes("Number of branches: enter a number from 1 to 500"));
  assert.equal(await form.form.locator("label[for=branches]").textContent(), "Number of branches");
  assert.equal(await form.form.locator("#branches-hint").textContent(), "The head office included");
  assert.deepEqual(await form.input("product").locator("option").allTextContents(), ["Choose one", "Electronic invoices", "Payroll"]);
  assert.equal(await form.form.locator("label[for=heard-1]").textContent(), "Otherwise");
  const values = await Promise.all(["branches", "job_title", "product"].map((name) => form.input(name).inputValue()));
  assert.deepEqual(values, ["501", "Giám đốc", "payroll"]);
  assert.equal(await radio(form, "heard", "other").isChecked(), true);
  assert.equal(await form.input("authorised").isChecked(), true);
  await context.close();
});

test("prefill fills the form's own fields, empty ones only, and never a choice", async () => {
  const { script, element } = await embedding(backend.url);
  const { context, page, form } = await open({ url: host.page(element, { head: script }) });
  await radio(form, "heard", "friend").check();
  await inside(page, (element) => {
    element.prefill = {
      branches: "7", product: "payroll", employees: "12", heard: "other", start_on: "2026-02-01", invoice_elsewhere: "true",
      authorised: "true", acknowledged: "true", "purpose.renewal_email": "true",
    };
  });
  for (const [name, value] of [["branches", "7"], ["product", "payroll"], ["employees", "12"], ["start_on", "2026-02-01"]])
    assert.equal(await form.input(name).inputValue(), value, name);
  assert.equal(await isShown(form, "employees"), true);
  assert.equal(await isShown(form, "invoice_email"), true);
  assert.equal(await radio(form, "heard", "friend").isChecked(), true, "what the person chose");
  assert.equal(await form.input("authorised").isChecked(), true);
  for (const name of ["acknowledged", "purpose.renewal_email", "purpose.renewal_phone", "purpose.aftersales_care"])
    assert.equal(await form.input(name).isChecked(), false, name);
  await inside(page, (element) => (element.prefill = { product: "nothing of the kind" }));
  assert.equal(await form.input("product").inputValue(), "payroll");
  await context.close();
});

test("what the backend refuses is shown at the form's own field", async () => {
  const { context, page, form } = await open();
  await context.route("**/api/registrations", (route) =>
    route.request().method() !== "POST" ? route.continue() : route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "Unprocessable", status: 422, errors: [{ pointer: "#/registration/fields/heard", code: "unknown_option", detail: "x" }] }),
    }));
  await form.fill({ ...VIETTEL, branches: "1" });
  await form.input("product").selectOption("invoices");
  await radio(form, "heard", "friend").check();
  await form.tick("authorised");
  await form.tick("acknowledged");
  await form.send();
  await form.summary.locator("a").click();
  assert.equal(await form.focused(), "heard");
  assert.notEqual(await form.error("heard").textContent(), "");
  await context.close();
});

test("a definition that cannot be used says where, to the page's developer", async () => {
  const made = await siteWith(await extra());
  const wrong = await extra();
  wrong.fields[9].shown_when.is = "wages";
  // After the backend has looked at it.
  const other = await startBackend({ site: made.site, args: ["--allow-origin", host.origin] });
  await writeFile(join(made.site, "forms/vst.json"), JSON.stringify(wrong));
  const { script } = await embedding(other.url);
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, troubled } = await openPage(context);
  await context.route("**/forms/vst.json", (route) => route.fulfill({ contentType: "application/json", headers: { "Access-Control-Allow-Origin": "*" }, body: JSON.stringify(wrong) }));
  await page.goto(host.page(`<thuan-form form="${other.url}/forms/vst.json" lang="vi"></thuan-form>`, { head: script }));
  await page.locator("thuan-form").getByRole("alert").waitFor();
  await troubled(/\/fields\/9\/shown_when: must name a select, radio or checkbox/);
  await context.close();
  await other.stop();
  await other.remove();
  await made.removeSite();
});
