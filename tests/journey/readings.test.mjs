// What the form says while it is being filled in: what it understood, what may have been meant, the look-up; and that
// it never touches what is being typed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

async function open(prepare = async () => {}) {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  await prepare(page);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  const field = (name) => form.form.locator(".field").filter({ has: page.locator(`[name="${name}"]`) });
  return { context, page, form, field, trouble };
}

test("what was understood is said when a field is left, and only then", async () => {
  const { context, page, form, field } = await open();
  await form.input("phone").pressSequentially("(024) 3934 3137 ext 12");
  assert.equal(await field("phone").locator(".understood").textContent(), "");
  await page.keyboard.press("Tab");
  assert.equal(await field("phone").locator(".understood").textContent(), "024 3934 3137 ext 12, cố định Hà Nội");
  await form.input("tax_code").fill("0100109106 001");
  await form.input("tax_code").blur();
  assert.equal(await field("tax_code").locator(".understood").textContent(), "Chi nhánh 001 của 0100109106");
  assert.equal(await form.input("tax_code").inputValue(), "0100109106 001", "what was typed stays as it was typed");
  await context.close();
});

test("a hint is a button that writes what was meant", async () => {
  const { context, page, form, field } = await open();
  const cases = [
    ["email", "lan@gmial.com", "Dùng lan@gmail.com", "lan@gmail.com"],
    ["tax_code", "100109106", "Dùng 0100109106", "0100109106"],
    ["phone", "0163 234 5678", "Dùng 0332 345 678", "0332 345 678"],
  ];
  for (const [name, typed, button, meant] of cases) {
    await form.input(name).fill(typed);
    await form.input(name).blur();
    const offer = field(name).getByRole("button", { name: button });
    await offer.waitFor();
    assert.equal(await form.input(name).inputValue(), typed, "nothing is changed without being asked");
    await offer.click();
    assert.equal(await form.input(name).inputValue(), meant);
    assert.equal(await form.focused(), name);
    assert.equal(await offer.count(), 0);
  }
  // With an error on show, taking the hint mends it.
  await form.input("tax_code").fill("100109106");
  await form.send();
  await form.summary.waitFor();
  assert.notEqual(await form.error("tax_code").textContent(), "");
  await field("tax_code").getByRole("button", { name: "Dùng 0100109106" }).click();
  assert.equal(await form.error("tax_code").textContent(), "");
  await page.evaluate(() => document.querySelector("thuan-form").setAttribute("lang", "en"));
  // Its texts have to come first.
  await form.form.getByRole("button", { name: "Send registration" }).waitFor();
  assert.equal(await field("tax_code").locator(".understood").textContent(), "Tax code of an enterprise or organisation");
  await context.close();
});

test("composing with an input method is left in peace", async () => {
  const { context, page, form } = await open();
  await form.input("contact_name").fill("...");
  await form.send();
  await form.summary.waitFor();
  assert.match(await form.error("contact_name").textContent(), /bằng chữ/);
  await form.input("contact_name").fill("");
  await form.input("contact_name").focus();
  const session = await context.newCDPSession(page);
  const error = form.error("contact_name");
  const before = await error.textContent();
  for (const text of ["N", "Ng", "Ngu", "Nguy", "Nguye", "Nguyê", "Nguyễ", "Nguyễn"]) {
    await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    assert.equal(await form.input("contact_name").inputValue(), text);
    assert.equal(await error.textContent(), before, "nothing is judged in the middle of a word");
  }
  await session.send("Input.insertText", { text: "Nguyễn" });
  await page.keyboard.press("Tab");
  assert.equal(await form.input("contact_name").inputValue(), "Nguyễn");
  assert.equal(await error.textContent(), "");
  await context.close();
});

/** A form with a look-up, and the service behind it. */
function withLookup(answer) {
  const asked = [];
  const prepare = async (page) => {
    await page.route("**/forms/vst.json", async (route) => {
      const response = await route.fetch();
      const form = await response.json();
      form.lookup = { url: `${backend.url}/lookup/{tax_code}` };
      await route.fulfill({ response, json: form });
    });
    await page.route("**/lookup/*", async (route) => {
      asked.push(new URL(route.request().url()).pathname);
      await answer(route);
    });
  };
  return { asked, prepare };
}

const COMPANY = { name: "TẬP ĐOÀN CÔNG NGHIỆP - VIỄN THÔNG QUÂN ĐỘI", address: "Lô D26, Cầu Giấy, Hà Nội" };

test("a company is looked up when the person asks, and only empty fields are filled", async () => {
  const { asked, prepare } = withLookup((route) => route.fulfill({ json: COMPANY }));
  const { context, form, field } = await open(prepare);
  const button = field("tax_code").getByRole("button", { name: "Điền tên và địa chỉ theo mã số thuế" });
  assert.equal(await button.isVisible(), false, "nothing is offered before there is a company's code");
  await form.input("company_name").fill("Viettel");
  await form.input("tax_code").fill("0100109106");
  await form.input("tax_code").blur();
  await button.waitFor();
  assert.deepEqual(asked, [], "nothing was asked yet");
  await button.click();
  await field("tax_code").getByText("Đã điền. Hãy xem lại và sửa nếu cần.").waitFor();
  assert.deepEqual(asked, ["/lookup/0100109106"]);
  assert.equal(await form.input("company_name").inputValue(), "Viettel");
  assert.equal(await form.input("address").inputValue(), COMPANY.address);
  await context.close();
});

test("a person's number is never looked up", async () => {
  const { asked, prepare } = withLookup((route) => route.fulfill({ json: COMPANY }));
  const { context, form, field } = await open(prepare);
  await form.input("tax_code").fill("001099012345");
  await form.input("tax_code").blur();
  await field("tax_code").getByText("Số định danh cá nhân, hộ kinh doanh").waitFor();
  assert.equal(await field("tax_code").getByRole("button").isVisible(), false);
  assert.deepEqual(asked, []);
  await context.close();
});

test("a look-up that hangs can be stopped, ends by itself, and blocks nothing", async () => {
  const { prepare } = withLookup(() => new Promise(() => {}));
  const { context, page, form, field } = await open(prepare);
  // It ends when the page's clock says so, and not before.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await form.input("tax_code").fill("0100109106");
  await form.input("tax_code").blur();
  const start = field("tax_code").getByRole("button", { name: "Điền tên và địa chỉ theo mã số thuế" });
  const stop = field("tax_code").getByRole("button", { name: "Dừng tra cứu" });
  await start.click();
  await stop.click();
  await start.click();
  await stop.waitFor();
  await form.input("company_name").fill("Viettel");
  assert.equal(await form.input("company_name").inputValue(), "Viettel");
  await page.clock.runFor(5_000);
  await field("tax_code").getByText("Chưa tra cứu được. Hãy tự nhập tên và địa chỉ.").waitFor();
  await start.waitFor();
  await context.close();
});

test("answers that are no answers are said to be none", async () => {
  for (const [fulfil, words] of [
    [{ status: 404 }, "Chưa tìm thấy mã số thuế này. Hãy tự nhập tên và địa chỉ."],
    [{ status: 500 }, "Chưa tra cứu được. Hãy tự nhập tên và địa chỉ."],
    [{ status: 200, contentType: "text/html", body: "<h1>Wi-Fi</h1>" }, "Chưa tra cứu được. Hãy tự nhập tên và địa chỉ."],
    [{ status: 200, json: { name: 5, address: { a: 1 } } }, "Đã tra cứu xong. Tên và địa chỉ đã có sẵn nên được giữ nguyên."],
  ]) {
    const { prepare } = withLookup((route) => route.fulfill(fulfil));
    const { context, form, field } = await open(prepare);
    await form.input("tax_code").fill("0100109106");
    await form.input("tax_code").blur();
    await field("tax_code").getByRole("button", { name: "Điền tên và địa chỉ theo mã số thuế" }).click();
    await field("tax_code").getByText(words).waitFor();
    assert.equal(await form.input("company_name").inputValue(), "");
    await context.close();
  }
});
