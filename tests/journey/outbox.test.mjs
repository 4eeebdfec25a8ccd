// A form that keeps what is on its way: after the decision only, encrypted, until it has arrived, whatever happens to the
// page meanwhile.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

import { chromium } from "playwright-core";

import { openPage } from "../support/browser.mjs";
import { siteWith } from "../support/definition.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { longAfter } from "../support/slow.mjs";
import { startAll } from "../support/suite.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const definition = JSON.parse(await readFile(join(PROJECT, "forms/vst.json"), "utf8"));
const { site, removeSite } = await siteWith({ ...definition, outbox: "persistent" });
after(removeSite);
const { browser, backend } = await startAll({ site });
const POSTS = "**/api/registrations";

async function open(context, before = async () => {}) {
  const { page, trouble } = await openPage(context);
  await before(page);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  return { page, form, trouble, notice: form.form.locator("form > .notice:last-child") };
}

/** Fills the form in, and sends it into a network that loses everything for as long as the page, or more, is there. */
async function leave(context, end = (page) => page.close().then(() => context.unroute(POSTS))) {
  const posts = [];
  await context.route(POSTS, (route) => {
    posts.push(route.request().postData());
    return route.abort("connectionreset");
  });
  const { page, form, notice } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("acknowledged");
  assert.deepEqual(await entries(page), [], "nothing is kept before the decision");
  await form.send();
  await notice.filter({ hasText: "giữ trên thiết bị này tối đa 7 ngày" }).waitFor();
  const [kept] = await entries(page);
  await end(page);
  return { posts, kept };
}

/** What the outbox has, as it lies there. */
const entries = (page) =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "thuan-outbox")) return [];
    const settled = (request) => new Promise((done, failed) => ((request.onsuccess = () => done(request.result)), (request.onerror = failed)));
    const database = await settled(indexedDB.open("thuan-outbox"));
    const store = (name) => database.transaction(name).objectStore(name);
    const [names, all, keys] = [await settled(store("parcels").getAllKeys()), await settled(store("parcels").getAll()), await settled(store("keys").getAll())];
    database.close();
    const text = (bytes) => new TextDecoder("latin1").decode(bytes);
    return all.map((entry, at) => ({
      name: names[at],
      members: Object.keys(entry).sort(),
      text: text(entry.data),
      extractable: keys.some((key) => key.extractable),
    }));
  });

/** Waits until the page has no record in its hands. */
const givenBack = (page) =>
  page.waitForFunction(async () => (await navigator.locks.query()).held.every(({ name }) => !name.startsWith("thuan-outbox")));

/** Nothing can be written to the outbox, or read of its key, as on a slow disk, until the page's `release` is called. */
const occupy = (page, name = "parcels") =>
  page.evaluate((name) => new Promise((begun) => {
    const opening = indexedDB.open("thuan-outbox");
    opening.onsuccess = () => {
      const store = opening.result.transaction(name, "readwrite").objectStore(name);
      let over = false;
      window.release = () => (over = true);
      const goOn = () => (begun(), over ? opening.result.close() : (store.count().onsuccess = goOn));
      goOn();
    };
  }), name);

async function arrivedAs(name) {
  const stored = (await backend.records()).filter((record) => record.record_id === name);
  assert.equal(stored.length, 1, "stored once");
  assert.equal(stored[0].verified, true);
}

test("what could not be sent is kept encrypted, outlives its page, and is sent by the next", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { posts, kept } = await leave(context);
  assert.deepEqual(kept.members, ["data", "expires", "form", "iv"]);
  assert.equal(kept.extractable, false);
  for (const value of Object.values(VIETTEL)) {
    // What has letters beyond ASCII would look different byte by byte; its ASCII words would not.
    for (const word of value.match(/[\w@.]{4,}/g) ?? []) assert.ok(!kept.text.includes(word), word);
  }

  await context.addInitScript(() => addEventListener("thuan:submitted", ({ detail }) => (window.told = detail)));
  const sent = [];
  context.on("request", (request) => request.method() === "POST" && sent.push(request.postData()));
  const { page, form, notice, trouble } = await open(context);
  await notice.filter({ hasText: "từ lần trước đã gửi xong" }).waitFor();
  assert.match(await notice.textContent(), new RegExp(kept.name.slice(0, 8).toUpperCase()));
  assert.equal(await notice.getByRole("button").count(), 0, "there is nothing to delete");
  await page.waitForFunction(() => window.told);
  const [stored] = (await backend.records()).filter((record) => record.record_id === kept.name);
  assert.deepEqual(await page.evaluate(() => window.told), { record_id: kept.name, record_sha256: stored.record_sha256 });
  assert.deepEqual(new Set([...posts, ...sent]).size, 1, "the same bytes on every try");
  await arrivedAs(kept.name);
  assert.deepEqual(await entries(page), []);
  assert.deepEqual(trouble(), []);

  // The proof stays in this browser, as after any registration: it opens, and it holds.
  await page.reload();
  await form.ready();
  await form.form.getByRole("button", { name: "Xem lại, thay đổi hoặc rút lại" }).click();
  await form.form.getByText(kept.name.slice(0, 8).toUpperCase()).first().waitFor();
  await context.close();
});

test("a tab that crashes loses nothing", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { kept } = await leave(context, async (page) => {
    await Promise.all([page.waitForEvent("crash"), page.goto("chrome://crash").catch(() => {})]);
    await page.close();
    await context.unroute(POSTS);
  });
  const { notice } = await open(context);
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(kept.name);
  await context.close();
});

test("a browser that is started again loses nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "thuan-profile-"));
  const start = () =>
    chromium.launchPersistentContext(folder, {
      executablePath: process.env.THUAN_CHROMIUM ?? "/usr/bin/chromium",
      locale: "vi-VN",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  const first = await start();
  const { kept } = await leave(first, () => first.close());
  const second = await start();
  const { notice } = await open(second);
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(kept.name);
  await second.close();
  await rm(folder, { recursive: true, force: true });
});

test("of several pages one sends it, and another only when that one is gone", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { kept } = await leave(context);
  const posts = [];
  let arrive;
  const held = new Promise((done) => (arrive = done));
  await context.route(POSTS, async (route) => {
    posts.push(route.request());
    await held;
    await route.continue().catch(() => {});
  });
  const one = await open(context);
  await one.notice.filter({ hasText: "Đang gửi tiếp" }).waitFor();
  const two = await open(context);
  const three = await open(context);
  for (const { page } of [two, three]) await page.waitForFunction(async () => (await navigator.locks.query()).pending.length === 2);
  assert.equal(posts.length, 1, "one of them sends");
  // Who looks at another page is told, in the language of that page, and does not type it again.
  await two.notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await two.form.form.evaluate((element) => (element.lang = "en"));
  await two.notice.filter({ hasText: "It is kept on this device" }).waitFor();
  await two.notice.getByRole("button", { name: "Delete it now" }).waitFor();
  await two.form.form.evaluate((element) => (element.lang = "vi"));
  await one.page.close();
  // Whichever comes next.
  await Promise.race([two, three].map(({ notice }) => notice.filter({ hasText: "Đang gửi tiếp" }).waitFor()));
  while (posts.length < 2) await new Promise((later) => setTimeout(later, 50));
  arrive();
  await Promise.race([two, three].map(({ notice }) => notice.filter({ hasText: "đã gửi xong" }).waitFor()));
  // Nor is it said to be on the device any more where it was not sent.
  await Promise.all([two, three].map(({ notice }) => notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor({ state: "detached" })));
  await arrivedAs(kept.name);
  assert.equal(posts.length, 2);
  await context.close();
});

test("it is deleted when the person says so, and never sent", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const before = (await backend.records()).length;
  // The first try is lost, and the next is on its way for as long as it may be: there is time to press.
  let tries = 0;
  await context.route(POSTS, (route) => (tries++ ? undefined : route.abort("connectionreset")));
  const { page, form, notice } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await notice.getByRole("button", { name: "Xóa ngay" }).waitFor();
  await occupy(page);
  await notice.getByRole("button", { name: "Xóa ngay" }).click();
  await form.status.filter({ hasText: "Đã dừng gửi" }).waitFor();
  assert.equal(await notice.isVisible(), true, "what is still there is still said");
  await page.evaluate(() => window.release());
  await notice.waitFor({ state: "hidden" });
  assert.deepEqual(await entries(page), []);
  assert.equal(await form.input("email").inputValue(), VIETTEL.email, "what was typed is still there");
  await context.unroute(POSTS);
  await page.clock.install();
  await page.reload();
  await form.ready();
  await longAfter(page);
  assert.equal((await backend.records()).length, before);
  await context.close();
});

test("what arrives before a slow device has kept it is not kept afterwards", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, form } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await occupy(page, "keys");
  await form.send();
  await form.done.waitFor();
  await page.evaluate(() => window.release());
  // Whoever asks for the key next is answered after the form.
  for (let time = 0; time < 3; time += 1) assert.deepEqual(await entries(page), []);
  const locks = await page.evaluate(() => navigator.locks.query());
  assert.deepEqual(locks.held.filter(({ name }) => name.startsWith("thuan-outbox")), []);
  await context.close();
});

test("what the backend refuses is said, kept for the person, and not sent again", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  await leave(context);
  let posts = 0;
  await context.route(POSTS, (route) => {
    posts += 1;
    // First whoever stands between, which says nothing about the record.
    const contentType = posts === 1 ? "text/html" : "application/problem+json";
    return route.fulfill({ status: 403, contentType, body: posts === 1 ? "<h1>Wi-Fi</h1>" : '{"status":403}' });
  });
  const first = await open(context);
  while (posts < 1) await new Promise((later) => setTimeout(later, 50));
  await first.notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await first.page.close();
  assert.equal(posts, 1);
  const { page, form, notice } = await open(context);
  await notice.filter({ hasText: "Hệ thống không nhận" }).waitFor();
  assert.equal(posts, 2);
  await page.clock.install();
  await page.reload();
  await form.ready();
  await notice.filter({ hasText: "Hệ thống không nhận" }).waitFor();
  assert.equal(posts, 2, "nobody sends it again");
  await notice.getByRole("button", { name: "Xóa ngay" }).click();
  await notice.waitFor({ state: "hidden" });
  await page.reload();
  await form.ready();
  assert.deepEqual(await entries(page), []);
  await longAfter(page);
  assert.equal(await notice.count(), 0);
  await context.close();
});

test("a challenge that ran out meanwhile is fetched again; the record keeps its name", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { kept } = await leave(context);
  const bodies = [];
  await context.route(POSTS, (route) => {
    bodies.push(JSON.parse(route.request().postData()));
    return bodies.length > 1 ? route.continue() : route.fulfill(expired());
  });
  const { notice } = await open(context);
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(kept.name);
  const [first, second] = bodies.map(({ consent }) => JSON.parse(Buffer.from(consent.payload, "base64url").toString()));
  assert.notEqual(first.challenge, second.challenge);
  const untouched = (record) => record.purposes.map((purpose) => ({ ...purpose, decided_at: purpose.decided_at === record.event_time ? "left" : purpose.decided_at }));
  const said = (record) => ({ ...record, challenge: "", event_time: "", purposes: untouched(record) });
  assert.deepEqual(said(second), said(first), "and nothing else is said");
  await context.close();
});

/** The backend's word that the challenge of what was posted has run out. */
const expired = () => {
  const errors = [{ pointer: "#/consent/payload/challenge", code: "challenge_expired", detail: "x" }];
  const body = JSON.stringify({ type: "urn:thuan:problem:refused", title: "Refused", status: 422, errors });
  return { status: 422, contentType: "application/problem+json", body };
};

/** What a network answers that wants to be signed in to. */
const PORTAL = { status: 200, contentType: "text/html", body: "<h1>Wi-Fi</h1>" };

/** Sends a form whose challenge is said to have run out, after so many tries that were lost; the next is answered by `next`. */
async function sendExpired(context, next, lost = 0) {
  let posts = 0;
  await context.route(POSTS, (route) => {
    posts += 1;
    if (posts <= lost) return route.abort("connectionreset");
    return posts === lost + 1 ? route.fulfill(expired()) : route.continue();
  });
  const opened = await open(context);
  await opened.form.fill(VIETTEL);
  await opened.form.tick("acknowledged");
  let asked;
  const again = new Promise((done) => (asked = done));
  await context.route("**/api/registrations/challenge*", (route) => {
    if (posts <= lost) return route.continue();
    asked();
    return next(route);
  });
  await opened.form.send();
  await again;
  return { ...opened, posted: () => posts };
}

test("what is stopped while another challenge is fetched does not stay behind", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const before = (await backend.records()).length;
  const { page, form, posted } = await sendExpired(context, () => {});
  // What takes long can be stopped; that it does is not waited for here.
  await form.form.locator("form").evaluate((element) => element.dispatchEvent(new CustomEvent("thuan-stop")));
  await form.status.filter({ hasText: "Đã dừng gửi" }).waitFor();
  await givenBack(page);
  assert.deepEqual(await entries(page), []);
  await context.unroute("**/api/registrations/challenge*");
  await page.clock.install();
  await page.reload();
  await form.ready();
  await longAfter(page);
  assert.equal(posted(), 1);
  assert.equal((await backend.records()).length, before);
  await context.close();
});

test("what is deleted while another challenge is fetched is not sent with it", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const before = (await backend.records()).length;
  let arrive;
  const held = new Promise((done) => (arrive = done));
  const { page, form, notice, posted } = await sendExpired(context, (route) => held.then(() => route.continue()).catch(() => {}), 1);
  await notice.getByRole("button", { name: "Xóa ngay" }).click();
  await form.status.filter({ hasText: "Đã dừng gửi" }).waitFor();
  await notice.waitFor({ state: "hidden" });
  arrive();
  await page.clock.install();
  await page.reload();
  await form.ready();
  await longAfter(page);
  assert.deepEqual(await entries(page), []);
  assert.equal(posted(), 2);
  assert.equal((await backend.records()).length, before);
  await context.close();
});

test("what waits for a challenge that cannot be had is said to be kept, and is sent by the next page", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, form, notice } = await sendExpired(context, (route) => route.fulfill(PORTAL));
  await form.status.filter({ hasText: "không có kết nối đến hệ thống" }).waitFor();
  await notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  assert.equal(await notice.getByRole("button", { name: "Xóa ngay" }).isVisible(), true);
  const [{ name }] = await entries(page);
  await context.unroute("**/api/registrations/challenge*");
  await page.reload();
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(name);
  await context.close();
});

/** Another element takes the form's place, in the same page. */
const another = (page) =>
  page.evaluate(() => {
    const element = document.querySelector("thuan-form");
    const fresh = document.createElement(element.localName);
    for (const { name, value } of element.attributes) fresh.setAttribute(name, value);
    element.replaceWith(fresh);
  });

test("a portal's answer leaves a record on the device: that is said, and whoever is there next sends it", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  await context.route(POSTS, (route) => route.fulfill(PORTAL));
  const { page, form, notice } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  assert.equal(await notice.getByRole("button", { name: "Xóa ngay" }).isVisible(), true);
  const [{ name }] = await entries(page);
  await context.unroute(POSTS);
  await another(page);
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(name);
  await context.close();
});

test("a form that goes while it sends leaves its record to the one that comes", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  let [posts, arrive] = [0];
  const held = new Promise((done) => (arrive = done));
  await context.route(POSTS, (route) => (posts++ ? route.continue() : held.then(() => route.fulfill(PORTAL))));
  const { page, form, notice } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await Promise.all([page.waitForRequest(POSTS), form.send()]);
  const [{ name }] = await entries(page);
  await another(page);
  await form.ready();
  assert.equal(posts, 1, "it is still in the other's hands");
  arrive();
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(name);
  assert.equal(posts, 2);
  await context.close();
});

for (const status of [200, 403]) {
  test(`a portal's ${status} for another challenge is not the backend's word`, async () => {
    const context = await browser.newContext({ locale: "vi-VN" });
    const { kept } = await leave(context);
    let posts = 0;
    await context.route(POSTS, (route) => (posts++ ? route.continue() : route.fulfill(expired())));
    await context.route("**/api/registrations/challenge*", (route) => route.fulfill({ ...PORTAL, status }));
    const { page, notice } = await open(context);
    while (posts < 1) await new Promise((later) => setTimeout(later, 50));
    await givenBack(page);
    assert.match(await notice.textContent(), /giữ trên thiết bị này/);
    await page.close();
    await context.unroute("**/api/registrations/challenge*");
    posts = 0;
    const next = await open(context);
    await next.notice.filter({ hasText: "đã gửi xong" }).waitFor();
    await arrivedAs(kept.name);
    await context.close();
  });
}

test("a backend that asks for patience is not asked by the next page either", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  let posts = 0;
  await context.route(POSTS, (route) => {
    posts += 1;
    return route.fulfill({ status: 503, headers: { "Retry-After": "3600" } });
  });
  const { page, form, notice } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.status.filter({ hasText: "Hệ thống đang bận" }).waitFor();
  const [{ name }] = await entries(page);
  await page.clock.install();
  await page.reload();
  await form.ready();
  await notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await longAfter(page);
  assert.equal(posts, 1, "it is waited for");
  await context.unroute(POSTS);
  await page.clock.setFixedTime(Date.now() + 2 * 60 * 60 * 1000);
  await page.reload();
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(name);
  await context.close();
});

test("a page that is left open sends it when a backend's patience is over", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { kept } = await leave(context);
  let posts = 0;
  await context.route(POSTS, (route) => (posts++ ? route.continue() : route.fulfill({ status: 503, headers: { "Retry-After": "90" } })));
  const { page, notice } = await open(context, (page) => page.clock.install());
  while (posts < 1) await new Promise((later) => setTimeout(later, 50));
  await notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await givenBack(page);
  assert.equal(posts, 1);
  await longAfter(page);
  await notice.filter({ hasText: "đã gửi xong" }).waitFor();
  await arrivedAs(kept.name);
  assert.equal(posts, 2);
  await context.close();
});

test("what one page has learned of a backend's patience, a page that waits for it knows", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  await leave(context);
  let [posts, arrive] = [0];
  const held = new Promise((done) => (arrive = done));
  await context.route(POSTS, async (route) => {
    posts += 1;
    await held;
    await route.fulfill({ status: 503, headers: { "Retry-After": "3600" } });
  });
  const one = await open(context);
  await one.notice.filter({ hasText: "Đang gửi tiếp" }).waitFor();
  const two = await open(context, (page) => page.clock.install());
  await two.page.waitForFunction(async () => (await navigator.locks.query()).pending.length === 1);
  arrive();
  await one.notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await two.page.waitForFunction(async () => {
    const { held, pending } = await navigator.locks.query();
    return held.length + pending.length === 0;
  });
  await two.notice.filter({ hasText: "giữ trên thiết bị này" }).waitFor();
  await longAfter(two.page);
  assert.equal(posts, 1);
  await context.close();
});

test("what was not sent within its time is deleted, and that is said", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const before = (await backend.records()).length;
  const { kept } = await leave(context);
  const { page } = await openPage(context);
  await page.clock.setFixedTime(Date.now() + 8 * 24 * 60 * 60 * 1000);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  const said = form.form.locator("form > .notice", { hasText: "sau 7 ngày vẫn chưa có trả lời" });
  await said.waitFor();
  assert.match(await said.textContent(), new RegExp(kept.name.slice(0, 8).toUpperCase()));
  assert.equal(await said.getByRole("button").count(), 0, "there is nothing to delete");
  await page.waitForFunction(async () => {
    const settled = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const database = await settled(indexedDB.open("thuan-outbox"));
    const left = await settled(database.transaction("parcels").objectStore("parcels").count());
    database.close();
    return left === 0;
  });
  assert.equal((await backend.records()).length, before);
  await context.close();
});

test("one button clears the outbox as well, and says so", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, form } = await open(context);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await form.form.getByRole("button", { name: "Xóa khỏi thiết bị này", exact: true }).click();
  await form.status.filter({ hasText: "Đã xóa mọi bản ghi và khóa" }).waitFor();
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
  await context.close();
});
