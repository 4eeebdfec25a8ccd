// Every state that a person can meet, one after the other, in a real browser against the real backend: what looks at
// them, be it a camera or a checker, is called in each.
//
// `visit(state, page, how)`; `how.what` is the part of the page that this state is about, where that is not the whole
// form, and `how.hidden` what of it was seen in another state.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { SITE } from "./backend.mjs";
import { openPage } from "./browser.mjs";
import { VIETTEL, formOn } from "./form.mjs";
import { embedding } from "./host.mjs";
import { recordOn, register } from "./record.mjs";
import { hold } from "./slow.mjs";

const FORMS = { vi: "/vst/", en: "/vst/en/" };
const RECORDS = { vi: "/record.html", en: "/en/record.html" };
const PLAIN = "/api/registrations/plain";
const WASM = /\/thuan_widget-[0-9a-f]+\.wasm$/;
const POSTS = "**/api/registrations";

/** Several people's slips at once, each with what the form says to it. */
const SLIPS = { company_name: "", tax_code: "0100109107", address: "", email: "lan@vidu", phone: "0120 123 4567" };

const locale = { vi: "vi-VN", en: "en-GB" };

/** A page in a browser of this language, with whatever the checker wants of it. */
async function open(browser, language, options, url) {
  const context = await browser.newContext({ locale: locale[language], viewport: { width: 768, height: 800 }, ...options });
  const { page } = await openPage(context);
  if (url) await page.goto(url);
  return { context, page, form: formOn(page) };
}

/** The next post is answered like this, once. */
const answer = (page, how) => page.route(POSTS, how, { times: 1 });

/**
 * Pauses between tries last next to no time. What the form says once something takes long, what it gives up and how long
 * a backend asks it to wait do not come by themselves: pictures may take longer.
 */
const inNoHurry = (page) =>
  page.evaluate(() => {
    const later = window.setTimeout;
    Math.random = () => 0.02;
    window.setTimeout = (act, ms, ...more) => (ms >= 5_000 ? 0 : later(act, ms, ...more));
  });

/** The form from its first moment to the confirmation. */
export async function registering({ browser, backend }, { language, visit, options }) {
  const { context, page, form } = await open(browser, language, options, backend.url + FORMS[language]);
  await form.ready();
  await visit("empty", page, { what: "body", hidden: [] });

  await form.fill({ ...VIETTEL, tax_code: "100109106", email: "lan@gmial.com" });
  await form.input("phone").blur();
  await form.tick("purpose.renewal_email");
  await visit("readings", page);

  await form.fill(SLIPS);
  await form.send();
  await form.summary.waitFor();
  await visit("errors", page);

  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await answer(page, (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "urn:thuan:problem:refused", title: "Refused", status: 422, errors: [{ pointer: "#/registration/fields/phone", code: "unknown_prefix", detail: "x" }] }),
    }),
  );
  await form.send();
  await form.summary.waitFor();
  await visit("refused", page, { hidden: [".policy", ".choices"] });

  await form.fill(VIETTEL);
  await inNoHurry(page);
  let go;
  const held = new Promise((gone) => (go = gone));
  await answer(page, async (route) => (await held, route.abort()));
  await form.send();
  await form.form.locator("button[aria-disabled=true]").waitFor();
  await visit("sending", page, { what: ".send" });

  await answer(page, (route) => route.fulfill({ status: 503, headers: { "Retry-After": "59" } }));
  go();
  const stop = form.form.locator(".send button.secondary");
  await stop.waitFor();
  await visit("queued", page, { what: ".send" });
  await stop.click();
  await form.form.locator(".status.failed").waitFor();
  await visit("stopped", page, { what: ".send" });

  await page.route(POSTS, (route) => route.abort(), { times: 5 });
  await form.send();
  await form.form.locator(".status.failed").filter({ hasText: /Chưa rõ|not clear/ }).waitFor();
  await visit("not-sent", page, { what: ".send" });

  await context.setOffline(true);
  await form.send();
  await stop.waitFor();
  await visit("offline", page, { what: ".send" });
  await context.setOffline(false);
  await form.done.waitFor();
  await visit("done", page);

  await page.goto(backend.url + FORMS[language]);
  await form.form.locator(".notice:visible").waitFor();
  await visit("registered-before", page, { what: ".notice:visible" });
  await context.close();
}

/** Confirmations that say less, and what the loader says by itself. */
export async function failing({ browser, backend, host }, { language, visit, options }) {
  const { context, page, form } = await open(browser, language, options, backend.url + FORMS[language]);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await answer(page, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: "{}" });
  });
  await form.send();
  await form.done.waitFor();
  await visit("done-without-receipt", page);
  await context.close();

  const renewed = await open(browser, language, options);
  const late = await hold(renewed.context, WASM);
  await renewed.context.route("**/forms/vst.json", async (route) => {
    const response = await route.fetch();
    const form = await response.json();
    await route.fulfill({ response, body: JSON.stringify({ ...form, title: { vi: "Đăng ký dịch vụ", en: "Register" } }) });
  });
  await renewed.page.goto(backend.url + FORMS[language], { waitUntil: "commit" });
  await renewed.form.fill(VIETTEL);
  await renewed.form.send();
  await renewed.form.form.locator(".status").filter({ hasText: /\S/ }).waitFor();
  await visit("held", renewed.page, { what: ".send" });
  late.arrive();
  await renewed.form.form.locator(".notice:visible").waitFor();
  await visit("renewed", renewed.page, { what: ".notice:visible" });
  await renewed.context.close();

  const trapped = await open(browser, language, options);
  await trapped.context.route("**/forms/vst.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: JSON.stringify({ ...(await response.json()), abuse: { honeypot: true } }) });
  });
  await trapped.page.goto(backend.url + FORMS[language]);
  await trapped.form.ready();
  await trapped.form.fill(VIETTEL);
  await trapped.form.tick("acknowledged");
  const input = trapped.form.input("more-remarks");
  await input.evaluate((input) => (input.value = "https://example.vn"));
  await trapped.form.send();
  await trapped.form.form.locator("#more-remarks-error").filter({ hasText: /\S/ }).waitFor();
  await visit("trapped", trapped.page, { what: "form > .field.wrong" });
  await trapped.context.close();

  const { script, element } = await embedding(backend.url, `lang="${language}"`);
  const without = await open(browser, language, options);
  const held = await hold(without.context, WASM);
  await without.page.goto(host.page(`<main>${element}</main>`, { head: script }));
  await without.form.form.getByRole("status").waitFor();
  await visit("loading", without.page);
  held.arrive();
  await without.form.ready();
  await without.context.route(WASM, (route) => route.abort());
  await without.page.reload();
  await without.form.form.getByRole("button").waitFor();
  await visit("not-loaded", without.page);
  await without.context.close();
}

/** Where nothing can run: the form that posts itself, and the pages that answer. */
export async function unsigned({ browser, backend }, { language, visit, options }) {
  const { context, page } = await open(browser, language, options);
  await context.addInitScript(() => delete window.WebAssembly);
  await page.goto(backend.url + FORMS[language]);
  const input = (name) => page.locator(`[name="${name}"]`);
  const send = () => page.locator("button[type=submit]").click();
  await page.locator(".fallback:visible").waitFor();
  await visit("unsigned", page);
  for (const [name, value] of Object.entries({ ...VIETTEL, phone: "1" })) await input(name).fill(value);
  await send();
  await page.locator("#error-summary").waitFor();
  await visit("unsigned-errors", page, { what: "main" });
  await input("phone").fill(VIETTEL.phone);
  await input("acknowledged").check();
  await send();
  await page.locator(".done").waitFor();
  await visit("unsigned-done", page, { what: "main" });
  await page.goto(backend.url + PLAIN);
  await visit("unsigned-refusal", page, { what: "main" });
  await context.close();
}

/** What one does with a record afterwards. */
export async function afterwards({ browser, backend }, { language, visit, options }) {
  const { context, evidence } = await register(browser, backend, { viewport: { width: 768, height: 800 }, ...options, locale: locale[language] });
  const { page } = await openPage(context);
  const { record, box, openKept, send, done } = recordOn(page);
  const named = (name) => record.getByRole("button", { name });
  await page.goto(backend.url + RECORDS[language]);
  await record.locator(".kept-records button").waitFor();
  await visit("record-start", page);
  await named(/cả trình duyệt lẫn tệp|neither/).click();
  await record.locator("#request-contact").waitFor();
  await named(/Gửi|Send/).click();
  await record.locator(".error:visible, .status:visible").first().waitFor();
  await visit("record-request", page);
  await record.locator("#request-contact").fill(VIETTEL.email);
  await named(/Gửi|Send/).click();
  await record.locator(".banner .deadlines").waitFor();
  await visit("record-requested", page);
  await page.goto(backend.url + RECORDS[language]);
  await openKept();
  await visit("record", page);
  await send();
  await record.locator("#record-status").filter({ hasText: /\S/ }).waitFor();
  await visit("record-nothing-ticked", page, { what: "#record-status" });
  await box("withdraw.renewal_email").check();
  await send();
  await done.waitFor();
  await visit("record-withdrawn", page, { what: ".banner" });
  await context.close();

  const folder = await mkdtemp(join(tmpdir(), "thuan-states-"));
  const verifying = await open(browser, language, options, pathToFileURL(join(SITE, "verify.html")).href);
  const verify = recordOn(verifying.page);
  await verify.heading.waitFor();
  await visit("verify-start", verifying.page, { what: ".record" });
  const registration = { ...evidence.registration, fields: { ...evidence.registration.fields, company_name: "Công ty Khác" } };
  // What the record says stands in the report above.
  const hidden = [".report > .section:not(:has(.checks, .limits))", ".buttons"];
  for (const [state, file] of [["verify-good", evidence], ["verify-bad", { ...evidence, registration }]]) {
    await verifying.page.reload();
    await verify.heading.waitFor();
    const path = join(folder, `${state}.json`);
    await writeFile(path, JSON.stringify(file));
    await verify.choose(path);
    await visit(state, verifying.page, { what: ".record", hidden });
  }
  await verifying.context.close();
}

/** A form with a field of every kind. */
export async function ownFields({ browser, own }, { language, visit, options }) {
  const { context, page, form } = await open(browser, language, options, own.url + FORMS[language]);
  await form.ready();
  await form.input("product").selectOption("payroll");
  await form.form.locator('[name="heard"][value="other"]').check();
  await form.tick("invoice_elsewhere");
  await visit("own-fields", page, { hidden: [".policy", ".choices", ".send"] });
  await form.fill({ ...VIETTEL, branches: "nhiều", job_title: "x", invoice_email: "ke toan" });
  await form.send();
  await form.summary.waitFor();
  await visit("own-errors", page, { hidden: [".policy", ".choices", ".send"] });
  await context.close();
}

/** All of them, in groups that can be walked at the same time. */
export const GROUPS = { registering, failing, unsigned, afterwards, "own fields": ownFields };

/** A phone: narrow, with a finger for a pointer, and letters of twice as many dots. */
export async function phone({ browser, backend }, { language, visit }) {
  const { context, page, form } = await open(browser, language, { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }, backend.url + FORMS[language]);
  await form.ready();
  await form.input("tax_code").tap();
  await form.input("tax_code").pressSequentially("0100109106");
  await form.input("phone").tap();
  await visit("phone", page, { widths: [360], schemes: ["light"] });
  await context.close();
}

/** Colours of the system's own, few and strong. */
export async function forced({ browser, backend, own }, { language, visit, options }) {
  for (const [state, url] of [["forced-colours", backend.url], ["forced-colours-own", own.url]]) {
    const { context, page, form } = await open(browser, language, { ...options, forcedColors: "active" }, url + FORMS[language]);
    await form.ready();
    await form.fill(SLIPS);
    await form.tick("purpose.renewal_email");
    if (state.endsWith("own")) await form.form.locator('[name="heard"][value="other"]').check();
    await form.send();
    // Or it would take the focus from its link again.
    await form.focus("error-summary");
    await form.summary.locator("a").first().focus();
    await visit(state, page, { widths: [360] });
    await context.close();
  }
}
