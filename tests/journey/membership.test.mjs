// The element in a form of the page's own: what that form sends, and what can never send it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { recordOn } from "../support/record.mjs";
import { startEmbedded } from "../support/suite.mjs";

const { browser, backend, host } = await startEmbedded();

/** A page with a form around the element; `fields` are the form's own. */
async function open({ name = 'name="consent_record"', fields = '<input name="order" value="17">', routes = [] } = {}) {
  const { script, element } = await embedding(backend.url, `lang="vi" ${name}`);
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  for (const [pattern, answer] of routes) await page.route(pattern, answer);
  await page.addInitScript(() => {
    window.sends = window.listeners = 0;
    for (const [name, more] of [["addEventListener", 1], ["removeEventListener", -1]]) {
      const act = EventTarget.prototype[name];
      EventTarget.prototype[name] = function (type, ...given) {
        if (type === "formdata") window.listeners += more;
        return act.call(this, type, ...given);
      };
    }
    document.addEventListener("submit", () => (window.sends += 1));
    document.addEventListener("thuan:submitted", ({ detail }) => (window.record = detail.record_id));
  });
  const html = `<form action="/orders" id="theirs">${fields}${element}<button>Order</button></form><form id="another"></form>`;
  await page.goto(host.page(html, { head: script }));
  const form = formOn(page);
  return {
    context,
    page,
    form,
    trouble,
    entries: (id = "theirs") => page.evaluate((id) => [...new FormData(document.getElementById(id))], id),
    record: () => page.evaluate(() => window.record),
    register: async () => {
      await form.fill(VIETTEL);
      await form.tick("acknowledged");
      await form.send();
      await form.done.waitFor();
    },
  };
}

test("a form of the page's sends the name of the record, once there is one, and nothing else of it", async () => {
  const { context, page, form, trouble, entries, record, register } = await open();
  await form.ready();
  await form.fill(VIETTEL);
  assert.deepEqual(await entries(), [["order", "17"]], "what is typed is not the page's");
  await register();
  assert.deepEqual(await entries(), [["order", "17"], ["consent_record", await record()]]);
  assert.deepEqual(await entries("another"), []);
  assert.deepEqual(trouble(), []);
  const id = await record();
  const asked = page.waitForRequest((request) => request.isNavigationRequest());
  await page.locator("#theirs > button").click();
  assert.equal((await asked).url(), `${host.origin}/orders?order=17&consent_record=${id}`);
  await context.close();
});

test("nothing in the element sends the page's form", async () => {
  const { context, page, form, trouble } = await open();
  await form.ready();
  await form.input("email").press("Enter");
  await form.focus("error-summary");
  await form.fill(VIETTEL);
  await form.input("acknowledged").press("Enter");
  await form.summary.waitFor();
  await form.tick("acknowledged");
  await form.input("phone").press("Enter");
  await form.done.waitFor();
  await form.form.evaluate(({ shadowRoot }) => shadowRoot.querySelectorAll("button").forEach((button) => button.click()));
  await form.form.locator(".record").waitFor();
  await form.form.evaluate(({ shadowRoot }) => shadowRoot.querySelectorAll("button").forEach((button) => button.isConnected && button.click()));
  assert.equal(await page.evaluate(() => window.sends), 0);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("neither does the button that tries again to load it", async () => {
  const { context, page, form } = await open({ routes: [["**/*.wasm", (route) => route.abort()]] });
  await form.form.getByRole("alert").waitFor();
  await page.unroute("**/*.wasm");
  await form.form.getByRole("button", { name: "Thử lại" }).click();
  await form.ready();
  assert.equal(await page.evaluate(() => window.sends), 0);
  await context.close();
});

test("a reset of the page's form takes the record's name away, and nothing that was typed or signed", async () => {
  const { context, page, form, trouble, entries, record, register } = await open();
  await form.ready();
  await form.fill({ email: "a@vidu.vn" });
  const reset = () => page.evaluate(() => document.querySelector("#theirs").reset());
  await reset();
  assert.equal(await form.input("email").inputValue(), "a@vidu.vn");
  await register();
  // One that the page thinks better of is none, whoever was asked first.
  await page.evaluate(() => document.querySelector("#theirs").addEventListener("reset", (event) => event.preventDefault(), { once: true }));
  await reset();
  // What waits for the end of the event has begun to wait before.
  await page.evaluate(() => new Promise((later) => setTimeout(later)));
  assert.deepEqual((await entries()).at(-1), ["consent_record", await record()]);
  await reset();
  await page.waitForFunction(() => [...new FormData(document.querySelector("#theirs"))].length === 1);
  assert.equal(await form.done.isVisible(), true);
  assert.deepEqual(trouble(), []);
  await context.close();
});

for (const [what, anew] of [
  ["restart()", (element) => element.thuan(1).restart()],
  ["another definition", (element) => (element.form += "?again")],
  ["being taken away and put back", (element) => {
    const { parentElement } = element;
    element.remove();
    setTimeout(() => parentElement.append(element));
  }],
]) {
  test(`a form that is begun anew by ${what} has sent nothing`, async () => {
    const { context, form, entries, register } = await open();
    await form.ready();
    await register();
    assert.equal((await entries()).length, 2);
    await form.form.evaluate(anew);
    await form.ready();
    assert.deepEqual(await entries(), [["order", "17"]]);
    await context.close();
  });
}

test("without a name nothing is added; a script may give one", async () => {
  const { context, form, entries, record, register } = await open({ name: "" });
  await form.ready();
  await register();
  assert.deepEqual(await entries(), [["order", "17"]]);
  await form.form.evaluate((element) => (element.name = "proof"));
  assert.deepEqual((await entries()).at(-1), ["proof", await record()]);
  await context.close();
});

test("moved, it belongs to the form that it is in, in a shadow root as well, or to none", async () => {
  const { context, page, form, entries, record, register } = await open();
  await form.ready();
  await register();
  const own = ["consent_record", await record()];
  await form.form.evaluate((element) => document.querySelector("#another").append(element));
  assert.deepEqual([await entries(), await entries("another")], [[["order", "17"]], [own]]);
  await form.form.evaluate((element) => document.body.append(element));
  assert.deepEqual([await entries(), await entries("another")], [[["order", "17"]], []]);
  const within = await page.evaluate(() => {
    const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    const around = root.appendChild(document.createElement("form"));
    around.append(document.querySelector("thuan-form"));
    return [...new FormData(around)];
  });
  assert.deepEqual(within, [own]);
  const without = await form.form.evaluate((element) => {
    const around = element.parentElement;
    element.remove();
    return [...new FormData(around)];
  });
  assert.deepEqual(without, [], "at once");
  assert.equal(await page.evaluate(() => window.listeners), 0, "a form that stays holds nothing of an element that is gone");
  await context.close();
});

test("once something was withdrawn on the record page, it is the newest record's name", async () => {
  const { context, page, form, trouble, entries, record, register } = await open();
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await register();
  const first = await record();
  await form.form.evaluate((element) => element.thuan(1).openRecord());
  const { box, send, done } = recordOn(page);
  await box("withdraw.renewal_email").check();
  await send();
  await done.waitFor();
  const [, [name, newest], ...more] = await entries();
  assert.deepEqual([name, more], ["consent_record", []]);
  assert.notEqual(newest, first);
  assert.ok((await backend.records()).some(({ record_id }) => record_id === newest));
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("fields of the page's form that hide what forms have change nothing", async () => {
  const names = ["addEventListener", "removeEventListener", "closest", "submit", "reset", "action", "tax_code", "name", "elements"];
  const fields = names.map((name) => `<input name="${name}" value="theirs">`).join("");
  const { context, form, trouble, entries, record, register } = await open({ fields });
  await form.ready();
  await register();
  assert.deepEqual(await entries(), [...names.map((name) => [name, "theirs"]), ["consent_record", await record()]]);
  assert.deepEqual(trouble(), []);
  await context.close();
});
