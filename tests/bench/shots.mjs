// The pictures in docs/: `cargo xtask looks --write`.

import { join, resolve } from "node:path";

import sharp from "sharp";

import { startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const docs = (file) => join(PROJECT, "docs", file);

/** The form on a desk, with a slip in the tax code explained and a hint offered. */
async function screenshot() {
  const [browser, backend] = await Promise.all([launch(), startBackend()]);
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 760, height: 1180 }, colorScheme: "light" });
  const { page } = await openPage(context);
  await page.goto(`${backend.url}/vst/en/`);
  const form = formOn(page);
  await form.ready();
  await form.send();
  await form.summary.waitFor();
  await form.fill({ ...VIETTEL, tax_code: "0100109107", email: "lienhe@gmial.com" });
  await form.input("phone").blur();
  await page.evaluate(() => scrollTo(0, 0));
  const taken = await page.screenshot({ animations: "disabled" });
  await sharp(taken).png({ palette: true, colours: 128, dither: 0 }).toFile(docs("screenshot.png"));
  await browser.close();
  await backend.stop();
  await backend.remove();
}

/** What a phone shows of four states, side by side. */
async function phones() {
  const [width, height, gap] = [352, 720, 24];
  const states = ["readings/vi-light-360", "errors/vi-light-360", "done/vi-light-360", "readings/vi-dark-360"];
  const pictures = await Promise.all(
    states.map(async (state, at) => {
      const picture = sharp(join(PROJECT, "tests/looks", `${state}.webp`));
      const found = await picture.metadata();
      const input = await picture.extract({ left: 0, top: 0, width: Math.min(width, found.width), height: Math.min(height, found.height) }).png().toBuffer();
      return { input, left: gap + at * (width + gap), top: gap };
    }),
  );
  const size = { width: gap + states.length * (width + gap), height: height + 2 * gap };
  const drawn = await sharp({ create: { ...size, channels: 3, background: "#d7dce2" } }).composite(pictures).png().toBuffer();
  await sharp(drawn).png({ palette: true, colours: 128, dither: 0 }).toFile(docs("phone.png"));
}

await screenshot();
await phones();
