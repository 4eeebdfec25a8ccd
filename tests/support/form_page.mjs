// The form on somebody's page, with a definition of its own.

import { openPage } from "./browser.mjs";
import { VIETTEL, formOn } from "./form.mjs";
import { embedding } from "./host.mjs";

/** Opens it, filled in and ready to be sent; pauses between tries are as short as chance allows. */
export async function filledIn({ browser, backend, host }, form, attributes = "") {
  const { script } = await embedding(backend.url);
  const context = await browser.newContext({ locale: "vi-VN" });
  await context.addInitScript(() => {
    Math.random = () => 0;
  });
  const { page, trouble } = await openPage(context);
  await page.goto(host.page(`<thuan-form form="${form}" lang="vi" ${attributes}></thuan-form>`, { head: script }));
  const shown = formOn(page);
  await shown.ready();
  await shown.fill(VIETTEL);
  await shown.tick("purpose.renewal_email");
  await shown.tick("acknowledged");
  return { context, page, trouble, form: shown };
}
