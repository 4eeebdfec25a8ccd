// Pages made with React and Vue: the very lines that the documentation shows, run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { blocks, bundle, vueModule } from "../support/snippets.mjs";
import { startEmbedded } from "../support/suite.mjs";

const { browser, backend, host } = await startEmbedded();

/** What both pages show: three things in an order that changes, of which the form is one while it is wanted. */
const FIRST = `{ lang: "vi", wanted: true, order: ["form", "a", "b"], prefill: { company_name: "Công ty Ví Dụ" } }`;

const REACT = `
  import { StrictMode, useState } from "react";
  import { flushSync } from "react-dom";
  import { createRoot } from "react-dom/client";
  import { Registration } from "./snippet";

  window.records = [];
  function Page() {
    const [{ lang, wanted, order, prefill }, change] = useState(${FIRST});
    window.change = (news) => flushSync(() => change((now) => ({ ...now, ...news })));
    const form = () => wanted && <Registration lang={lang} prefill={{ ...prefill }} onSubmitted={(id) => window.records.push(id)} />;
    return order.map((key) => <section key={key}>{key === "form" ? form() : key}</section>);
  }
  createRoot(document.querySelector("#root")).render(<StrictMode><Page /></StrictMode>);
`;

const VUE = `
  import { createApp, h, nextTick, reactive } from "vue";
  import Registration from "./snippet";

  window.records = [];
  const now = reactive(${FIRST});
  window.change = (news) => (Object.assign(now, news), nextTick());
  const form = () => now.wanted && h(Registration, { lang: now.lang, prefill: { ...now.prefill }, onSubmitted: (id) => window.records.push(id) });
  createApp({ render: () => now.order.map((key) => h("section", { key }, [key === "form" ? form() : key])) }).mount("#root");
`;

/** What the documentation shows for each, as a page's own build has it. */
const PAGES = {
  React: async () => {
    const [snippet] = await blocks("embedding.md", "jsx", backend.url);
    return bundle(REACT, snippet);
  },
  Vue: async () => {
    const [snippet] = await blocks("embedding.md", "vue", backend.url);
    const [setting] = (await blocks("embedding.md", "js")).filter((code) => code.startsWith("vue("));
    const { template } = new Function("vue", `return ${setting}`)((options) => options);
    return bundle(VUE, vueModule(snippet, template.compilerOptions.isCustomElement));
  },
};

for (const [framework, script] of Object.entries(PAGES)) {
  async function open({ early = false } = {}) {
    const { script: loader } = await embedding(backend.url);
    const own = `<div id="root"></div><script type="module">${(await script()).replaceAll("</script", "<\\/script")}</script>`;
    const context = await browser.newContext({ locale: "vi-VN" });
    const { page, trouble } = await openPage(context);
    await page.addInitScript(() => {
      window.ready = 0;
      document.addEventListener("thuan:ready", () => (window.ready += 1));
    });
    await page.goto(host.page(early ? own : own + loader, { head: early ? loader : "" }));
    const form = formOn(page);
    await form.ready();
    return { context, page, trouble, form, change: (news) => page.evaluate((news) => window.change(news), news) };
  }

  for (const [order, early] of [["after", false], ["before", true]]) {
    test(`${framework}: with the loader ${order} the page's script, what the page knows is there, and the way leads to the end`, async () => {
      const { context, page, form, trouble } = await open({ early });
      assert.equal(await form.input("company_name").inputValue(), "Công ty Ví Dụ");
      assert.equal(await form.form.evaluate((element) => element.lang), "vi");
      await form.fill(VIETTEL);
      await form.tick("acknowledged");
      await form.send();
      await form.done.waitFor();
      const [record, ...more] = await page.evaluate(() => window.records);
      assert.deepEqual(more, []);
      assert.ok((await backend.records()).some(({ record_id }) => record_id === record));
      assert.equal(await page.evaluate(() => window.ready), 1, "drawn once, however often a framework mounts");
      assert.deepEqual(trouble(), []);
      await context.close();
    });
  }

  test(`${framework}: another language, another prefill and every render leave what was typed and what was emptied`, async () => {
    const { context, form, trouble, change } = await open();
    await form.fill({ company_name: "", email: "a@vidu.vn" });
    await form.tick("purpose.renewal_email");
    await change({ lang: "en" });
    await form.form.getByRole("heading", { name: "Register for our services" }).waitFor();
    await change({});
    assert.equal(await form.input("company_name").inputValue(), "", "emptied by the person, and not filled in again");
    await change({ prefill: { company_name: "Công ty Khác", email: "b@vidu.vn", phone: "0912345678" } });
    assert.deepEqual(
      await Promise.all(["company_name", "email", "phone"].map((name) => form.input(name).inputValue())),
      ["Công ty Khác", "a@vidu.vn", "0912345678"],
    );
    assert.equal(await form.input("purpose.renewal_email").isChecked(), true);
    assert.deepEqual(trouble(), []);
    await context.close();
  });

  test(`${framework}: moved in a list it keeps what was typed; taken away and shown again it begins anew`, async () => {
    const { context, page, form, trouble, change } = await open();
    await form.fill({ email: "a@vidu.vn" });
    await page.evaluate(() => {
      window.moved = 0;
      const holds = (nodes) => [...nodes].some((node) => node.querySelector?.("thuan-form"));
      const seen = (mutations) => mutations.forEach(({ removedNodes }) => (window.moved += holds(removedNodes)));
      new MutationObserver(seen).observe(document.querySelector("#root"), { childList: true });
    });
    await change({ order: ["a", "b", "form"] });
    assert.equal(await page.locator("#root > section").last().locator("thuan-form").count(), 1);
    assert.equal(await page.evaluate(() => window.moved), 1, "the framework moved the element, and not what is around it");
    assert.equal(await form.input("email").inputValue(), "a@vidu.vn");
    await change({ wanted: false });
    await form.form.waitFor({ state: "detached" });
    await change({ wanted: true });
    await form.ready();
    assert.equal(await form.input("email").inputValue(), "");
    assert.equal(await form.input("company_name").inputValue(), "Công ty Ví Dụ");
    assert.equal(await page.evaluate(() => window.ready), 2);
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}
