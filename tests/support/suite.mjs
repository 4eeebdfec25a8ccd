// What the tests of a file share: one browser, one backend, and an end to both.

import { after } from "node:test";

import { startBackend } from "./backend.mjs";
import { launch } from "./browser.mjs";
import { startHost } from "./host.mjs";

/** Starts both, and ends them after the last test; if one does not start, the other is not left behind. */
export async function startAll(options) {
  const [browser, backend] = await Promise.allSettled([launch(), startBackend(options)]);
  const end = async () => {
    await browser.value?.close();
    await backend.value?.stop();
    await backend.value?.remove();
  };
  const failed = [browser, backend].find((one) => one.status === "rejected");
  if (failed) {
    await end();
    throw failed.reason;
  }
  after(end);
  return { browser: browser.value, backend: backend.value };
}

/** The same with a website of somebody else's, whose pages may post registrations. */
export async function startEmbedded(options) {
  const host = await startHost();
  after(() => host.stop());
  return { host, ...(await startAll({ ...options, args: ["--allow-origin", host.origin] })) };
}
