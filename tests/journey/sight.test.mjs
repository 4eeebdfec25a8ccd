// What a record says of whether the boxes could be seen when they were used.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { siteFor } from "../support/framed.mjs";
import { startHost } from "../support/host.mjs";
import { kept, recordIn, recordOn } from "../support/record.mjs";
import { startAll } from "../support/suite.mjs";

const host = await startHost();
after(() => host.stop());
const { site, removeSite } = await siteFor([host.origin]);
after(removeSite);
const { browser, backend } = await startAll({ site, args: ["--allow-origin", host.origin] });

/**
 * Waits until the browser has looked at this again. It looks at a thing at most once in a delay, and then for all who
 * watch it: after a second look, a delay later, whoever watched before the first has been told.
 */
const look = (box) =>
  box.evaluate(async (box) => {
    const delay = 100;
    for (let looks = 0; looks < 2; looks += 1) {
      await new Promise((seen) => {
        const observer = new IntersectionObserver(() => (observer.disconnect(), setTimeout(seen, delay)), { trackVisibility: true, delay });
        observer.observe(box);
      });
    }
  });

/** Registers with the one tick that must be, by the keyboard unless told otherwise: that needs no sight of the box. */
async function send(page, form, tick = () => form.input("acknowledged").press("Space")) {
  const box = form.input("acknowledged");
  await form.fill(VIETTEL);
  await box.focus();
  // In a frame it is looked at after the tick alone.
  if (page.frames().length === 1) await look(box);
  await tick();
  await look(box);
  await box.press("Enter");
  await form.done.waitFor();
  return (await newest()).evidence.controls;
}

/** The record that came last. */
async function newest() {
  const { record_id } = (await backend.records()).at(-1);
  return recordIn(JSON.parse(await thuan("export", record_id, "--database", backend.database)));
}

const controls = (visibility) => [{ name: "acknowledged", visibility }];

async function open(url, prepare) {
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 1000, height: 800 } });
  const { page, trouble } = await openPage(context);
  await prepare?.(page);
  await page.goto(url);
  return { context, page, trouble };
}

test("boxes in full view are said to have been, each that was used, and no other", async () => {
  const { context, page, trouble } = await open(backend.url);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  for (const name of ["purpose.renewal_email", "purpose.renewal_phone", "acknowledged"]) {
    await form.input(name).scrollIntoViewIfNeeded();
    await look(form.input(name));
    await form.tick(name);
  }
  await form.input("purpose.renewal_phone").uncheck();
  await form.send();
  await form.done.waitFor();
  const record = recordIn((await kept(page, form)).evidence);
  assert.deepEqual(
    record.evidence.controls,
    ["purpose.renewal_email", "purpose.renewal_phone", "acknowledged"].map((name) => ({ name, visibility: "visible" })),
  );
  assert.deepEqual(trouble(), []);

  await form.form.getByRole("button", { name: /Xem lại, thay đổi/ }).click();
  const { record: shown, box, send: sendChange, done } = recordOn(page);
  await shown.getByText("Đều hiện rõ trên màn hình khi được đánh dấu.").waitFor({ state: "attached" });
  await box("withdraw.renewal_email").scrollIntoViewIfNeeded();
  await look(box("withdraw.renewal_email"));
  await box("withdraw.renewal_email").check();
  await sendChange();
  await done.waitFor();
  assert.deepEqual((await newest()).evidence.controls, [{ name: "withdraw.renewal_email", visibility: "visible" }]);
  await context.close();
});

test("a box that a key has just brought there and used is in full view when it is looked at", async () => {
  const { context, page } = await open(backend.url);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  const box = form.input("purpose.renewal_email");
  await form.input("company_name").focus();
  await look(form.input("company_name"));
  // It is far below what is shown, and nobody looks in between.
  await box.evaluate((box) => box.focus());
  await page.keyboard.press("Space");
  await look(box);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  const [used] = (await newest()).evidence.controls;
  assert.deepEqual(used, { name: "purpose.renewal_email", visibility: "visible" });
  await context.close();
});

test("a script that lays something over a box hides it, and stops nobody", async () => {
  const { context, page } = await open(backend.url);
  const form = formOn(page);
  await form.ready();
  await page.evaluate(() => {
    const cover = document.body.appendChild(document.createElement("div"));
    cover.textContent = "Nhấn để nhận quà";
    const { style } = cover;
    [style.position, style.inset, style.background, style.pointerEvents] = ["fixed", "0", "white", "none"];
  });
  assert.deepEqual(await send(page, form), controls("hidden"));
  await context.close();
});

for (const [what, style, expected] of [
  ["as any other", "", "visible"],
  ["made transparent", "opacity: 0.01", "hidden"],
  ["beneath something else", "position: absolute; z-index: -1", "hidden"],
]) {
  test(`a frame ${what}: the record says ${expected}`, async () => {
    const cover = expected === "hidden" ? '<div style="position: fixed; inset: 0; background: white; pointer-events: none">Nhấn để nhận quà</div>' : "";
    const frame = `<iframe src="${backend.url}/vst/" title="Đăng ký" width="900" height="2600" style="${style}"></iframe>`;
    const { context, page } = await open(host.page(`${frame}${style.includes("opacity") ? "" : cover}`));
    const inside = page.frames()[1];
    const form = formOn(page.frameLocator("iframe"));
    await inside.waitForLoadState();
    await form.ready();
    assert.deepEqual(await send(page, form), controls(expected));
    await context.close();
  });
}

test("what is pressed in a frame just after the page around was scrolled is not dropped", async () => {
  const frame = `<p style="height: 900px">Trang của đối tác</p><iframe src="${backend.url}/vst/" title="Đăng ký" width="900" height="4000"></iframe>`;
  const { context, page } = await open(host.page(frame));
  const form = formOn(page.frameLocator("iframe"));
  await form.ready();
  const scrollAndClick = async () => {
    await page.evaluate(() => scrollTo(0, 0));
    await form.input("acknowledged").check();
  };
  assert.deepEqual(await send(page, form, scrollAndClick), controls("visible"));
  await context.close();
});

test("a browser that cannot tell says so", async () => {
  const { context, page } = await open(backend.url, (page) =>
    page.addInitScript(() => delete IntersectionObserverEntry.prototype.isVisible),
  );
  const form = formOn(page);
  await form.ready();
  assert.deepEqual(await send(page, form), controls("unknown"));
  await context.close();
});
