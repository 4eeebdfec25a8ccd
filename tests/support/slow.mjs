// Files that arrive when a test says so, and time that passes as fast.

/**
 * Holds back whatever has an address that matches; `arrive()` lets it come.
 * @param {import("playwright-core").BrowserContext} context
 * @param {RegExp} what
 */
export async function hold(context, what) {
  let arrive;
  const arrived = new Promise((done) => (arrive = done));
  const asked = [];
  await context.route(what, async (route) => {
    asked.push(route.request().url());
    await arrived;
    await route.continue().catch(() => {});
  });
  return { arrive, asked };
}

/** The longest pause between two tries, in milliseconds, and then some. */
const LONG = 120_000;

/**
 * Lets pass, on a page whose clock was installed, whatever pause there may be, and gives when everything that was sent at
 * its end has been seen: requests are told in the order in which they were made.
 * @param {import("playwright-core").Page} page
 */
export async function longAfter(page) {
  await page.clock.runFor(LONG);
  // Whether it arrives does not matter.
  await page.evaluate(() => fetch("/healthz").catch(() => {}));
}
