// What a form asks of whoever sends it: a person notices next to nothing of it, loses nothing, and gets no cookie.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

import { hasher, solve } from "../../src/embed/work.js";
import { axe, check } from "../support/axe.mjs";
import { startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { siteWith } from "../support/definition.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding, startHost } from "../support/host.mjs";
import { recordOn } from "../support/record.mjs";
import { startTurnstile } from "../support/turnstile.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const definition = JSON.parse(await readFile(join(PROJECT, "forms/vst.json"), "utf8"));
const browser = await launch();
after(() => browser.close());
const POSTS = "**/api/registrations";
const TRAP = "more-remarks";

/** A backend with a form that asks for this, and pages of it; `end` looks at what every one of them must have. */
async function asking(abuse, args = [], more = {}) {
  const { site, removeSite } = await siteWith({ ...definition, challenge: true, abuse, ...more });
  const backend = await startBackend({ site, args });
  after(async () => {
    await backend.stop();
    await backend.remove();
    await removeSite();
  });
  return {
    backend,
    async open({ language = "vi" } = {}) {
      const context = await browser.newContext({ locale: "vi-VN" });
      const { page, trouble } = await openPage(context);
      const posts = [];
      const challenges = [];
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().includes("/api/")) posts.push(request);
        if (request.url().includes("/challenge")) challenges.push(request);
      });
      await page.goto(`${backend.url}/vst/${language === "vi" ? "" : "en/"}`);
      const form = formOn(page);
      await form.ready();
      return { context, page, form, posts, challenges, trouble };
    },
    async end({ context, posts }) {
      assert.deepEqual(await context.cookies(), [], "no cookies");
      for (const post of posts) assert.equal((await post.allHeaders()).cookie, undefined);
      const records = await backend.records();
      assert.equal(new Set(posts.map((post) => JSON.parse(post.postData()).consent.payload)).size >= records.length, true);
      assert.deepEqual(records.map(({ verified }) => verified), records.map(() => true));
      await context.close();
      return records;
    },
  };
}

async function complete(form) {
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
}

async function everythingIsThere(form) {
  for (const [name, value] of Object.entries(VIETTEL)) assert.equal(await form.input(name).inputValue(), value);
  assert.equal(await form.input("acknowledged").isChecked(), true);
}

const header = (posts, name) => Promise.all(posts.map((post) => post.headerValue(name)));
const status = async (post) => (await post.response())?.status();
const bodies = (posts) => new Set(posts.map((post) => post.postData())).size;

test("an input that nobody sees stops what fills it in, and is shown to a person who can mend it", async () => {
  const world = await asking({ honeypot: true });
  const html = await (await fetch(`${world.backend.url}/vst/`)).text();
  assert.match(html, /<div class="trap" aria-hidden="true"><label for="more-remarks">Để trống ô này<\/label>/);
  const opened = await world.open();
  const { page, form, posts, trouble } = opened;
  const codes = [];
  await page.exposeFunction("note", (code) => codes.push(code));
  await page.evaluate(() => document.addEventListener("thuan:error", ({ detail }) => window.note(detail.code)));
  const trap = form.input(TRAP);
  assert.equal(await trap.count(), 1);
  const { right } = await trap.evaluate((input) => ({ right: input.getBoundingClientRect().right }));
  assert.ok(right < 0, "it is beside the page");
  // Neither a finger nor a key gets there.
  await form.form.locator("button[type=submit]").focus();
  await page.keyboard.press("Tab");
  assert.notEqual(await form.focused(), TRAP);

  await complete(form);
  await trap.evaluate((input) => (input.value = "https://casino.example"));
  await form.send();
  await form.form.locator(`#${TRAP}-error`).filter({ hasText: "Có chữ trong ô cần để trống" }).waitFor();
  assert.equal(await form.focused(), TRAP);
  assert.deepEqual(codes, ["honeypot"]);
  assert.equal(posts.length, 0, "nothing is sent");
  await everythingIsThere(form);
  // The words follow the language.
  await page.evaluate(() => (document.querySelector("thuan-form").lang = "en"));
  await form.form.locator(`#${TRAP}-error`).filter({ hasText: "must stay empty" }).waitFor();

  await trap.fill("");
  await form.send();
  await form.done.waitFor();
  assert.equal(posts.length, 1);
  assert.ok(!posts[0].postData().includes(TRAP), "it is no part of what is sent");
  assert.deepEqual(trouble(), []);
  assert.equal((await world.end(opened)).length, 1);

  // The checker has styles of its own, which the page's policy bars.
  const other = await world.open();
  await other.page.evaluate(axe);
  await check(other.page, "hidden", { hosted: true });
  await complete(other.form);
  await other.form.input(TRAP).evaluate((input) => (input.value = "x"));
  await other.form.send();
  await other.form.form.locator(`#${TRAP}-error`).filter({ hasText: /\S/ }).waitFor();
  await check(other.page, "shown", { hosted: true });
  await other.context.close();
});

test("who is quick waits without noticing, and registers once", async () => {
  const world = await asking({ minimum_seconds: 4 });
  const opened = await world.open();
  const { form, posts, challenges } = opened;
  assert.equal(challenges.length, 0, "who only looks is asked nothing");
  await form.input("company_name").focus();
  await complete(form);
  assert.equal(challenges.length, 1, "it is counted from the first touch");
  await form.send();
  await form.done.waitFor();
  assert.equal(challenges.length, 1, "that challenge was used");
  assert.deepEqual(await Promise.all(posts.map(status)), [201], "the form itself waits for the rest");
  assert.equal((await world.end(opened)).length, 1);
});

test("who asks for something without a record is asked for none of it", async () => {
  const world = await asking({ honeypot: true, proof_of_work: true });
  const opened = await world.open();
  const { page } = opened;
  await page.goto(`${world.backend.url}/record.html`);
  const { record } = recordOn(page);
  await record.getByRole("button", { name: "Tôi không có cả trình duyệt lẫn tệp" }).click();
  await record.locator("#request-contact").fill("lienhe@viettel.example.vn");
  await record.getByRole("button", { name: "Gửi yêu cầu" }).click();
  await record.getByText("Đã nhận yêu cầu").waitFor();
  await opened.context.close();
});

test("a form whose challenge is for another language fetches one in the person's", async () => {
  const world = await asking({ minimum_seconds: 1 });
  const opened = await world.open();
  const { page, form, challenges } = opened;
  await complete(form);
  await page.evaluate(() => (document.querySelector("thuan-form").lang = "en"));
  await form.form.locator("button[type=submit]").filter({ hasText: "Send" }).waitFor();
  await form.send();
  await form.done.waitFor();
  assert.deepEqual(challenges.map((request) => new URL(request.url()).searchParams.get("language")), ["vi", "en"]);
  const [record] = await world.end(opened);
  assert.equal(record.language ?? "en", "en");
});

test("the work is that of SHA-256, whatever the nonce's length", async () => {
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  for (let length = 0; length < 200; length += 1) {
    const begin = randomBytes(200).toString("base64url").slice(0, length);
    const end = `${randomBytes(4).readUInt32BE()}`.slice(0, 1 + (length % 10));
    const words = [...hasher(begin)(end)].map((word) => (word >>> 0).toString(16).padStart(8, "0"));
    assert.equal(words.join(""), sha256(begin + end), begin);
  }
  const nonce = randomBytes(48).toString("base64url");
  assert.match(sha256(`${nonce}.${await solve(nonce, 12)}`), /^000/);
  assert.equal(await solve(nonce, 33), undefined);
  assert.equal(await solve(nonce, undefined), undefined);
  assert.equal(await solve(nonce, 32, AbortSignal.abort()), undefined);
});

/** Whether a number is the work of 12 bits for what is posted. */
function isWork(post, number) {
  const { challenge } = JSON.parse(Buffer.from(JSON.parse(post.postData()).consent.payload, "base64url"));
  return createHash("sha256").update(`${challenge}.${number}`).digest("hex").startsWith("000");
}

test("work is done while the person types, sent with every try, and done anew when it is refused", async () => {
  const world = await asking({ proof_of_work: true }, ["--work-bits", "12"]);
  const opened = await world.open();
  const { page, form, posts, challenges, trouble } = opened;
  const how = [
    (route) => route.abort("connectionreset"),
    // As if it had been calculated wrongly: by a number that is not right by chance.
    (route) => {
      const wrong = ["1", "2", "3"].find((number) => !isWork(route.request(), number));
      return route.continue({ headers: { ...route.request().headers(), "thuan-work": wrong } });
    },
  ];
  await page.route(POSTS, (route) => (how.shift() ?? ((route) => route.continue()))(route));
  await complete(form);
  await form.send();
  await form.done.waitFor();
  assert.equal(posts.length, 3);
  assert.equal(bodies(posts.slice(0, 2)), 1, "the same bytes");
  assert.equal(bodies(posts), 2, "and signed once more over the fresh challenge");
  assert.equal(challenges.length, 2);
  const names = new Set(await header(posts, "idempotency-key"));
  assert.equal(names.size, 1, "under the same name");
  const works = await header(posts, "thuan-work");
  for (const at of [0, 2]) assert.ok(isWork(posts[at], works[at]), works[at]);
  for (const post of posts) assert.ok(!post.postData().includes("work"), "it is no part of the envelope");
  assert.deepEqual(trouble().filter((seen) => !/connectionreset|CONNECTION_RESET|422/.test(seen) && !seen.startsWith("failed:")), []);
  assert.equal((await world.end(opened)).length, 1);
});

test("more work than a phone can do is not sent without: the person and the developer are told, and it is kept", async () => {
  const world = await asking({ proof_of_work: true }, ["--work-bits", "12"], { outbox: "persistent" });
  const opened = await world.open();
  const { context, page, form, posts, trouble } = opened;
  await context.addInitScript(() => (Math.random = () => 0));
  await page.reload();
  await form.ready();
  await page.route("**/challenge?**", async (route) => {
    const response = await route.fetch();
    const challenge = await response.json();
    return route.fulfill({ response, body: JSON.stringify({ ...challenge, work: { ...challenge.work, bits: 40 } }) });
  });
  await complete(form);
  await form.send();
  await form.status.filter({ hasText: "bước kiểm tra chống gửi tự động chưa xong" }).waitFor();
  assert.equal(posts.length, 0);
  assert.match(trouble().join("\n"), /asks for a proof of work of 40 bits/);
  await everythingIsThere(form);
  const kept = form.form.locator("form > .notice").filter({ hasText: "giữ trên thiết bị này" });
  await kept.waitFor();
  // Another page asks for another challenge, which has as much work.
  const asked = page.waitForRequest("**/challenge?**");
  await page.reload();
  await asked;
  await kept.waitFor();
  await page.unroute("**/challenge?**");
  await page.reload();
  await form.form.locator("form > .notice").filter({ hasText: "đã gửi xong" }).waitFor();
  assert.equal((await world.end(opened)).length, 1);
});

test("all of it together is one registration", async () => {
  const world = await asking({ honeypot: true, minimum_seconds: 2, proof_of_work: true }, ["--work-bits", "12"]);
  const opened = await world.open();
  await complete(opened.form);
  await opened.form.send();
  await opened.form.done.waitFor();
  assert.equal(bodies(opened.posts), 1);
  assert.equal((await world.end(opened)).length, 1);
});

const service = await startTurnstile();
after(() => service.stop());
const judged = () => asking({ token: service.token }, service.args);
const tokens = (posts) => header(posts, "thuan-token");

test("a token is fetched when something is sent, for each try anew, and one that was used is mended", async () => {
  const world = await judged();
  const opened = await world.open();
  const { page, form, posts, trouble } = opened;
  const how = [
    (route) => route.fulfill({ status: 503 }),
    // The backend may have shown it to the service, and its answer was lost.
    async (route) => (service.spend(route.request().headers()["thuan-token"]), route.continue()),
  ];
  await page.route(POSTS, (route) => (how.shift() ?? ((route) => route.continue()))(route));
  await complete(form);
  assert.equal(service.loaded, 0, "who has not sent anything is not seen by the service");
  await form.send();
  await form.done.waitFor();
  assert.deepEqual(await Promise.all(posts.map(status)), [503, 403, 201]);
  assert.equal(bodies(posts), 1, "the same bytes");
  const sent = await tokens(posts);
  assert.deepEqual(sent, service.given, "another each time");
  assert.equal(new Set(sent).size, 3);
  assert.equal(service.loaded, 1);
  assert.deepEqual(trouble().filter((seen) => !/503|403/.test(seen)), [], "the strict page allows it");
  assert.equal(await form.form.locator("form > .notice:visible").count(), 0);
  assert.equal((await world.end(opened)).length, 1);
});

for (const [how, answer] of [
  ["blocked", (route) => route.abort("blockedbyclient")],
  ["replaced by nothing", (route) => route.fulfill({ contentType: "text/javascript", body: "" })],
]) test(`where its script is ${how} it is said who is missing, and everything stays`, async () => {
  const world = await judged();
  const opened = await world.open();
  const { page, form, posts } = opened;
  await page.addInitScript(() => (Math.random = () => 0));
  await page.reload();
  await form.ready();
  await page.route("**/api.js", answer);
  await complete(form);
  await form.send();
  const notice = form.form.locator("form > .notice").filter({ hasText: "không tải được" });
  await notice.filter({ hasText: new URL(service.url).host }).waitFor();
  await form.form.locator(".status.failed").waitFor();
  assert.equal(posts.length, 0);
  await everythingIsThere(form);
  await page.unroute("**/api.js");
  await form.send();
  await form.done.waitFor();
  assert.equal((await world.end(opened)).length, 1);
});

test("who does not pass is told so and may try again; who is asked for a press sees where", async () => {
  const world = await judged();
  const opened = await world.open();
  const { page, form, posts } = opened;
  await page.addInitScript(() => (Math.random = () => 0));
  await page.reload();
  await form.ready();
  service.mode = "fails";
  await complete(form);
  await form.send();
  const notice = form.form.locator("form > .notice");
  await notice.filter({ hasText: "chưa đạt" }).waitFor();
  await form.form.locator(".status.failed").waitFor();
  assert.equal(posts.length, 0);
  await everythingIsThere(form);

  service.mode = "asks";
  await form.send();
  await notice.filter({ hasText: "cần bạn xác nhận" }).waitFor();
  await page.frameLocator("iframe[title=Widget]").getByRole("button", { name: "Verify" }).click();
  await form.done.waitFor();
  service.mode = "passes";
  assert.equal((await world.end(opened)).length, 1);
});

test("what an earlier page has left is sent by another with a token of its own", async () => {
  const { site, removeSite } = await siteWith({ ...definition, challenge: true, outbox: "persistent", abuse: { token: service.token, proof_of_work: true } });
  const backend = await startBackend({ site, args: [...service.args, "--work-bits", "8"] });
  const context = await browser.newContext({ locale: "vi-VN" });
  const posts = [];
  context.on("request", (request) => request.method() === "POST" && request.url().includes("/api/") && posts.push(request));
  await context.route(POSTS, (route) => route.abort("connectionreset"));
  const open = async () => {
    const { page } = await openPage(context);
    await page.goto(`${backend.url}/vst/`);
    const form = formOn(page);
    await form.ready();
    return { page, form };
  };
  const first = await open();
  await complete(first.form);
  await first.form.send();
  await first.form.form.locator("form > .notice").filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await first.page.close();
  await context.unroute(POSTS);
  const before = posts.length;
  const next = await open();
  await next.form.form.locator("form > .notice").filter({ hasText: "đã gửi xong" }).waitFor();
  // At once: of pages that are closed nobody can ask more.
  const sent = posts.map((post) => post.headers()["thuan-token"]);
  assert.ok(sent.every(Boolean));
  assert.equal(new Set(sent).size, posts.length, "another each time");
  // The page that could say what was calculated is gone: the record is signed over a fresh challenge.
  assert.deepEqual(await Promise.all(posts.slice(before).map(status)), [422, 201]);
  const records = await backend.records();
  assert.deepEqual(records.map(({ verified }) => verified), [true]);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
  await backend.stop();
  await backend.remove();
  await removeSite();
});

test("a page under Trusted Types that allows no policy still loads what its script-src allows", async () => {
  const host = await startHost();
  const { site, removeSite } = await siteWith({ ...definition, challenge: true, abuse: { token: service.token } });
  const backend = await startBackend({ site, args: [...service.args, "--allow-origin", host.origin] });
  const { script, element } = await embedding(backend.url, `token-origin="${service.url}"`);
  for (const [types, violations] of [["thuan-check", 0], ["'none'", 1]]) {
    const policy = [
      `default-src 'none'; script-src ${backend.url} ${service.url} 'wasm-unsafe-eval'; connect-src ${backend.url}; style-src ${backend.url}`,
      `frame-src ${service.url}; img-src data:; require-trusted-types-for 'script'; trusted-types ${types}`,
    ].join("; ");
    const context = await browser.newContext({ locale: "vi-VN" });
    const { page, trouble } = await openPage(context);
    await page.goto(host.page(element, { head: script, headers: { "Content-Security-Policy": policy } }));
    const form = formOn(page);
    await form.ready();
    await complete(form);
    await form.send();
    await form.done.waitFor();
    const barred = trouble().filter((seen) => seen.startsWith("error: policy violation"));
    assert.equal(barred.length, violations, barred.join());
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  }
  // A definition alone lets nobody's script into somebody's page.
  const { element: bare } = await embedding(backend.url);
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.addInitScript(() => (Math.random = () => 0));
  const before = service.loaded;
  await page.goto(host.page(bare, { head: script }));
  const form = formOn(page);
  await form.ready();
  await complete(form);
  await form.send();
  await form.form.locator("form > .notice").filter({ hasText: "không tải được" }).waitFor();
  await form.form.locator(".status.failed").waitFor();
  assert.equal(service.loaded, before);
  await context.close();
  assert.equal((await backend.records()).length, 2);
  await backend.stop();
  await backend.remove();
  await removeSite();
  await host.stop();
});
