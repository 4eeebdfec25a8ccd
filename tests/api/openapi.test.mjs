// Whether the reference backend is as schemas/openapi.json says: real answers to what it takes, and schemathesis, which
// tries what one would not think of.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { SITE } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { recordIn } from "../support/record.mjs";
import { startAll } from "../support/suite.mjs";

const HERE = import.meta.dirname;
const PYTHON = process.env.THUAN_PYTHON ?? "python3";
const DOCUMENT = join(HERE, "../../schemas/openapi.json");
const { paths } = JSON.parse(await readFile(DOCUMENT, "utf8"));

const there = spawnSync(PYTHON, ["-c", "import schemathesis"]).status === 0;
const skip = there || process.env.THUAN_REQUIRE_ORACLES ? false : "Python has no schemathesis";

const { browser, backend } = await startAll();

// Where schemathesis keeps what it has seen; what it asks next would depend on it.
const folder = await mkdtemp(join(tmpdir(), "thuan-api-"));
after(() => rm(folder, { recursive: true, force: true }));

/** Runs Python, and gives what it prints and how it ended. */
async function python(args, input = "") {
  const child = spawn(PYTHON, args, { cwd: folder, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } });
  child.stdin.end(input);
  const [printed, said] = await Promise.all([child.stdout, child.stderr].map(async (out) => Buffer.concat(await out.toArray()).toString()));
  const status = child.exitCode ?? (await new Promise((done) => child.once("exit", done)));
  return { status, printed, said };
}

/** Asks, and keeps the answers as the oracle takes them. */
function interview() {
  const answers = [];
  /** `path` is the document's; `places` is what stands in its braces. */
  const ask = async (method, path, { places = {}, query = "", headers = {}, body } = {}) => {
    const url = backend.url + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(places[name])) + query;
    const response = await fetch(url, { method, headers, body });
    const content = Buffer.from(await response.arrayBuffer());
    answers.push({ method, path, url, status: response.status, headers: Object.fromEntries(response.headers), body: content.toString("base64") });
    return { status: response.status, headers: response.headers, content };
  };
  return { answers, ask };
}

const json = (body, more = {}) => ({ body: typeof body === "string" ? body : JSON.stringify(body), headers: { "Content-Type": "application/json", ...more } });

test("what the backend answers is what the document says, at every address", { skip }, async () => {
  const { answers, ask } = interview();
  const expect = async (status, ...question) => {
    const answer = await ask(...question);
    assert.equal(answer.status, status, `${question[0]} ${question[1]}`);
    return answer;
  };

  // What a browser has sent, sent once more: 200 is what 201 was.
  const { body, answer: first } = await registered();
  answers.push({ ...first, path: "/api/registrations" });
  assert.equal(first.status, 201);
  const record = recordIn(JSON.parse(body));
  const name = record.record_id;
  const again = await expect(200, "POST", "/api/registrations", json(body, { "Idempotency-Key": name }));
  assert.equal(again.content.toString("base64"), first.body);

  const registrations = "/api/registrations";
  await expect(400, "POST", registrations, json(body));
  await expect(400, "POST", registrations, json("{", { "Idempotency-Key": name }));
  await expect(400, "POST", registrations, json({}, { "Idempotency-Key": name }));
  await expect(400, "POST", registrations, json(body, { "Idempotency-Key": randomUUID() }));
  await expect(413, "POST", registrations, json(`"${"x".repeat(70_000)}"`, { "Idempotency-Key": name }));
  await expect(415, "POST", registrations, { body, headers: { "Idempotency-Key": name } });
  const altered = JSON.parse(body);
  altered.consent.signature = `${altered.consent.signature.startsWith("A") ? "B" : "A"}${altered.consent.signature.slice(1)}`;
  await expect(422, "POST", registrations, json(altered, { "Idempotency-Key": name }));

  await expect(200, "GET", "/api/registrations/challenge");
  await expect(200, "GET", "/api/registrations/challenge", { query: "?form=vst&language=en" });
  await expect(404, "GET", "/api/registrations/challenge", { query: "?form=none" });

  const request = { kind: "withdraw", contact: "lienhe@viettel.example.vn", language: "vi", reference: name.slice(0, 8) };
  await expect(202, "POST", "/api/registrations/requests", json(request));
  await expect(400, "POST", "/api/registrations/requests", json({ ...request, reference: null }));
  await expect(422, "POST", "/api/registrations/requests", json({ ...request, contact: "nobody" }));
  await expect(415, "POST", "/api/registrations/requests", { body: "{}" });
  await expect(415, "POST", "/api/registrations/plain", { body: "{}" });
  const asForm = { "Content-Type": "application/x-www-form-urlencoded" };
  await expect(404, "POST", "/api/registrations/plain", { body: "form_id=none", headers: asForm });

  const keys = JSON.parse((await expect(200, "GET", "/.well-known/jwks.json")).content).keys;
  await expect(200, "GET", "/api/keys/{kid}", { places: { kid: keys[0].kid } });
  await expect(404, "GET", "/api/keys/{kid}", { places: { kid: record.pii_principal_id } });
  const sha256 = async (file) => createHash("sha256").update(await readFile(join(SITE, file))).digest("hex");
  for (const [path, hash] of [
    ["/api/policies/{sha256}", record.privacy_notice.sha256],
    ["/api/packs/{sha256}", await sha256("policy/vst.json")],
    ["/api/forms/{sha256}", record.evidence.form_sha256],
  ]) {
    const kept = await expect(200, "GET", path, { places: { sha256: hash } });
    assert.equal(createHash("sha256").update(kept.content).digest("hex"), hash);
    await expect(304, "GET", path, { places: { sha256: hash }, headers: { "If-None-Match": kept.headers.get("etag") } });
    await expect(404, "GET", path, { places: { sha256: "0".repeat(64) } });
  }
  for (const path of ["/forms/{id}.json", "/policy/{id}.json"]) {
    const current = await expect(200, "GET", path, { places: { id: "vst" } });
    await expect(304, "GET", path, { places: { id: "vst" }, headers: { "If-None-Match": current.headers.get("etag") } });
    await expect(404, "GET", path, { places: { id: "none" } });
  }
  await expect(200, "GET", "/healthz");
  await expect(200, "GET", "/readyz");

  const { status, printed, said } = await python([join(HERE, "answers.py"), DOCUMENT], answers.map((answer) => JSON.stringify(answer)).join("\n"));
  assert.equal(status, 0, said);
  assert.equal(printed, "");
  const asked = new Set(answers.map(({ method, path }) => `${method} ${path}`));
  const documented = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  assert.deepEqual([...asked].sort(), documented.sort());
});

/** A registration by a browser: the request that posted it. */
async function registered() {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  const [post] = await Promise.all([page.waitForRequest((request) => request.method() === "POST"), form.send()]);
  await form.done.waitFor();
  const answer = await post.response();
  const [body, headers, content] = [post.postData(), await answer.allHeaders(), await answer.body()];
  await context.close();
  return { body, answer: { method: "POST", url: post.url(), status: answer.status(), headers, body: content.toString("base64") } };
}

// A minute on a slow machine. `THUAN_API_EXAMPLES=1000` takes as long as one likes, and another path each time.
test("nothing that schemathesis tries is answered otherwise than documented, or by a failure", { skip }, async () => {
  const { THUAN_API_EXAMPLES: examples } = process.env;
  const amount = examples ? ["--max-examples", examples] : ["--max-examples", "15", "--seed", "1"];
  const options = ["--url", backend.url, "--no-color", "--suppress-health-check", "all", ...amount];
  const { status, printed, said } = await python(["-m", "schemathesis.cli", "--config-file", join(HERE, "schemathesis.toml"), "run", DOCUMENT, ...options]);
  assert.equal(status, 0, printed + said);
  const [, cases] = /^\s*(\d+) generated/m.exec(printed) ?? [];
  assert.ok(Number(cases) > 200, printed);
  // `cargo xtask soak api` gathers it.
  if (examples) console.log(`soak: api: ${examples} examples of each question, ${cases} sent, none answered otherwise than documented`);
});
