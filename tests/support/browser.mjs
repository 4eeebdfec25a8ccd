// A real Chromium, started fresh for each test file.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

const CHROMIUM = process.env.THUAN_CHROMIUM ?? "/usr/bin/chromium";

/** A font with all Vietnamese letters: `cargo xtask setup` installs it. */
export const FONT = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";

/** Starts the browser. Nothing it does by itself may reach the network; where the tests' font is, it knows no other. */
export function launch(args = []) {
  const fonts = existsSync(FONT) ? { FONTCONFIG_FILE: join(import.meta.dirname, "fonts.conf") } : {};
  return chromium.launch({
    executablePath: CHROMIUM,
    env: { ...process.env, ...fonts },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
}

/**
 * A page on which everything is noted that should not happen: errors, and violations of the page's policies.
 * Call `trouble()` at the end: it must be empty. Where there has to be some, `troubled` waits for it: browsers tell of it
 * when they come to it.
 */
export async function openPage(context) {
  const page = await context.newPage();
  const seen = [];
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") seen.push(`${message.type()}: ${message.text()}`);
  });
  page.on("requestfailed", (request) => seen.push(`failed: ${request.url()}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  const isThere = (what) => what.test(seen.join("\n"));
  const troubled = async (what) => isThere(what) || page.waitForEvent("console", () => isThere(what));
  return { page, trouble: () => seen, troubled };
}
