// Browsers that cannot run the form: it posts itself, the backend answers with pages, and what is kept is marked.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { axe, check } from "../support/axe.mjs";
import { SITE, startBackend, thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL } from "../support/form.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

const PLAIN = "/api/registrations/plain";

/** The ways in which nothing runs. */
const WAYS = {
  "scripts are switched off": { options: { javaScriptEnabled: false } },
  "there is no WebAssembly": { prepare: () => delete window.WebAssembly },
};

/** A site whose form has nowhere to post itself, drawn as a build draws it. */
async function siteWithout() {
  const site = await mkdtemp(join(tmpdir(), "thuan-site-"));
  after(() => rm(site, { recursive: true, force: true }));
  await cp(SITE, site, { recursive: true });
  const form = join(site, "forms/vst.json");
  const { plain_endpoint, ...definition } = JSON.parse(await readFile(form, "utf8"));
  assert.equal(plain_endpoint, PLAIN);
  await writeFile(form, JSON.stringify(definition, undefined, 2));
  const page = join(site, "vst/index.html");
  const html = await readFile(page, "utf8");
  const [, style] = html.match(/<link rel="stylesheet" href="([^"]*)">/);
  const policy = join(site, "policy/vst.json");
  const drawn = await thuan("prerender", "--form", form, "--policy", policy, "--form-url", "../forms/vst.json", "--style", style);
  await writeFile(page, html.replace(/(<thuan-form [^>]*>).*?(<\/thuan-form>)/s, (_, begin, end) => begin + drawn.trim() + end));
  for (const file of [`${form}.br`, `${page}.br`]) await rm(file, { force: true });
  return site;
}

/** The hosted page in a browser that cannot run the form; the same names lead into the form and into the answers. */
async function open({ options, prepare }, url = `${backend.url}/vst/`) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  if (prepare) await context.addInitScript(prepare);
  const { page, trouble } = await openPage(context);
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await page.goto(url);
  const input = (name) => page.locator(`[name="${name}"]`);
  return {
    context,
    page,
    trouble,
    posts,
    input,
    notice: page.locator(".fallback:visible"),
    fill: async (values) => {
      for (const [name, value] of Object.entries(values)) await input(name).fill(value);
    },
    send: () => page.locator("button[type=submit]").click(),
  };
}

const unsigned = async () => (await backend.records()).filter(({ signed }) => !signed);

for (const [way, how] of Object.entries(WAYS)) {
  test(`where ${way} a registration arrives, mended and marked`, async () => {
    const before = (await unsigned()).length;
    const { context, page, trouble, notice, input, fill, send } = await open(how);
    await notice.waitFor();
    assert.match(await notice.textContent(), /chưa ký được bản ghi/);
    await fill({ ...VIETTEL, tax_code: "0100109107", address: "\nSố 1 \"><script>alert(1)</script>\nHà Nội", email: "" });
    await input("purpose.renewal_phone").check();
    await send();

    await page.locator("#error-summary").waitFor();
    assert.equal(page.url(), `${backend.url}${PLAIN}`, "nothing is in the address");
    assert.match(await page.title(), /^Lỗi: /);
    assert.match(await notice.textContent(), /chưa ký được bản ghi/);
    const links = page.locator("#error-summary a");
    assert.equal(await links.count(), 3);
    for (const [name, value] of Object.entries(VIETTEL)) {
      const expected = { tax_code: "0100109107", address: "\nSố 1 \"><script>alert(1)</script>\nHà Nội", email: "" }[name] ?? value;
      assert.equal(await input(name).inputValue(), expected, name);
    }
    const ticks = ["purpose.renewal_email", "purpose.renewal_phone", "purpose.aftersales_care", "acknowledged"];
    assert.deepEqual(await Promise.all(ticks.map((name) => input(name).isChecked())), [false, true, false, false]);
    // A link of the summary leads to its field, without any script.
    await links.first().click();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    await fill({ tax_code: "0100109106", address: VIETTEL.address, email: VIETTEL.email });
    await input("acknowledged").check();
    await send();

    await page.locator(".done").waitFor();
    const [kept, ...others] = (await unsigned()).slice(before);
    assert.deepEqual(others, []);
    assert.equal(await page.locator(".reference strong").textContent(), kept.registration_id.slice(0, 8).toUpperCase());
    assert.match(await page.locator(".done").textContent(), /không phải là bản ghi có thể kiểm chứng/);
    assert.deepEqual([kept.given, kept.refused, kept.registration], [1, 2, "kept"]);
    // A reload posts it once more, and adds nothing.
    await page.reload();
    await page.locator(".done").waitFor();
    assert.equal((await unsigned()).length, before + 1);
    const exported = JSON.parse(await thuan("export", kept.registration_id, "--database", backend.database));
    assert.equal(exported.registration.fields.phone, "+842439343137");
    assert.equal(exported.registration.fields.email, VIETTEL.email);
    await thuan("audit", "--database", backend.database);
    const expected = way.includes("WebAssembly") ? (line) => /WebAssembly|422/.test(line) : (line) => /422/.test(line);
    assert.deepEqual(trouble().filter((line) => !expected(line)), []);
    // So that the next one is another registration.
    await thuan("forget", kept.registration_id, "--reason", "a test", "--database", backend.database);
    await context.close();
  });

  test(`where ${way} and the form has nowhere to go it says whom to turn to, and sends nothing`, async () => {
    const other = await startBackend({ site: await siteWithout() });
    const { context, page, posts, notice, input, fill, send } = await open(how, `${other.url}/vst/`);
    await notice.waitFor();
    assert.match(await notice.textContent(), /liên hệ trực tiếp: Vạn sự thông/);
    await fill(VIETTEL);
    await input("acknowledged").check();
    await send();
    await input("email").press("Enter");
    await page.waitForTimeout(300);
    assert.deepEqual(posts, []);
    assert.equal(page.url(), `${other.url}/vst/`, "nothing is in the address");
    assert.equal(await input("email").inputValue(), VIETTEL.email);
    assert.deepEqual(await other.records(), []);
    await context.close();
    await other.stop();
    await other.remove();
  });
}

test("where focus is, is what is wrong", async () => {
  const { context, page, send, notice } = await open(WAYS["there is no WebAssembly"]);
  await notice.waitFor();
  await send();
  await page.locator("#error-summary:focus").waitFor();
  await page.locator("#error-summary a").nth(1).click();
  await page.locator("#tax_code:focus").waitFor();
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [lang, path] of [["vi", "/vst/"], ["en", "/vst/en/"]]) {
    test(`the answers are accessible and styled: ${colorScheme}, ${lang}`, async () => {
      const options = { colorScheme, bypassCSP: true, locale: lang, viewport: { width: 320, height: 640 } };
      const { context, page, input, fill, send, notice } = await open({ ...WAYS["there is no WebAssembly"], options }, `${backend.url}${path}`);
      const sound = async (state) => {
        await page.evaluate(axe);
        await check(page, state);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, "nothing scrolls sideways");
        assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
        const background = await page.locator("main").evaluate((main) => getComputedStyle(main).backgroundColor);
        assert.notEqual(background, "rgba(0, 0, 0, 0)", "styled");
      };
      await notice.waitFor();
      await fill({ ...VIETTEL, phone: "1" });
      await send();
      await page.locator("#error-summary").waitFor();
      await sound("errors");
      await fill({ phone: VIETTEL.phone });
      await input("acknowledged").check();
      await send();
      await page.locator(".done").waitFor();
      await sound("confirmation");
      await page.goto(`${backend.url}${PLAIN}`);
      await sound("refusal");
      await context.close();
    });
  }
}
