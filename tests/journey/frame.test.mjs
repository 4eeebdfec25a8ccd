// Hostile messages between a hosted page and the page around it. Each is refused; where a guard is taken out, its line
// here fails. Origins are real ones, by names that lead to no network.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "../support/browser.mjs";
import { imagine } from "../support/framed.mjs";

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

const WIDGET = "https://widget.example";
const PARTNER = "https://partner.example";
const UUID = "0f0e0d0c-0b0a-4908-8706-050403020100";
const HASH = "ab".repeat(32);

// --- What the page around a frame believes -------------------------------------------------------------------------

/** What stands for the hosted page: it says whatever the test wants, and then that it has said it. */
const CHILD = `<!doctype html><script>
  const said = [];
  function hello(message, { ports = 1, to = parent } = {}) {
    const channels = Array.from({ length: ports }, () => new MessageChannel());
    said.push(...channels.map(({ port1 }) => port1));
    to.postMessage(message, "*", channels.map(({ port2 }) => port2));
    to.postMessage("said", "*");
  }
</script>`;

/** The partner's page: it counts the welcomes that the loader gives, and what happens at its frames. */
const around = (frame) => `<!doctype html><script>
  window.welcomes = window.said = 0;
  window.told = [];
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message) {
    if (message.type === "welcome") window.welcomes += 1;
    post.apply(this, arguments);
  };
  addEventListener("message", ({ data }) => data === "said" && (window.said += 1));
  for (const name of ["ready", "submitted", "error", "withdrawn", "resize"]) {
    document.addEventListener("thuan:" + name, ({ detail }) => window.told.push([name, detail]));
  }
</script><script type="module" src="${WIDGET}/v/0.1.0/thuan.js"></script>${frame}`;

const FRAME = `<iframe data-thuan src="${WIDGET}/child"></iframe>`;

/** A partner's page around a frame that is or has become this address. */
async function surround({ frame = FRAME, at = `${WIDGET}/child`, partner = PARTNER, pages = {} } = {}) {
  const context = await browser.newContext();
  await imagine(context, { pages: { [`${WIDGET}/child`]: CHILD, [at]: CHILD, [`${partner}/`]: around(frame), ...pages } });
  const page = await context.newPage();
  await page.goto(`${partner}/`);
  const child = page.frames()[1];
  if (child && child.url() !== at) await child.goto(at);
  return { context, page, child };
}

const HELLO = { thuan: "hello", version: 1, id: "a" };

/** Lets a frame say something, and gives how many welcomes were given for it. */
async function welcomes(page, child, message = HELLO, options = {}) {
  const { said, welcomes } = await page.evaluate(() => ({ said: window.said, welcomes: window.welcomes }));
  await child.evaluate(([message, options]) => hello(message, options), [message, options]);
  await page.waitForFunction((said) => window.said > said, said);
  return (await page.evaluate(() => window.welcomes)) - welcomes;
}

test("the hosted page itself is welcome", async () => {
  const { context, page, child } = await surround();
  assert.equal(await welcomes(page, child), 1);
  await context.close();
});

for (const [what, origin, partner] of [
  ["another origin", "https://evil.example"],
  ["an origin that ends with the right one", "https://evilwidget.example"],
  ["an origin that begins with the right one", "https://widget.example.evil.example"],
  ["a name below the right one", "https://a.widget.example"],
  ["another port", "https://widget.example:8443"],
  ["another scheme", "http://widget.example", "http://partner.example"],
]) {
  test(`a frame that shows ${what} is not`, async () => {
    const { context, page, child } = await surround({ at: `${origin}/child`, partner });
    assert.equal(await welcomes(page, child), 0);
    await context.close();
  });
}

test("without an origin: a frame that is not sandboxed is not believed", async () => {
  const opaque = { html: CHILD, headers: { "Content-Security-Policy": "sandbox allow-scripts" } };
  const { context, page, child } = await surround({ pages: { [`${WIDGET}/child`]: opaque } });
  assert.equal(await child.evaluate(() => self.origin), "null");
  assert.equal(await welcomes(page, child), 0);
  await context.close();
});

test("a frame whose address has no origin is not believed, sandboxed or not", async () => {
  for (const sandbox of ["", 'sandbox="allow-scripts"']) {
    const source = `data:text/html,${encodeURIComponent(CHILD)}`;
    const { context, page, child } = await surround({ frame: `<iframe data-thuan ${sandbox} src="${source}"></iframe>`, at: source });
    assert.equal(await welcomes(page, child), 0);
    await context.close();
  }
});

test("a sandboxed frame is known by its window, and its first document alone is believed", async () => {
  const frame = `<iframe data-thuan sandbox="allow-scripts" src="${WIDGET}/child"></iframe>`;
  const { context, page, child } = await surround({ frame });
  assert.equal(await child.evaluate(() => self.origin), "null");
  assert.equal(await welcomes(page, child), 1);
  assert.equal(await welcomes(page, child, { ...HELLO, id: "b" }), 0);
  await context.close();
});

test("a sandboxed frame that kept its origin must have the right one", async () => {
  const frame = `<iframe data-thuan sandbox="allow-scripts allow-same-origin" src="${WIDGET}/child"></iframe>`;
  const { context, page, child } = await surround({ frame });
  assert.equal(await welcomes(page, child), 1);
  await child.goto(`${WIDGET}/child?again`);
  assert.equal(await welcomes(page, child, { ...HELLO, id: "b" }), 1, "another document of the right origin");
  await context.close();
});

test("the right origin in another window: beside the frame, within it, or in a frame that nobody named", async () => {
  const beside = `${FRAME}<iframe src="${WIDGET}/child"></iframe>`;
  const nesting = `${CHILD}<iframe src="${WIDGET}/nested"></iframe>`;
  const pages = { [`${WIDGET}/child`]: nesting, [`${WIDGET}/nested`]: CHILD };
  const { context, page } = await surround({ frame: beside, pages });
  const [, , other] = page.frames().filter((frame) => frame.parentFrame() === page.mainFrame() || frame === page.mainFrame());
  assert.equal(await welcomes(page, other), 0, "beside");
  const nested = page.frames().find((frame) => frame.url().endsWith("/nested"));
  const said = await page.evaluate(() => window.said);
  await nested.evaluate((message) => hello(message, { to: top }), HELLO);
  await page.waitForFunction((said) => window.said > said, said);
  assert.equal(await page.evaluate(() => window.welcomes), 0, "within");
  await context.close();
});

test("what is no hello of this version", async () => {
  const { context, page, child } = await surround();
  for (const message of [
    null,
    1,
    "hello",
    [],
    ["hello", 1, "a"],
    {},
    { ...HELLO, thuan: "welcome" },
    { ...HELLO, thuan: ["hello"] },
    { ...HELLO, version: 0 },
    { ...HELLO, version: 2 },
    { ...HELLO, version: "1" },
    { thuan: "hello", id: "a" },
    { thuan: "hello", version: 1 },
    { ...HELLO, id: 1 },
    { ...HELLO, id: ["a"] },
    { ...HELLO, id: { toString: "a" } },
    { ...HELLO, id: "a".repeat(65) },
    { ...HELLO, id: "a".repeat(10_000_000) },
  ]) {
    assert.equal(await welcomes(page, child, message), 0, JSON.stringify(message)?.slice(0, 80));
  }
  assert.equal(await welcomes(page, child, HELLO, { ports: 0 }), 0, "no port");
  assert.equal(await welcomes(page, child), 1);
  await context.close();
});

test("a hello is good once", async () => {
  const { context, page, child } = await surround();
  assert.equal(await welcomes(page, child), 1);
  assert.equal(await welcomes(page, child), 0);
  assert.equal(await welcomes(page, child, { ...HELLO, id: "b" }), 1, "another document");
  assert.equal(await welcomes(page, child), 0, "the first one's again");
  await child.evaluate((detail) => said[0].postMessage({ type: "error", detail }), { code: "old" });
  await child.evaluate((detail) => said[2].postMessage({ type: "error", detail }), { code: "new" });
  await page.waitForFunction(() => window.told.some(([, { code }]) => code === "new"));
  assert.deepEqual(await page.evaluate(() => window.told), [["error", { code: "new" }]], "and its port is closed");
  await context.close();
});

/** Sends through the port, and gives what happened by the time that a good message has arrived. */
async function effect(page, child, message) {
  await page.evaluate(() => (window.told = []));
  await child.evaluate((message) => {
    said[0].postMessage(message);
    said[0].postMessage({ type: "error", detail: { code: "end" } });
  }, message);
  await page.waitForFunction(() => window.told.some(([, { code }]) => code === "end"));
  const [told, height] = await page.evaluate(() => [window.told, document.querySelector("iframe").style.height]);
  return [told.slice(0, -1), height];
}

test("heights are heights", async () => {
  const { context, page, child } = await surround();
  await welcomes(page, child);
  assert.deepEqual(await effect(page, child, { type: "resize", height: 321 }), [[], "321px"]);
  for (const height of [NaN, Infinity, -Infinity, -1, 0, 30_001, 1e300, "400", "400px; position: fixed", [400], { valueOf: 400 }, null, undefined, true]) {
    assert.deepEqual(await effect(page, child, { type: "resize", height }), [[], "321px"], String(height));
  }
  assert.deepEqual(await effect(page, child, { type: "resize", height: 30_000 }), [[], "30000px"]);
  await context.close();
});

test("events carry identifiers and hashes, or do not happen", async () => {
  const { context, page, child } = await surround();
  await welcomes(page, child);
  const good = { record_id: UUID, record_sha256: HASH };
  for (const type of ["submitted", "withdrawn"]) {
    const message = { type, detail: { ...good, email: "a@vidu.vn" } };
    assert.deepEqual((await effect(page, child, message))[0], [[type, good]], "nothing else is passed on");
    for (const detail of [
      undefined,
      null,
      {},
      "a@vidu.vn",
      { ...good, record_id: "a@vidu.vn" },
      { ...good, record_id: [UUID] },
      { ...good, record_id: `${UUID}\n` },
      { ...good, record_sha256: HASH.toUpperCase() },
      { ...good, record_sha256: HASH.slice(1) },
      { ...good, record_sha256: `${HASH}\n` },
      { ...good, record_sha256: "a".repeat(10_000_000) },
    ]) {
      assert.deepEqual((await effect(page, child, { type, detail }))[0], [], JSON.stringify(detail)?.slice(0, 80));
    }
  }
  for (const code of ["Nguyễn Văn A", "a@vidu.vn", "", "a".repeat(65), 1, ["a"], undefined]) {
    assert.deepEqual((await effect(page, child, { type: "error", detail: { code } }))[0], [], String(code));
  }
  assert.deepEqual((await effect(page, child, { type: "ready", detail: good }))[0], [["ready", {}]]);
  for (const message of [null, 1, "ready", [], { type: "toString" }, { type: "__proto__" }, { type: "welcome" }, { type: ["ready"] }, { type: "prefill", value: {} }, { type: "load" }]) {
    assert.deepEqual((await effect(page, child, message))[0], [], JSON.stringify(message));
  }
  await context.close();
});

test("a frame that is gone says nothing more", async () => {
  const { context, page, child } = await surround();
  await page.evaluate(() => {
    addEventListener("message", ({ data, ports }) => data === "keep" && (window.kept = ports[0]));
  });
  await welcomes(page, child);
  // The port outlives its page in other hands.
  await child.evaluate(() => parent.postMessage("keep", "*", [said[0]]));
  await page.waitForFunction(() => window.kept);
  await page.evaluate(
    ([detail, hello, origin]) => {
      const iframe = document.querySelector("iframe");
      const { prototype } = EventTarget;
      const { dispatchEvent } = prototype;
      // At a frame that is gone, events do not reach the document.
      iframe.dispatchEvent = (event) => {
        window.told.push([event.type]);
        return dispatchEvent.call(iframe, event);
      };
      customElements.get("thuan-form").frame(iframe);
      iframe.remove();
      window.kept.postMessage({ type: "submitted", detail });
      const { port1 } = new MessageChannel();
      // Neither has a window: nothing must not be taken for nothing.
      dispatchEvent.call(window, new MessageEvent("message", { data: hello, origin, source: null, ports: [port1] }));
    },
    [{ record_id: UUID, record_sha256: HASH }, { ...HELLO, id: "b" }, WIDGET],
  );
  // As long as it takes a message to come through a port that is heard.
  await page.evaluate(async () => {
    for (let times = 0; times < 20; times += 1) {
      const { port1, port2 } = new MessageChannel();
      await new Promise((done) => {
        port1.onmessage = done;
        port2.postMessage(0);
      });
    }
  });
  assert.deepEqual(await page.evaluate(() => [window.told, window.welcomes]), [[], 1]);
  await context.close();
});

// --- What the hosted page believes ---------------------------------------------------------------------------------

/** A page around the hosted page that speaks for itself. */
const speaking = (attributes = "") => `<!doctype html><script>
  window.heard = [];
  addEventListener("message", ({ data, ports }) => {
    window.heard.push(data);
    window.port ??= ports[0];
    ports[0]?.addEventListener("message", ({ data }) => window.heard.push(data));
    ports[0]?.start();
  });
</script><iframe ${attributes} src="${WIDGET}/vst/"></iframe>`;

/** The hosted page within this address. Who may frame it is not what is tested here: no policy keeps it away. */
async function host(origin, { headers, origins = [PARTNER] } = {}) {
  const context = await browser.newContext({ locale: "vi-VN" });
  await imagine(context, { origins, pages: { [`${origin}/around`]: { html: speaking(), headers } } });
  await context.addInitScript(() => addEventListener("thuan:ready", () => (window.ready = true)));
  const page = await context.newPage();
  await page.goto(`${origin}/around`);
  const hosted = page.frames()[1];
  // It has spoken by then if it ever does, and what it says comes in order.
  await hosted.waitForFunction(() => window.ready);
  await hosted.evaluate(() => parent.postMessage("said", "*"));
  await page.waitForFunction(() => window.heard.includes("said"));
  const heard = await page.evaluate(() => window.heard.filter((data) => data !== "said"));
  return { context, page, hosted, heard };
}

for (const origin of [PARTNER, WIDGET]) {
  test(`the hosted page speaks to ${origin}`, async () => {
    const { context, heard } = await host(origin);
    assert.ok(heard.length > 0);
    assert.deepEqual(Object.keys(heard[0]).sort(), ["id", "thuan", "version"]);
    await context.close();
  });
}

for (const [what, origin, options] of [
  ["another origin", "https://evil.example"],
  ["an origin that ends with an allowed one", "https://evilpartner.example"],
  ["an origin that begins with an allowed one", "https://partner.example.evil.example"],
  ["a name below an allowed one", "https://a.partner.example"],
  ["another port", "https://partner.example:8443"],
  ["another scheme", "http://partner.example"],
  ["an allowed page without its origin", PARTNER, { headers: { "Content-Security-Policy": "sandbox allow-scripts" } }],
  ["a page of its own without its origin", WIDGET, { headers: { "Content-Security-Policy": "sandbox allow-scripts" } }],
  ["anybody, where the form names nobody", PARTNER, { origins: [] }],
]) {
  test(`the hosted page says nothing to ${what}`, async () => {
    const { context, heard } = await host(origin, options);
    assert.deepEqual(heard, []);
    await context.close();
  });
}

test("a definition that names no exact origin is not used, and is told to nobody", async () => {
  for (const origins of [["null"], ["*"], "https://partner.example.evil.example", ["https://partner.example/"]]) {
    const context = await browser.newContext();
    await imagine(context, { origins, pages: { [`${PARTNER}/around`]: speaking() } });
    const page = await context.newPage();
    await page.goto(`${PARTNER}/around`);
    const hosted = page.frames()[1];
    await hosted.locator("thuan-form div.fallback").waitFor();
    await hosted.evaluate(() => parent.postMessage("said", "*"));
    await page.waitForFunction(() => window.heard.includes("said"));
    assert.deepEqual(await page.evaluate(() => window.heard), ["said"], JSON.stringify(origins));
    await context.close();
  }
});

test("the hosted page takes wishes through its port alone, after the welcome, and only those there are", async () => {
  const { context, page, hosted } = await host(PARTNER);
  const form = hosted.locator("thuan-form");
  const state = () =>
    hosted.evaluate(() => {
      const element = document.querySelector("thuan-form");
      const { value } = element.shadowRoot.querySelector("[name=company_name]");
      const ticks = element.shadowRoot.querySelectorAll(":checked").length;
      return [element.getAttribute("theme"), element.lang, document.documentElement.lang, value, ticks, {}.polluted];
    });
  const untouched = [null, "", "vi", "", 0, undefined];
  const wishes = [
    { type: "theme", value: "dark" },
    { type: "lang", value: "en" },
    { type: "prefill", value: { company_name: "Công ty Ví Dụ" } },
  ];
  await page.evaluate((wishes) => {
    // To its window, as whoever has one can.
    for (const wish of [{ type: "welcome" }, ...wishes]) document.querySelector("iframe").contentWindow.postMessage(wish, "*");
    // And before the welcome.
    for (const wish of wishes) window.port.postMessage(wish);
  }, wishes);
  await page.evaluate(() => window.port.postMessage({ type: "welcome" }));
  await page.waitForFunction(() => window.heard.some(({ type }) => type === "resize"));
  assert.deepEqual(await state(), untouched, "before the welcome");

  await page.evaluate(() => {
    const huge = "a".repeat(10_000_000);
    const odd = [
      null,
      1,
      "theme",
      { type: "theme", value: "url(https://evil.example)" },
      { type: "theme", value: huge },
      { type: "theme", value: ["dark"] },
      { type: "theme" },
      { type: "lang", value: "en\" onload=\"" },
      { type: "lang", value: huge },
      { type: "lang", value: ["en"] },
      { type: "lang", value: "" },
      { type: "prefill", value: null },
      { type: "prefill", value: "company_name" },
      { type: "prefill", value: { company_name: ["Công ty"] } },
      { type: "prefill", value: { company_name: huge } },
      { type: "prefill", value: Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`a${at}`, "a"]).concat([["company_name", "33rd"]])) },
      { type: "prefill", value: { acknowledged: "on", "purpose.renewal_email": "on" } },
      { type: "prefill", value: JSON.parse('{"__proto__": {"polluted": true, "company_name": "x"}}') },
      { type: "form", value: "https://evil.example/forms/vst.json" },
      { type: "endpoint", value: "https://evil.example/" },
      { type: "partner", value: "evil" },
      { type: "submit" },
      { type: "constructor" },
    ];
    for (const message of odd) window.port.postMessage(message);
    window.port.postMessage({ type: "theme", value: "light" });
  });
  await hosted.locator('thuan-form[theme="light"]').waitFor();
  assert.deepEqual(await state(), ["light", ...untouched.slice(1)]);
  assert.deepEqual(
    await form.evaluate((element) => [...element.attributes].map(({ name }) => name).sort()),
    ["form", "hosted", "theme"],
  );

  await page.evaluate((wishes) => wishes.forEach((wish) => window.port.postMessage(wish)), wishes);
  await hosted.locator('thuan-form[theme="dark"][lang="en"]').waitFor();
  assert.deepEqual(await state(), ["dark", "en", "en", "Công ty Ví Dụ", 0, undefined]);
  await context.close();
});
