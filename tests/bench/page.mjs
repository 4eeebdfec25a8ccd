// How long a person on a cheap phone and a slow network waits for the form: `cargo xtask bench page`.
//
// Each way of showing the form is opened several times, in turn, in a browser of its own with nothing cached; the
// middle of the times is printed, with the smallest and the largest. With the address of a file it also draws what is to be
// seen meanwhile.

import { writeFile } from "node:fs/promises";

import { startBackend } from "../support/backend.mjs";
import { launch } from "../support/browser.mjs";
import { embedding, startHost } from "../support/host.mjs";

/** What browsers' own tools call a slow 4G network and a phone of the middle class. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const SLOWER = 4;
const PHONE = { width: 360, height: 740 };

const RUNS = Number(process.env.THUAN_RUNS ?? 7);
/** Milliseconds from one picture of the strip to the next. */
const STEP = 250;

const host = await startHost();
const backend = await startBackend({ args: ["--allow-origin", host.origin] });
const { script, element } = await embedding(backend.url);
const inline = host.page(`<h1>Trang của chúng tôi</h1>${element}`, { head: script });

const ways = [
  ["a hosted page", `${backend.url}/vst/`],
  ["in a page of another origin", inline],
];

/** Runs in each page from its beginning: notes when what one waits for is there. */
function watch() {
  window.times = {};
  const note = (name) => (window.times[name] ??= Math.round(performance.now()));
  document.addEventListener("thuan:ready", () => note("ready"));
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") window.times.paint = Math.round(startTime);
  }).observe({ type: "paint", buffered: true });
  const look = () => {
    const input = document.querySelector("thuan-form")?.shadowRoot?.querySelector("input");
    // With a size it is styled and drawn: one can type.
    if (input?.getBoundingClientRect().height > 30) note("input");
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Opens the address once. Gives the times, and pictures with theirs if they are asked for. */
async function load(url, pictures) {
  const browser = await launch();
  const context = await browser.newContext({ viewport: PHONE, locale: "vi-VN" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.addInitScript(watch);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  let begin = 0;
  if (pictures) {
    session.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
      pictures.push({ at: metadata.timestamp * 1000 - begin, data });
      void session.send("Page.screencastFrameAck", { sessionId });
    });
    await session.send("Page.startScreencast", { format: "jpeg", quality: 80 });
  }
  begin = Date.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => window.times.ready && window.times.paint && window.times.input);
  const times = await page.evaluate(() => window.times);
  await page.waitForTimeout(pictures ? STEP : 0);
  await browser.close();
  return times;
}

const MEASURES = [["paint", "first paint"], ["input", "one can type"], ["ready", "signs and sends"]];

const results = new Map(ways.map(([name]) => [name, []]));
for (let run = 0; run < RUNS; run += 1) for (const [name, url] of ways) results.get(name).push(await load(url));

console.log(`${RUNS} loads each, milliseconds: middle (smallest to largest)`);
console.log(`1.6 Mbit/s, ${NETWORK.latency} ms a round trip, processor ${SLOWER} times slower, ${PHONE.width} × ${PHONE.height}`);
console.log(`\n${"".padEnd(30)}${MEASURES.map(([, words]) => words.padStart(22)).join("")}`);
for (const [name, all] of results) {
  const cells = MEASURES.map(([measure]) => {
    const sorted = all.map((times) => times[measure]).sort((a, b) => a - b);
    return `${sorted[sorted.length >> 1]} (${sorted[0]} to ${sorted.at(-1)})`.padStart(22);
  });
  console.log(name.padEnd(30) + cells.join(""));
}

const [, , strip] = process.argv;
if (strip) {
  const pictures = [];
  const { ready } = await load(ways[0][1], pictures);
  const columns = [];
  for (let at = STEP; at < ready + 2 * STEP; at += STEP) {
    const shown = pictures.filter((picture) => picture.at <= at).at(-1);
    columns.push(`<figure>${shown ? `<img src="data:image/jpeg;base64,${shown.data}">` : "<img>"}<figcaption>${(at / 1000).toFixed(2)} s</figcaption></figure>`);
  }
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 200, height: 200 } });
  await page.setContent(`<style>
    body { display: inline-flex; gap: 8px; margin: 8px; font: 14px system-ui, sans-serif; }
    figure { margin: 0; text-align: center; } img { width: 144px; height: 296px; border: 1px solid #bbb; display: block; margin-bottom: 4px; }
  </style>${columns.join("")}`);
  await writeFile(strip, await page.locator("body").screenshot());
  await browser.close();
}

await backend.stop();
await backend.remove();
await host.stop();
