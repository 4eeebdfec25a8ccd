// Levels of proof, and what the record says when the surroundings are not as they should be.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { createLocalJWKSet, exportJWK, flattenedVerify, generateKeyPair } from "jose";

import { SITE, startBackend, thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { freePort } from "../support/port.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

async function open({ url = backend.url, script } = {}) {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  if (script) await page.addInitScript(script);
  await page.goto(url);
  const form = formOn(page);
  await form.ready();
  return { context, page, form, trouble };
}

async function register(form) {
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
}

/** What the person's own file says. */
async function evidenceOf({ page, form }) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    form.form.getByRole("button", { name: "Tải bản ghi (.json)" }).click(),
  ]);
  const evidence = JSON.parse(await readFile(await download.path(), "utf8"));
  return { evidence, record: decoded(evidence.consent), file: await download.path() };
}

const decoded = (jws) => JSON.parse(Buffer.from(jws.payload, "base64url").toString());
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const said = (form, words) => form.form.locator(".done").getByText(words).waitFor();

test("a challenge before, a receipt after: both sides hold the proof", async () => {
  const opened = await open();
  const asked = [];
  opened.page.on("request", (request) => asked.push([request.method(), new URL(request.url()).pathname]));
  await register(opened.form);
  await said(opened.form, "hệ thống đã ký giấy báo nhận");
  const { evidence, record, file } = await evidenceOf(opened);
  assert.deepEqual(
    asked.filter(([, path]) => path.startsWith("/api") || path.startsWith("/.well-known")),
    [
      ["GET", "/api/registrations/challenge"],
      ["POST", "/api/registrations"],
      ["GET", "/.well-known/jwks.json"],
    ],
  );
  assert.match(record.challenge, /^[A-Za-z0-9_-]{22,}$/);

  // A foreign library, and the backend's keys from the backend.
  const published = await (await fetch(`${backend.url}/.well-known/jwks.json`)).json();
  assert.deepEqual(evidence.jwks, published);
  const { payload, protectedHeader } = await flattenedVerify(evidence.receipt, createLocalJWKSet(published));
  assert.equal(protectedHeader.typ, "consent-receipt+jws");
  const receipt = JSON.parse(new TextDecoder().decode(payload));
  assert.equal(receipt.record_sha256, sha256(Buffer.from(evidence.consent.payload, "base64url")));
  assert.equal(receipt.record_id, record.record_id);
  await thuan("verify", file);
  assert.deepEqual(opened.trouble(), []);
  await opened.context.close();
});

test("a receipt that the backend's published keys do not cover is not believed, and does not spoil the file", async () => {
  const opened = await open();
  const { publicKey } = await generateKeyPair("ES256");
  const stranger = { ...(await exportJWK(publicKey)), alg: "ES256", use: "sig", kid: "another" };
  await opened.page.route("**/.well-known/jwks.json", (route) => route.fulfill({ json: { keys: [stranger] } }));
  await register(opened.form);
  await said(opened.form, "giấy báo nhận gửi về không đúng");
  const { evidence, file } = await evidenceOf(opened);
  assert.deepEqual([evidence.receipt, evidence.jwks], [undefined, undefined]);
  await thuan("verify", file);
  await opened.context.close();
});

test("a receipt that cannot be checked now is said to be one, and kept", async () => {
  const opened = await open();
  await opened.page.route("**/.well-known/jwks.json", (route) => route.abort());
  await register(opened.form);
  await said(opened.form, "chưa kiểm tra được giấy báo nhận");
  const { evidence } = await evidenceOf(opened);
  assert.ok(evidence.receipt);
  assert.equal(evidence.jwks, undefined);
  await opened.context.close();
});

test("an answer without the receipt that was promised is said to be one", async () => {
  const opened = await open();
  await opened.page.route("**/api/registrations", async (route) => {
    const answer = await (await route.fetch()).json();
    delete answer.receipt;
    await route.fulfill({ status: 201, json: answer });
  });
  await register(opened.form);
  await said(opened.form, "không gửi giấy báo nhận");
  assert.equal((await evidenceOf(opened)).evidence.receipt, undefined);
  await opened.context.close();
});

test("a challenge that ran out is fetched again, and what was said is signed anew", async () => {
  const opened = await open();
  const challenges = [];
  await opened.page.route("**/api/registrations", (route) => {
    challenges.push(decoded(route.request().postDataJSON().consent).challenge);
    if (challenges.length > 1) return route.continue();
    const errors = [{ pointer: "#/consent/payload/challenge", code: "challenge_expired", detail: "x" }];
    const problem = { type: "urn:thuan:problem:refused", title: "Refused", status: 422, errors };
    return route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  const before = (await backend.records()).length;
  await register(opened.form);
  assert.equal(challenges.length, 2);
  assert.notEqual(challenges[0], challenges[1]);
  assert.equal((await backend.records()).length, before + 1);
  await opened.context.close();
});

test("a policy that changed in the meantime is shown; what was typed stays, what was ticked is asked again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "thuan-policies-"));
  await cp(join(SITE, "policy"), folder, { recursive: true });
  const addr = `127.0.0.1:${await freePort()}`;
  const first = await startBackend({ addr, args: ["--policies", folder] });
  const opened = await open({ url: first.url });
  const { page, form } = opened;
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("acknowledged");
  await first.stop();

  const file = join(folder, "vst.json");
  const pack = JSON.parse(await readFile(file, "utf8"));
  pack.text.vi += "\n## 7. ĐIỀU MỚI\n\nChính sách này vừa được bổ sung.\n";
  await writeFile(file, JSON.stringify(pack));
  await rm(`${file}.br`, { force: true });
  const second = await startBackend({ addr, args: ["--policies", folder] });

  await form.send();
  await form.form.getByText("Chính sách này vừa được bổ sung.").waitFor();
  await form.form.getByText("Những gì bạn đã nhập vẫn còn").waitFor();
  for (const [name, value] of Object.entries(VIETTEL)) assert.equal(await form.input(name).inputValue(), value);
  assert.equal(await form.input("purpose.renewal_email").isChecked(), false);
  assert.equal(await form.input("acknowledged").isChecked(), false);
  assert.equal((await second.records()).length, 0);

  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  const { record } = await evidenceOf(opened);
  assert.equal(record.privacy_notice.sha256, sha256(pack.text.vi));
  assert.equal((await second.records()).length, 1);
  await opened.context.close();
  await second.stop();
  await Promise.all([first.remove(), second.remove(), rm(folder, { recursive: true })]);
});

test("a clock that is set while the form is open is said in the record", async () => {
  const opened = await open();
  const { page, form } = opened;
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("acknowledged");
  await page.evaluate(() => {
    const hour = 3_600_000;
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) {
        super(...(given.length ? given : [Real.now() - hour]));
      }
      static now() {
        return Real.now() - hour;
      }
    };
  });
  await form.send();
  await form.done.waitFor();
  const { record } = await evidenceOf(opened);
  assert.equal(record.evidence.clock, "stepped");
  assert.ok(record.purposes[0].decided_at > record.event_time, "as the clock showed it, not made up");
  const [stored] = (await backend.records()).slice(-1);
  assert.deepEqual([stored.record_id, stored.verified], [record.record_id, true]);
  await opened.context.close();
});

test("a clock that runs evenly is not mentioned", async () => {
  const opened = await open();
  await register(opened.form);
  const { record } = await evidenceOf(opened);
  assert.equal("clock" in record.evidence, false);
  await opened.context.close();
});

test("a tab that is frozen while it sends finishes when it is looked at again, once", async () => {
  const opened = await open();
  const { page, form } = opened;
  const session = await page.context().newCDPSession(page);
  let posts = 0;
  let frozen;
  const isFrozen = new Promise((done) => {
    frozen = done;
  });
  await page.route("**/api/registrations", async (route) => {
    posts += 1;
    const response = await route.fetch();
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    frozen();
    await route.fulfill({ response });
  });
  const before = (await backend.records()).length;
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await isFrozen;
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await form.done.waitFor();
  assert.equal(posts, 1);
  assert.equal((await backend.records()).length, before + 1);
  await opened.context.close();
});

test("without storage the key lives as long as the page, and the record says so", async () => {
  const opened = await open({
    script: () => {
      Object.defineProperty(window, "indexedDB", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    },
  });
  await register(opened.form);
  await said(opened.form, "không cho phép lưu");
  const { record } = await evidenceOf(opened);
  assert.equal(record.evidence.key_storage, "session");
  assert.deepEqual(opened.trouble(), []);
  await opened.context.close();
});

test("where only reading back fails, the record does not claim a stored key", async () => {
  const opened = await open({
    script: () => {
      // Full, or a private window that pretends: writing seems to work, and nothing is there.
      const lost = function add(value, key) {
        return this.get(key);
      };
      IDBObjectStore.prototype.add = lost;
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
  });
  await register(opened.form);
  await said(opened.form, "không cho phép lưu");
  assert.equal((await evidenceOf(opened)).record.evidence.key_storage, "session");
  await opened.context.close();
});

test("the browser keeps the proof and not what was typed, and shows the way back to it", async () => {
  const opened = await open();
  const { page, form } = opened;
  assert.equal(await form.form.locator(".notice").isVisible(), false);
  await register(form);
  await said(form, "Trình duyệt này cũng giữ một bản");
  const reference = await form.form.locator(".reference strong").innerText();
  const kept = await page.evaluate(
    () =>
      new Promise((done) => {
        const opening = indexedDB.open("thuan");
        opening.onsuccess = () => {
          const store = opening.result.transaction("records", "readwrite").objectStore("records");
          const all = store.getAll();
          // What cannot be read hides nothing else.
          store.put("{", "broken").onsuccess = () => done(all.result.join());
        };
      }),
  );
  assert.match(kept, /urn:thuan:evidence:1/);
  for (const value of Object.values(VIETTEL)) assert.equal(kept.includes(value.split("\n")[0]), false, value);
  assert.equal(kept.includes("+842439343137"), false);
  await page.reload();
  await form.ready();
  await form.form.locator(".notice").getByText(reference).waitFor();
  await opened.context.close();
});
