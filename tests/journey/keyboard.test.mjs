// The whole way without a mouse, and without eyes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

/** What has the focus, within shadow roots. */
const focus = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element && { name: element.getAttribute("name") ?? element.id, tag: element.localName, text: element.textContent.trim(), seen: element.checkVisibility() };
  });

test("by the keyboard alone: every stop can be seen, in the order of the page, and the whole way is open", async () => {
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 360, height: 640 } });
  const { page, trouble } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  const { keyboard } = page;

  const stops = [];
  const texts = { ...VIETTEL, tax_code: "0100109107" };
  for (;;) {
    await keyboard.press("Tab");
    const { name, tag, text, seen } = await focus(page);
    assert.ok(seen, name);
    stops.push(name || text.slice(0, 20));
    if (texts[name]) await keyboard.insertText(texts[name].replace("\n", ", "));
    if (name === "acknowledged") await keyboard.press("Space");
    if (tag === "button" && text === "Gửi đăng ký") break;
    assert.ok(stops.length < 40, stops.join());
  }
  assert.deepEqual(
    stops.filter((stop) => /^[a-z_.]+$/.test(stop)),
    ["company_name", "tax_code", "address", "contact_name", "email", "phone", "purpose.renewal_email", "purpose.renewal_phone", "purpose.aftersales_care", "acknowledged"],
  );

  await keyboard.press("Enter");
  await form.summary.locator("li").first().waitFor();
  await form.focus("error-summary");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  assert.equal((await focus(page)).name, "tax_code");
  await keyboard.press("Control+A");
  await keyboard.insertText(VIETTEL.tax_code);
  await keyboard.press("Enter");
  await form.done.waitFor();
  await form.focus("done");

  // From the confirmation to one's own file, and on to the record and back.
  const reach = async (words) => {
    for (let times = 0; times < 10; times += 1) {
      await keyboard.press("Tab");
      if (words.test((await focus(page)).text)) return;
    }
    assert.fail(`${words} cannot be reached`);
  };
  await reach(/Tải bản ghi/);
  const [download] = await Promise.all([page.waitForEvent("download"), keyboard.press("Enter")]);
  assert.match(download.suggestedFilename(), /^thuan-[0-9A-F]{8}\.json$/);
  await reach(/Xem lại, thay đổi/);
  await keyboard.press("Enter");
  await page.locator(".record .report").waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("no stop is a trap: Tab leads out of the form on both sides", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(backend.url);
  await formOn(page).ready();
  await page.evaluate(() => {
    for (const [where, id] of [["afterbegin", "before"], ["beforeend", "after"]]) {
      const link = Object.assign(document.createElement("a"), { href: "#", id, textContent: id });
      document.body.insertAdjacentElement(where, link);
    }
  });
  for (const [from, key, to] of [["before", "Tab", "after"], ["after", "Shift+Tab", "before"]]) {
    await page.evaluate((id) => document.getElementById(id).focus(), from);
    let at;
    for (let times = 0; times < 40 && at !== to; times += 1) {
      await page.keyboard.press(key);
      at = (await focus(page)).name;
    }
    assert.equal(at, to);
  }
  await context.close();
});

/** The page as assistive technology has it: Chromium's own tree, by its protocol. */
async function openTree(context, page) {
  const session = await context.newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("Accessibility.enable");
  const value = (node, name) => node.properties?.find((property) => property.name === name)?.value.value;
  const all = async () => (await session.send("Accessibility.getFullAXTree")).nodes.filter((node) => !node.ignored);
  const find = async (role, name) => {
    const found = (await all()).filter((node) => node.role?.value === role && (name instanceof RegExp ? name.test(node.name?.value) : node.name?.value === name));
    assert.equal(found.length, 1, `${role} ${name}: ${found.length}`);
    const [node] = found;
    return {
      description: node.description?.value ?? "",
      invalid: value(node, "invalid"),
      required: value(node, "required"),
      focused: value(node, "focused"),
      checked: value(node, "checked"),
      level: value(node, "level"),
      focus: () => session.send("DOM.focus", { backendNodeId: node.backendDOMNodeId }),
    };
  };
  return { find, all };
}

const LABELS = {
  company_name: "Tên doanh nghiệp",
  tax_code: "Mã số thuế",
  address: "Địa chỉ",
  contact_name: "Họ và tên",
  email: "Email",
  phone: "Điện thoại",
};

test("by the accessibility tree alone: what to fill in, what is wrong, what was sent", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  const { find, all } = await openTree(context, page);

  const act = async (role, name, key) => {
    await (await find(role, name)).focus();
    await page.keyboard.press(key);
  };
  assert.ok((await find("heading", "Đăng ký sử dụng dịch vụ")).level >= 1);
  for (const group of ["Doanh nghiệp", "Người liên hệ", "Lựa chọn của bạn (không bắt buộc)", "Xác nhận"]) await find("group", group);
  for (const [name, label] of Object.entries(LABELS)) {
    const field = await find("textbox", label);
    assert.equal(field.required, true, label);
    await field.focus();
    await page.keyboard.insertText(name === "email" ? "khong-phai-email" : VIETTEL[name]);
  }
  const optional = await find("checkbox", /email mời gia hạn/);
  assert.equal(optional.checked, "false");
  assert.match(optional.description, /Gửi khi dịch vụ sắp hết hạn/);

  await act("button", "Gửi đăng ký", "Enter");
  await form.summary.locator("li").first().waitFor();
  await form.focus("error-summary");
  const alert = await find("alert", /^$/).catch(() => find("alert", /.*/));
  assert.ok(alert.focused, "the summary has the focus");
  assert.match((await find("textbox", LABELS.email)).description, /@/);
  assert.equal((await find("textbox", LABELS.email)).invalid, "true");
  assert.equal((await find("textbox", LABELS.phone)).invalid, "false");
  await act("link", /Hãy đọc chính sách/, "Enter");
  const acknowledged = await find("checkbox", /Tôi đã đọc Chính sách/);
  assert.ok(acknowledged.focused);
  assert.equal(acknowledged.invalid, "true");
  await page.keyboard.press("Space");
  await (await find("textbox", LABELS.email)).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(VIETTEL.email);
  await act("button", "Gửi đăng ký", "Enter");
  await form.done.waitFor();
  await form.focus("done");
  assert.ok((await find("heading", "Đã gửi đăng ký")).focused);
  await find("button", /Tải bản ghi/);
  const words = (await all()).filter((node) => node.role?.value === "StaticText").map((node) => node.name.value);
  assert.ok(words.includes("Không đồng ý"), "what was refused is said");
  assert.deepEqual(trouble(), []);
  await context.close();
});
