// The form that stands in its page as HTML: there before anything runs, and taken over with all that was done to it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { SITE } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { kept, recordIn } from "../support/record.mjs";
import { hold } from "../support/slow.mjs";
import { startEmbedded } from "../support/suite.mjs";

const EARLY = /\/early-[0-9a-f]+\.js$/;
const LOADER = /\/thuan\.js$/;
const WASM = /\/thuan_widget-[0-9a-f]+\.wasm$/;

const { browser, backend, host } = await startEmbedded();

/** A page whose files come when the test says so. */
async function open({ path = "/", held = WASM, options = {}, prepare } = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const files = held && (await hold(context, held));
  const { page, trouble } = await openPage(context);
  await prepare?.(context, page);
  await page.goto(`${backend.url}${path}`, { waitUntil: "commit" });
  return { context, page, trouble, form: formOn(page), arrive: files?.arrive };
}

const inside = (page, act, argument) => page.locator("thuan-form").evaluate(act, argument);

test("what stands in a page are the very bytes that are served", async () => {
  for (const path of ["index.html", "vst/index.html", "vst/en/index.html"]) {
    const html = await readFile(join(SITE, path), "utf8");
    for (const [name, file] of [["form", "forms/vst.json"], ["policy", "policy/vst.json"]]) {
      const [, text] = html.match(new RegExp(`<script type="application/json" data-thuan="${name}">([^<]*)</script>`)) ?? [];
      assert.equal(text, await readFile(join(SITE, file), "utf8"), `${path}: ${name}`);
    }
  }
});

test("without scripts the form is there, whole and styled, in each language", async () => {
  for (const [path, title, button] of [["/vst/", "Đăng ký sử dụng dịch vụ", "Gửi đăng ký"], ["/vst/en/", "Register for our services", "Send registration"]]) {
    const { context, page, form } = await open({ path, held: null, options: { javaScriptEnabled: false } });
    await form.input("phone").fill("0912345678");
    assert.equal(await form.form.locator("h2").first().textContent(), title);
    assert.equal(await form.form.locator("button[type=submit]").textContent(), button);
    const { width } = await form.input("phone").boundingBox();
    assert.ok(width > 200, `styled: ${width}`);
    await form.tick("acknowledged");
    assert.equal(page.url(), `${backend.url}${path}`);
    await context.close();
  }
});

for (const [stage, held] of [["the script that notes it", EARLY], ["the loader", LOADER], ["the WebAssembly", WASM]]) {
  test(`what is typed before ${stage} has come stays, with the focus and the selection`, async () => {
    const { context, page, form, trouble, arrive } = await open({ held });
    // A parser that waits for a script shows nothing: then there is nothing to type into yet.
    if (held !== EARLY) await form.input("company_name").fill("Công ty Ví Dụ");
    else setTimeout(arrive, 300);
    await form.input("contact_name").pressSequentially("Nguyễn An");
    await inside(page, ({ shadowRoot }) => shadowRoot.querySelector("[name=contact_name]").setSelectionRange(2, 5));
    await inside(page, ({ shadowRoot }) => (window.before = [...shadowRoot.querySelectorAll("input:not([type=hidden]), textarea, h2, dd")]));
    arrive();
    await form.ready();
    assert.deepEqual(
      await inside(page, ({ shadowRoot }) => {
        const { value, name, selectionStart, selectionEnd } = shadowRoot.activeElement;
        const same = window.before.every((element) => element.isConnected && element.getRootNode() === shadowRoot);
        return { value, name, selectionStart, selectionEnd, same, forms: shadowRoot.querySelectorAll("form").length };
      }),
      { value: "Nguyễn An", name: "contact_name", selectionStart: 2, selectionEnd: 5, same: true, forms: 1 },
    );
    if (held !== EARLY) assert.equal(await form.input("company_name").inputValue(), "Công ty Ví Dụ");
    await form.fill(VIETTEL);
    await form.tick("acknowledged");
    await form.send();
    await form.done.waitFor();
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}

test("a tick before anything answers keeps its time, and one taken back is not one", async () => {
  const { context, page, form, trouble, arrive } = await open({ held: /\/thuan\.js$|\.wasm$/ });
  await form.fill(VIETTEL);
  const from = Date.now();
  await form.tick("purpose.renewal_email");
  await form.tick("purpose.renewal_phone");
  await form.input("purpose.renewal_phone").uncheck();
  await form.form.locator("label[for=acknowledged]").click();
  const to = Date.now();
  await page.waitForTimeout(1500);
  arrive();
  await form.ready();
  assert.equal(await form.input("purpose.renewal_email").isChecked(), true);
  assert.equal(await form.input("purpose.renewal_phone").isChecked(), false);
  assert.equal(await form.input("acknowledged").isChecked(), true);
  await form.send();
  await form.done.waitFor();
  const record = recordIn((await kept(page, form)).evidence);
  const purpose = (id) => record.purposes.find((purpose) => purpose.id === id);
  const within = (time) => Date.parse(time) >= from - 5 && Date.parse(time) <= to + 5;
  assert.equal(purpose("renewal_email").event_state, "given");
  assert.equal(purpose("renewal_phone").event_state, "refused");
  assert.ok(within(purpose("renewal_email").decided_at), purpose("renewal_email").decided_at);
  assert.ok(within(purpose("renewal_phone").decided_at), purpose("renewal_phone").decided_at);
  assert.ok(within(record.acknowledged.decided_at), record.acknowledged.decided_at);
  assert.ok(!within(purpose("aftersales_care").decided_at), "one that was never touched has the time of sending");
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a tick that no person made is none, before as after", async () => {
  const { context, page, form, arrive } = await open();
  await inside(page, (host) => {
    const { shadowRoot } = host;
    const box = (purpose) => shadowRoot.querySelector(`[name="purpose.${purpose}"]`);
    shadowRoot.querySelector("[name=acknowledged]").click();
    box("renewal_email").checked = true;
    // A click on the words becomes one on the box.
    shadowRoot.querySelector('label[for="purpose.aftersales_care"]').click();
    // A box of the page's own, by the name of one of the form's; and one that springs back after a person's click.
    host.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "purpose.renewal_email" }));
    window.spring = (event) => event.preventDefault();
    shadowRoot.querySelector('[name="purpose.renewal_phone"]').addEventListener("click", window.spring);
    const early = window[Symbol.for("thuan.early")];
    early.noted(host).ticks.push(["acknowledged", true, Date.now()]);
    try {
      early.noted = () => ({ ticks: [["acknowledged", true, 0]], held: true });
    } catch {}
  });
  await form.input("purpose.renewal_phone").click();
  for (const name of ["acknowledged", "purpose.renewal_phone"]) assert.equal(await form.input(name).isChecked(), false, name);
  await page.evaluate(() => document.querySelector("thuan-form > input").click());
  arrive();
  await form.ready();
  for (const name of ["acknowledged", "purpose.renewal_email", "purpose.renewal_phone", "purpose.aftersales_care"]) {
    assert.equal(await form.form.locator(`.choice [name="${name}"]`).isChecked(), false, name);
  }
  await context.close();
});

for (const [what, change] of [
  ["another form", (form) => ({ ...form, title: { ...form.title, vi: "Một biểu mẫu khác" } })],
  ["another policy", (form) => ({ ...form, policy: "other" })],
]) {
  test(`what was ticked and pressed before counts for the words that were there, and not for ${what}`, async () => {
    const other = async (context) => {
      await context.route("**/forms/vst.json", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: JSON.stringify(change(await response.json())) });
      });
      await context.route("**/policy/other.json", async (route) => {
        const response = await route.fetch({ url: `${backend.url}/policy/vst.json` });
        const policy = await response.json();
        const purposes = policy.purposes.map((purpose) => ({ ...purpose, label: { ...purpose.label, vi: `${purpose.label.vi} Khác.` } }));
        await route.fulfill({ response, body: JSON.stringify({ ...policy, id: "other", purposes }) });
      });
    };
    const { context, page, form, arrive } = await open({ prepare: other });
    const posts = [];
    page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
    await form.fill(VIETTEL);
    await form.tick("purpose.renewal_email");
    await form.tick("acknowledged");
    await form.send();
    arrive();
    await form.form.getByText("Biểu mẫu hoặc chính sách vừa được cập nhật").waitFor();
    await form.ready();
    // A form that is sending takes no other press.
    await form.send();
    await form.focus("error-summary");
    for (const name of ["acknowledged", "purpose.renewal_email"]) assert.equal(await form.input(name).isChecked(), false, name);
    assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
    assert.deepEqual(posts, [], "nothing was sent");
    await context.close();
  });
}

test("a network that fails once or twice is tried again, and nobody is bothered", async () => {
  let failures = 2;
  const fail = (route) => (failures-- > 0 ? route.abort() : route.continue());
  const { context, form } = await open({ held: null, prepare: (context) => context.route(WASM, fail) });
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await context.close();
});

test("a press on the button before anything can sign is held, said, and then sent once", async () => {
  const { context, page, form, trouble, arrive } = await open({ held: /\/thuan\.js$|\.wasm$/ });
  const before = (await backend.records()).length;
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.send();
  await form.input("email").press("Enter");
  assert.match(await form.form.locator("p.status").textContent(), /chưa sẵn sàng/);
  assert.equal(page.url(), `${backend.url}/`, "nothing is in the address");
  arrive();
  await form.done.waitFor();
  assert.equal((await backend.records()).length, before + 1);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("what was held is checked like any other", async () => {
  const { context, form, arrive } = await open();
  await form.fill({ ...VIETTEL, tax_code: "0100109107" });
  await form.send();
  arrive();
  await form.summary.locator("li").first().waitFor();
  await form.focus("error-summary");
  assert.equal(await form.input("tax_code").inputValue(), "0100109107");
  await context.close();
});

test("a connection that is lost while it loads: what was typed and pressed stays, and it goes on by itself", async () => {
  const { context, page, form, arrive } = await open();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await context.setOffline(true);
  await form.send();
  arrive();
  await form.form.getByText("Hãy kiểm tra kết nối mạng rồi thử lại").waitFor();
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  await context.setOffline(false);
  await form.done.waitFor();
  assert.equal(page.url(), `${backend.url}/`);
  await context.close();
});

test("a loader that does not come, or is not the one that was released, does not hold anything back", async () => {
  for (const answer of [(route) => route.abort(), (route) => route.fulfill({ contentType: "text/javascript", body: "alert(1)" })]) {
    const { context, page, form } = await open({ held: null, prepare: (context) => context.route(LOADER, answer) });
    await form.form.locator("div.fallback").waitFor();
    await form.fill(VIETTEL);
    await form.send();
    await page.waitForURL(`${backend.url}/api/registrations/plain`);
    assert.equal(await page.locator("[name=email]").inputValue(), VIETTEL.email);
    await context.close();
  }
});

test("a word that an input method has not finished is finished after the form was taken over", async () => {
  const { context, page, form, trouble, arrive } = await open();
  await form.input("contact_name").focus();
  const input = await context.newCDPSession(page);
  const compose = (text) => input.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  for (const text of ["n", "ng", "nga"]) await compose(text);
  arrive();
  await form.ready();
  for (const text of ["ngaa", "ngâ", "ngân"]) await compose(text);
  await input.send("Input.insertText", { text: "ngân" });
  assert.equal(await form.input("contact_name").inputValue(), "ngân");
  assert.deepEqual(trouble(), []);
  await context.close();
});

/** How far things on the page have moved by themselves (Layout Instability API), once what is there has been drawn. */
const shifts = (page) =>
  page.evaluate(async () => {
    const moved = [];
    const note = (entries) => {
      for (const { value, sources } of entries) moved.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName)]);
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    // A frame's shifts are known by the next one, and told in a task of their own.
    for (let frames = 0; frames < 3; frames += 1) await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    note(observer.takeRecords());
    return moved;
  });

for (const [width, path] of [[360, "/vst/"], [1280, "/vst/en/"]]) {
  test(`nothing moves while it loads: ${path}, ${width} pixels wide`, async () => {
    const held = /\.css$/;
    const { context, page, form, arrive } = await open({ path, held, options: { viewport: { width, height: 800 } } });
    const loader = await hold(context, LOADER);
    setTimeout(arrive, 400);
    await form.input("company_name").waitFor();
    await page.waitForTimeout(400);
    loader.arrive();
    await form.ready();
    assert.deepEqual(await shifts(page), []);
    await context.close();
  });
}

test("in another page there is room for the form before it comes, and nothing below it moves", async () => {
  const { script, element } = await embedding(backend.url);
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 360, height: 640 } });
  const { arrive } = await hold(context, WASM);
  const { page, trouble } = await openPage(context);
  // What a page may say before the script is there, as the document has it.
  const css = (await readFile(join(import.meta.dirname, "../../docs/embedding.md"), "utf8")).match(/```css\n(thuan-form:not\(:defined\)[^`]*)```/)[1];
  const head = `<style>${css}</style>${script}`;
  await page.goto(host.page(`<h1>Trang của chúng tôi</h1>${element}<p>Chân trang</p>`, { head }));
  const form = formOn(page);
  await form.status.first().waitFor();
  await page.waitForTimeout(300);
  arrive();
  await form.ready();
  assert.deepEqual(await shifts(page), []);
  assert.deepEqual(trouble(), []);
  await context.close();
});

for (const [what, change] of [
  ["in another language", (html) => html.replace("Mã số thuế", "Tax code").replace("Gửi đăng ký", "Send")],
  ["with something missing", (html) => html.replace(/<fieldset class="section choices">.*?<\/fieldset>/s, "").replace(/<h5>.*?<\/h5>/, "")],
  ["with something more", (html) => html.replace("<fieldset", "<p>x</p><!--y--><fieldset").replace("<legend>", "<b>z</b><legend>")],
  ["with its markers gone", (html) => html.replaceAll("<!>", "")],
  ["in another order", (html) => html.replace(/(<div class="field">.*?)(<div class="field">.*?)(?=<div class="field">)/s, "$2$1")],
  ["of which nothing is left", (html) => html.replace(/<form.*<\/form>/s, "")],
]) {
  test(`a page that was drawn ${what} becomes the form that it should be`, async () => {
    const alter = async (context) =>
      context.route(`${backend.url}/`, async (route) => {
        const answer = await route.fetch();
        const html = await answer.text();
        assert.notEqual(change(html), html);
        await route.fulfill({ response: answer, body: change(html) });
      });
    const whole = await open({ held: null });
    const other = await open({ held: null, prepare: alter });
    const shown = ({ shadowRoot }) => shadowRoot.querySelector(".thuan").outerHTML.replaceAll("<!---->", "");
    await whole.form.ready();
    await other.form.ready();
    const as = (html) => html.replace(/ (method|action|data-held)="[^"]*"/g, "").replace(/ (id|class|type|name|part)="[^"]*"/g, (text) => text);
    assert.equal(as(await inside(other.page, shown)), as(await inside(whole.page, shown)));
    await other.form.fill(VIETTEL);
    await other.form.tick("acknowledged");
    await other.form.send();
    await other.form.done.waitFor();
    assert.deepEqual(other.trouble(), []);
    await whole.context.close();
    await other.context.close();
  });
}
