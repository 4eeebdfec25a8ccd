// The widget in other people's pages, as embedding pages have it: another origin, strict policies, scripts that do what
// scripts do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { startEmbedded } from "../support/suite.mjs";

const { browser, backend, host } = await startEmbedded();

/** A page with the script and this body; without one, with one form. */
async function open({ body, policy, head } = {}) {
  const { script, element } = await embedding(backend.url);
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble, troubled } = await openPage(context);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const headers = policy ? { "Content-Security-Policy": policy } : {};
  await page.goto(host.page(body?.(element) ?? element, { head: head?.(script) ?? script, headers }));
  return { context, page, trouble, troubled, asked, form: formOn(page) };
}

const strict = () =>
  `default-src 'none'; script-src ${backend.url} 'wasm-unsafe-eval'; connect-src ${backend.url}; img-src data:; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'";

/** What the element tells the page, in order. */
const listen = (page) =>
  page.evaluate(() => {
    window.told = [];
    for (const name of ["ready", "submitted", "error", "withdrawn"]) {
      document.addEventListener(`thuan:${name}`, (event) => window.told.push([event.type, event.detail]));
    }
  });

/** Puts an element into the page, and waits for its form. */
async function add(page, form = formOn(page)) {
  await page.evaluate((url) => {
    const element = document.createElement("thuan-form");
    element.setAttribute("form", url);
    document.body.append(element);
  }, `${backend.url}/forms/vst.json`);
  await form.ready();
}

test("a strict page of another origin: sent, and the page learns identifiers and hashes alone", async () => {
  const { context, page, form, trouble } = await open({ policy: strict() });
  await form.ready();
  await listen(page);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  const [[name, detail], ...more] = await page.evaluate(() => window.told);
  assert.deepEqual([name, Object.keys(detail).sort(), more], ["thuan:submitted", ["record_id", "record_sha256"], []]);
  assert.ok((await backend.records()).some((record) => record.record_id === detail.record_id));
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("made by a script before the element is defined: properties, and what the page knows in advance", async () => {
  const { context, page, form, trouble } = await open({ body: () => "<div></div>", head: () => "" });
  const { script } = await embedding(backend.url);
  await page.evaluate((url) => {
    const element = document.createElement("thuan-form");
    Object.assign(element, { form: url, lang: "en", theme: "dark", prefill: { company_name: "Công ty Ví Dụ", email: "a@vidu.vn", acknowledged: "on" } });
    document.querySelector("div").append(element);
  }, `${backend.url}/forms/vst.json`);
  await page.evaluate((html) => {
    const { src, integrity } = new DOMParser().parseFromString(html, "text/html").scripts[0];
    document.head.append(Object.assign(document.createElement("script"), { type: "module", crossOrigin: "", src, integrity }));
  }, script);
  await form.ready();
  assert.equal(await form.input("company_name").inputValue(), "Công ty Ví Dụ");
  assert.equal(await form.input("acknowledged").isChecked(), false, "ticks are the person's");
  assert.equal(await form.form.getAttribute("theme"), "dark");
  await form.fill({ email: "b@vidu.vn" });
  await page.evaluate(() => (document.querySelector("thuan-form").prefill = { email: "c@vidu.vn", phone: "0912345678" }));
  assert.equal(await form.input("email").inputValue(), "b@vidu.vn", "what was typed stays");
  assert.equal(await form.input("phone").inputValue(), "0912345678");
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("five elements fetch everything once", async () => {
  const { context, page, asked, trouble } = await open({ body: (element) => element.repeat(5) });
  await page.locator("thuan-form form").nth(4).waitFor();
  assert.equal(asked.filter((url) => url.endsWith(".wasm")).length, 1);
  assert.equal(asked.filter((url) => url.endsWith(".css")).length, 1);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("the door has versions", async () => {
  const { context, page, form } = await open();
  await form.ready();
  await form.fill({ email: "a@vidu.vn" });
  assert.deepEqual(
    await page.evaluate(() => {
      const element = document.querySelector("thuan-form");
      return [typeof element.thuan(1).restart, element.thuan(1).release, element.thuan(2)];
    }),
    ["function", "0.1.0", undefined],
  );
  await page.evaluate(() => document.querySelector("thuan-form").thuan(1).restart());
  await page.waitForFunction(() => document.querySelector("thuan-form").shadowRoot.querySelector("[name=email]")?.value === "");
  await page.evaluate(() => document.querySelector("thuan-form").thuan(1).openRecord());
  await page.locator("thuan-form .record").waitFor();
  await context.close();
});

test("another form in its place, when the attribute changes", async () => {
  const { context, page, form, trouble } = await open();
  await form.ready();
  await form.fill({ email: "a@vidu.vn" });
  await page.evaluate(() => (document.querySelector("thuan-form").form += "?again"));
  await page.waitForFunction(() => document.querySelector("thuan-form").shadowRoot.querySelector("[name=email]")?.value === "");
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("two copies of the script, and two releases: the first stays, and the form works", async () => {
  const { context, page, form, trouble } = await open({
    head: (script) => `${script}${script}<script type="module" src="${backend.url}/thuan.js"></script>`,
  });
  await form.ready();
  const other = async (route) => {
    const response = await route.fetch({ url: `${backend.url}/v/0.1.0/thuan.js` });
    await route.fulfill({ response, body: (await response.text()).replaceAll('"0.1.0"', '"9.9.9"') });
  };
  await page.route("**/v/9.9.9/thuan.js", other);
  await page.addScriptTag({ type: "module", url: `${backend.url}/v/9.9.9/thuan.js` });
  assert.equal(await page.evaluate(() => document.querySelector("thuan-form").thuan(1).release), "0.1.0");
  await form.send();
  await form.summary.waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a name that something else has taken is said to the page's developer", async () => {
  const { context, page, troubled } = await open({ body: () => "<p>nothing</p>", head: () => "" });
  await page.evaluate(() => customElements.define("thuan-form", class extends HTMLElement {}));
  await page.addScriptTag({ type: "module", url: `${backend.url}/v/0.1.0/thuan.js` });
  await troubled(/has this name/);
  await context.close();
});

test("moved, also into another shadow root, it keeps what was typed; events reach the page from there", async () => {
  const { context, page, form, trouble } = await open({ body: (element) => `${element}<section></section><div></div>` });
  await form.ready();
  await form.fill({ company_name: VIETTEL.company_name });
  await page.evaluate(() => document.querySelector("section").append(document.querySelector("thuan-form")));
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  await page.evaluate(() => {
    const root = document.querySelector("div").attachShadow({ mode: "open" });
    root.append(document.querySelector("thuan-form"));
  });
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  await listen(page);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  assert.deepEqual(await page.evaluate(() => window.told.map(([name]) => name)), ["thuan:submitted"]);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("removed while it is sending: what was signed arrives, and nothing breaks", async () => {
  const { context, page, form, trouble } = await open();
  await form.ready();
  const before = (await backend.records()).length;
  let arrived;
  const held = new Promise((done) => (arrived = done));
  let go;
  const released = new Promise((done) => (go = done));
  await page.route("**/api/registrations", async (route) => {
    arrived();
    await released;
    await route.continue();
  });
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await held;
  await page.evaluate(() => document.querySelector("thuan-form").remove());
  const answered = page.waitForResponse("**/api/registrations");
  go();
  await (await answered).finished();
  // Another form on the page still works: a panic would have taken it along.
  await add(page);
  await form.send();
  await form.summary.waitFor();
  assert.equal((await backend.records()).length, before + 1);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("mounted and taken away two hundred times, nothing is left behind", async () => {
  const { context, page, trouble } = await open({ body: () => "<div></div>" });
  const cycle = (times) =>
    page.evaluate(
      async ([url, times]) => {
        for (let time = 0; time < times; time += 1) {
          const element = document.createElement("thuan-form");
          element.form = url;
          const ready = new Promise((done) => element.addEventListener("thuan:ready", done, { once: true }));
          document.querySelector("div").append(element);
          await ready;
          element.remove();
          // What it asked the browser's storage has come before this: no more than two are ever there at once.
          await new Promise((come) => {
            const opening = indexedDB.open("thuan");
            opening.onsuccess = () => (opening.result.close(), setTimeout(come));
          });
        }
      },
      [`${backend.url}/forms/vst.json`, times],
    );
  // The module's own memory never shrinks: what is not freed there makes it grow.
  await page.evaluate(() => {
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = async (...given) => {
      const started = await instantiateStreaming.apply(WebAssembly, given);
      window.memory = Object.values(started.instance.exports).find((one) => one instanceof WebAssembly.Memory);
      return started;
    };
  });
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const measure = async () => {
    for (let times = 0; times < 3; times += 1) await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const value = (name) => metrics.find((metric) => metric.name === name).value;
    return { listeners: value("JSEventListeners"), nodes: value("Nodes"), heap: value("JSHeapUsedSize"), memory: await page.evaluate(() => window.memory.buffer.byteLength) };
  };
  // A step of the memory's own, where two forms were there at once; two hundred that stayed would be dozens.
  const more = { listeners: 2, nodes: 50, memory: 65_536, heap: 300_000 };
  await cycle(20);
  const first = await measure();
  await cycle(200);
  let grown;
  // What is left behind stays, however long one waits; the last one that was taken away does not.
  for (let tries = 0; tries < 100; tries += 1) {
    const last = await measure();
    grown = Object.keys(more).filter((name) => last[name] > first[name] + more[name]).map((name) => `${name}: ${first[name]} → ${last[name]}`);
    if (grown.length === 0) break;
    await page.waitForTimeout(300);
  }
  assert.deepEqual(grown, []);
  assert.deepEqual(trouble(), []);
  await context.close();
});
