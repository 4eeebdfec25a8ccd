// Files that arrive when a test says so.

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
