// What can go wrong between the press and the stored record: nothing is lost, nothing arrives twice, and the person is
// told in words what is waited for.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, test } from "node:test";

import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding } from "../support/host.mjs";
import { longAfter } from "../support/slow.mjs";
import { startEmbedded } from "../support/suite.mjs";

const { browser, backend, host } = await startEmbedded();

/** A filled-in form; pauses between tries are as short as chance allows, unless `chance` says otherwise. */
async function filled({ chance = 0, at = backend.url } = {}) {
  const context = await browser.newContext({ locale: "vi-VN" });
  await context.addInitScript((value) => {
    Math.random = () => value;
  }, chance);
  const { page } = await openPage(context);
  const posts = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posts.push(request);
  });
  await page.goto(at);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("purpose.aftersales_care");
  await form.tick("acknowledged");
  return { context, page, form, posts, stop: form.form.getByRole("button", { name: "Dừng gửi" }) };
}

/** Answers what is posted by these, one after the other, and lets what comes after them through. */
async function answer(page, ...answers) {
  await page.route("**/api/registrations", (route) => {
    const next = answers.shift();
    return next ? next(route) : route.continue();
  });
}

const reset = (route) => route.abort("connectionreset");
const status = (code, headers = {}) => (route) => route.fulfill({ status: code, headers });

async function everythingIsThere(form) {
  for (const [name, value] of Object.entries(VIETTEL)) assert.equal(await form.input(name).inputValue(), value);
  assert.equal(await form.input("purpose.aftersales_care").isChecked(), true);
}

test("what may yet be taken is sent again by itself: the same bytes under the same name, stored once", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts } = await filled();
  // The second time the backend has it, and its answer is lost: the worst case.
  const lost = async (route) => {
    await route.fetch();
    await reset(route);
  };
  await answer(page, reset, lost, status(503), status(429));
  await form.send();
  await form.done.waitFor();
  assert.equal(posts.length, 5);
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1, "the same bytes each time");
  const names = await Promise.all(posts.map((post) => post.headerValue("idempotency-key")));
  assert.equal(new Set(names).size, 1, "under the same name");
  const records = await backend.records();
  assert.equal(records.length, before + 1, "stored once");
  assert.equal(records.at(-1).record_id, names[0]);
  await context.close();
});

test("after five tries the person is asked, and everything is as they left it", async () => {
  const { context, page, form, posts } = await filled();
  await answer(page, ...Array(5).fill(reset), ...Array(5).fill(status(500)));
  await form.send();
  await form.status.filter({ hasText: "kết nối đến hệ thống bị gián đoạn" }).waitFor();
  assert.equal(posts.length, 5);
  assert.equal(await form.form.locator("button[type=submit]").textContent(), "Gửi lại");
  await everythingIsThere(form);
  await form.send();
  await form.status.filter({ hasText: "hệ thống đang gặp sự cố" }).waitFor();
  assert.equal(posts.length, 10);
  await form.send();
  await form.done.waitFor();
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  await context.close();
});

test("a backend that says how long to wait is waited for", async () => {
  const { context, page, form, posts } = await filled();
  const times = [];
  page.on("request", (request) => request.method() === "POST" && times.push(Date.now()));
  const dated = (route) => status(429, { "Retry-After": new Date(Date.now() + 3000).toUTCString() })(route);
  await answer(page, status(503, { "Retry-After": "2" }), dated);
  await form.send();
  await form.status.filter({ hasText: "sẽ tự gửi lại" }).waitFor();
  await form.done.waitFor();
  assert.equal(posts.length, 3);
  // Only the lower bound: a slow machine is no fault. A date has no parts of a second.
  const waits = [times[1] - times[0], times[2] - times[1]];
  assert.ok(waits.every((wait) => wait >= 1990), `came back after ${waits.join(" and ")} ms`);
  await context.close();
});

test("a backend that asks for an hour is not waited for: the person is told", async () => {
  const { context, page, form, posts } = await filled();
  await answer(page, status(503, { "Retry-After": "3600" }));
  await form.send();
  await form.status.filter({ hasText: "Hệ thống đang bận" }).waitFor();
  assert.equal(posts.length, 1);
  await context.close();
});

test("without a network it waits for one, and sends by itself when there is one", async () => {
  const { context, form, posts } = await filled({ chance: 0.1 });
  await context.setOffline(true);
  await form.send();
  await form.status.filter({ hasText: "đang mất kết nối" }).waitFor();
  assert.equal(await form.form.locator("button[type=submit]").getAttribute("aria-disabled"), "true");
  await context.setOffline(false);
  await form.done.waitFor();
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  await context.close();
});

test("who does not want to wait stops it, loses nothing, and can send later", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts, stop } = await filled({ chance: 0.1 });
  await page.clock.install();
  assert.equal(await stop.isVisible(), false, "there is nothing to stop yet");
  await context.setOffline(true);
  await form.send();
  await stop.click();
  await form.status.filter({ hasText: "Đã dừng gửi" }).waitFor();
  await everythingIsThere(form);
  assert.equal(await stop.isVisible(), false);
  await context.setOffline(false);
  const tries = posts.length;
  await longAfter(page);
  assert.equal(posts.length, tries, "nothing is sent that was stopped");
  await form.send();
  await form.done.waitFor();
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("what is on its way cannot be changed, by hand or by key", async () => {
  const { context, page, form, posts } = await filled({ chance: 0.1 });
  await context.setOffline(true);
  await form.input("email").press("Enter");
  await form.status.filter({ hasText: "đang mất kết nối" }).waitFor();
  const focused = await page.evaluate(() => document.activeElement.shadowRoot.activeElement.type);
  assert.equal(focused, "submit", "the focus is where it goes on");
  await form.input("purpose.aftersales_care").click({ force: true });
  await form.input("email").click({ force: true });
  await page.keyboard.type("x");
  await everythingIsThere(form);
  await context.setOffline(false);
  await form.done.waitFor();
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  await context.close();
});

test("who changes something after a try that may have arrived is told what sending again does", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts } = await filled();
  const lost = async (route) => {
    await route.fetch();
    await status(501)(route);
  };
  await answer(page, lost);
  await form.send();
  await form.status.filter({ hasText: "đăng ký sẽ không bị trùng" }).waitFor();
  await form.fill({ contact_name: "Nguyễn Thị B" });
  await form.status.filter({ hasText: "đây sẽ là một đăng ký mới" }).waitFor();
  await form.send();
  await form.done.waitFor();
  assert.equal((await backend.records()).length, before + 2);
  assert.equal(posts.length, 2);
  await context.close();
});

test("another language, and a box that was put back, are no change: it is the same registration", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts } = await filled();
  await answer(page, status(501));
  await form.send();
  await form.status.filter({ hasText: "đăng ký sẽ không bị trùng" }).waitFor();
  await form.input("purpose.aftersales_care").click();
  await form.input("purpose.aftersales_care").click();
  await page.locator("thuan-form").evaluate((element) => element.setAttribute("lang", "en"));
  await form.form.getByRole("button", { name: "Send again" }).click();
  await form.done.waitFor();
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("a refusal after a try that may have arrived does not say that it did not", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts } = await filled();
  const lost = async (route) => {
    await route.fetch();
    await status(500)(route);
  };
  // Tried again by itself, and by the person.
  await answer(page, lost, status(403), status(403));
  await form.send();
  await form.status.filter({ hasText: "Chưa rõ đã gửi được hay chưa" }).waitFor();
  const again = page.waitForResponse("**/api/registrations");
  await form.send();
  await again;
  await form.status.filter({ hasText: "Chưa rõ đã gửi được hay chưa" }).waitFor();
  await form.send();
  await form.done.waitFor();
  assert.equal(posts.length, 4);
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("a refusal after broken connections does not say that nothing arrived", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts } = await filled();
  const lost = async (route) => {
    await route.fetch();
    await reset(route);
  };
  await answer(page, lost, ...Array(4).fill(reset), status(403));
  await form.send();
  await form.status.filter({ hasText: "kết nối đến hệ thống bị gián đoạn" }).waitFor();
  await form.send();
  await form.status.filter({ hasText: "hệ thống đang gặp sự cố" }).waitFor();
  await form.send();
  await form.done.waitFor();
  assert.equal(posts.length, 7);
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("neither a page that takes the backend's place nor a refusal by it makes an earlier try forgotten", async () => {
  const before = (await backend.records()).length;
  const { context, page, form, posts } = await filled();
  const lost = async (route) => {
    await route.fetch();
    await status(501)(route);
  };
  const portal = (code) => (route) => route.fulfill({ status: code, contentType: "text/html", body: "<h1>Wi-Fi</h1>" });
  await answer(page, lost, portal(200), portal(403), portal(422));
  for (const words of ["hệ thống đang gặp sự cố", "không phải của hệ thống", "hệ thống đang gặp sự cố", "hệ thống đang gặp sự cố"]) {
    const answered = page.waitForResponse("**/api/registrations");
    await form.send();
    await answered;
    await form.status.filter({ hasText: words }).waitFor();
  }
  await form.send();
  await form.done.waitFor();
  assert.equal(posts.length, 5);
  assert.equal(new Set(posts.map((post) => post.postData())).size, 1);
  assert.equal((await backend.records()).length, before + 1);
  await context.close();
});

test("whoever takes a suggestion after a try that may have arrived is told what sending again does", async () => {
  const { context, page, form } = await filled();
  await form.fill({ email: "lan@gmial.com" });
  await answer(page, status(501));
  await form.send();
  await form.status.filter({ hasText: "đăng ký sẽ không bị trùng" }).waitFor();
  await form.form.getByRole("button", { name: "Dùng lan@gmail.com" }).click();
  await form.status.filter({ hasText: "đây sẽ là một đăng ký mới" }).waitFor();
  await context.close();
});

test("an answer that takes long is said to, and can be stopped", async () => {
  const { context, page, form, stop } = await filled();
  // It stands still: what is said at once is still said when one looks.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  let [arrive, ask] = [];
  const held = new Promise((done) => (arrive = done));
  const asked = new Promise((done) => (ask = done));
  await answer(page, async (route) => {
    ask();
    await held;
    await route.continue().catch(() => {});
  });
  await form.send();
  await form.status.filter({ hasText: "Đang gửi đăng ký" }).waitFor();
  // It is signed first, and the time counts from when it is sent.
  await asked;
  await page.clock.runFor(5_100);
  await form.status.filter({ hasText: "Mạng đang chậm" }).waitFor();
  await stop.click();
  await form.status.filter({ hasText: "Đã dừng gửi" }).waitFor();
  arrive();
  await page.clock.resume();
  await form.send();
  await form.done.waitFor();
  await context.close();
});

test("a network that asks to sign in first is told apart from the backend, and not asked again", async () => {
  const { context, page, form, posts } = await filled();
  await answer(page, (route) => route.fulfill({ status: 200, contentType: "text/html; charset=utf-8", body: "<h1>Wi-Fi</h1>" }));
  await form.send();
  await form.status.filter({ hasText: "không phải của hệ thống" }).waitFor();
  assert.equal(posts.length, 1);
  await form.send();
  await form.done.waitFor();
  await context.close();
});

test("what is refused for good is explained, and not sent again", async () => {
  for (const [code, words] of [[400, "mã 400"], [403, "mã 403"], [404, "mã 404"], [413, "mã 413"], [409, "cùng mã"]]) {
    const { context, page, form, posts } = await filled();
    await answer(page, status(code), status(code));
    await form.send();
    await form.status.filter({ hasText: words }).waitFor();
    assert.equal(posts.length, 1, `${code} was tried again`);
    await everythingIsThere(form);
    await context.close();
  }
});

/** A backend that breaks off, or does not say which sites may use it. */
async function oddBackend() {
  const tries = [];
  const server = createServer((request, response) => {
    const cors = request.url.includes("closed") ? {} : { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" };
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    if (request.method === "GET") return response.writeHead(200, { ...cors, "Content-Type": "application/json" }).end('{"nonce":"n"}');
    tries.push(request.url);
    request.resume();
    if (tries.length > 1) return response.writeHead(204, cors).end();
    response.writeHead(201, { ...cors, "Content-Type": "application/json", "Content-Length": 1000 });
    response.write('{"record_sha256": "');
    setTimeout(() => response.destroy(), 50);
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { tries, url: `http://127.0.0.1:${server.address().port}` };
}

/** The form on somebody's page, posting elsewhere. */
async function elsewhere(url) {
  const { script, element } = await embedding(backend.url, `lang="vi" endpoint="${url}"`);
  return filled({ at: host.page(element, { head: script }) });
}

test("an answer that breaks off is no answer: it is asked for again", async () => {
  const odd = await oddBackend();
  const { context, form } = await elsewhere(`${odd.url}/broken`);
  await form.send();
  await form.done.waitFor();
  assert.deepEqual(odd.tries, ["/broken", "/broken"]);
  await context.close();
});

test("beside what the backend says is wrong, nothing says that it was understood", async () => {
  const { context, page, form } = await filled();
  const field = form.form.locator(".field").filter({ has: page.locator("[name=tax_code]") });
  const understood = field.locator(".understood").filter({ hasText: /\S/ });
  await understood.waitFor();
  // As little as a problem document has to say.
  const problem = { errors: [{ pointer: "#/registration/fields/tax_code" }] };
  await answer(page, (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(problem) }));
  await form.send();
  await form.summary.waitFor();
  assert.notEqual(await form.error("tax_code").textContent(), "");
  assert.equal(await understood.count(), 0);
  await context.close();
});

test("a backend that no other site may use is as good as unreachable", async () => {
  const odd = await oddBackend();
  const { context, form } = await elsewhere(`${odd.url}/closed`);
  await form.send();
  await form.status.filter({ hasText: "không có kết nối đến hệ thống" }).waitFor();
  assert.deepEqual(odd.tries, [], "nothing was posted");
  await context.close();
});
