// Pictures of a state, and the ones that were found good: `tests/looks/<state>/<language>-<scheme>-<width>.webp`.
//
// The same program draws the same letters to the last bit, but not on every processor: so a handful of pixels may
// differ, where no letter, line or corner is as small. A picture of another size is another picture.

import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

import pixelmatch from "pixelmatch";
import sharp from "sharp";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const KEPT = join(PROJECT, "tests/looks");
const FOUND = join(process.env.THUAN_WORK ?? join(PROJECT, "target"), "looks");

/** `cargo xtask looks --write` sets it: what is found is kept. */
const WRITES = process.env.THUAN_LOOKS === "write";

/** What is there of the policy's text is in the first state; the last of a record is what the browser could see of itself. */
const HIDDEN = [".policy", ".section:has(> .policy-whole)", ".technical > :nth-child(n + 10)"];

export const WIDTHS = [360, 768, 1280];
export const SCHEMES = ["light", "dark"];

/** How many pixels may differ: fewer than the dot of an i has. */
const TOLERATED = 8;

/** How far apart two colours may be (0 to 1, as the eye sees them) and still be called the same. */
const THRESHOLD = 0.1;

/** The room around a part of the form; the form has its own. */
const MARGIN = 4;

/** What is different each time, and what stands in its place: a hash or a name is as long as it was, or lines would break elsewhere. */
const CHANGING = [
  ["[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ab234567-89ab-4cde-8f01-23456789abcd"],
  ["\\b[0-9a-f]{64}\\b", "0123456789abcdef"],
  ["(?<![\\w-])[\\w-]{43,86}(?![\\w-])", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_"],
  ["\\b[0-9A-F]{8}\\b", "1A2B3C4D"],
  ["\\b\\d{2}/\\d{2}/\\d{4}\\b", "05/02/2026"],
  ["\\b\\d{1,2} (?:Jan|Febr)uary 20\\d{2}|\\b\\d{1,2} (?:March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber) 20\\d{2}", "5 February 2026"],
  ["\\b\\d{4}-\\d{2}-\\d{2}\\b", "2026-02-05"],
  ["\\b\\d{1,2}:\\d{2}:\\d{2}\\b", "09:41:00"],
  ["(?<!:)\\b\\d{1,2}:\\d{2}\\b(?!:)", "09:41"],
  ["http://127\\.0\\.0\\.1:\\d+", "http://127.0.0.1:8080"],
];

/** Everything below the document, through shadow roots, stands still and says the same each time. */
function still({ changing, hidden }) {
  scrollTo(0, 0);
  const roots = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) roots.push(element.shadowRoot);
    if (!root.looked) {
      root.looked = new CSSStyleSheet();
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, root.looked];
    }
    const hides = hidden.length ? `${hidden.join()} { display: none !important }` : "";
    root.looked.replaceSync(
      `*, ::before, ::after { animation: none !important; transition: none !important; caret-color: transparent !important } progress { opacity: 0 } ${hides}`,
    );
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      const said = changing.reduce(
        (said, [what, instead]) => said.replace(new RegExp(what, "g"), ({ length }) => (length > instead.length ? instead.repeat(length).slice(0, length) : instead)),
        text.data,
      );
      if (said !== text.data) text.data = said;
    }
  }
}

/** Where a thing and all in it stand, from its own corner: what has the same layout is drawn the same. */
const layoutOf = (locator) =>
  locator.evaluate((from) => {
    const { x, y } = from.getBoundingClientRect();
    const all = [from];
    for (const element of all) all.push(...(element.shadowRoot ?? element).children);
    return all.filter((element) => element.getClientRects().length).map((element) => {
      const at = element.getBoundingClientRect();
      return [at.x - x, at.y - y, at.width, at.height].map(Math.round).join();
    }).join(" ");
  });

/** Takes pictures and compares them. */
export function startLooks() {
  const seen = new Set();

  /**
   * A state of a page at every width and in both schemes: what there is to say of those that are not as they were.
   * @param {string} state
   * @param {import("playwright-core").Page} page
   * @param {{ language: string, what?: string, hidden?: string[], widths?: number[], schemes?: string[] }} how
   */
  async function look(state, page, { language, what = "thuan-form", hidden = HIDDEN, widths = WIDTHS, schemes = SCHEMES }) {
    const size = page.viewportSize();
    const target = page.locator(what).first();
    const margin = what === "thuan-form" ? 0 : MARGIN;
    const devtools = await page.context().newCDPSession(page);
    const wrong = [];
    let narrower;
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(still, { changing: CHANGING, hidden });
      await page.evaluate(() => document.fonts.ready);
      const layout = await layoutOf(target);
      // From a certain width on, more room changes nothing but the margins.
      if (layout === narrower) continue;
      narrower = layout;
      const box = await target.boundingBox();
      const clip = {
        x: Math.max(0, Math.floor(box.x) - margin),
        y: Math.max(0, Math.floor(box.y) - margin),
        width: Math.min(width, Math.ceil(box.width) + 2 * margin),
        height: Math.ceil(box.height) + 2 * margin,
        scale: 1,
      };
      await page.setViewportSize({ width, height: clip.y + clip.height });
      clip.y = Math.max(0, Math.floor((await target.boundingBox()).y) - margin);
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        const { data } = await devtools.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true, clip });
        wrong.push(...(await judge(join(state, `${language}-${scheme}-${width}.webp`), Buffer.from(data, "base64"))));
      }
    }
    await page.evaluate(still, { changing: [], hidden: [] });
    await page.setViewportSize(size);
    await devtools.detach();
    return wrong;
  }

  async function judge(name, png) {
    seen.add(name);
    const kept = join(KEPT, name);
    if (WRITES) return (await keep(kept, png), []);
    const found = await pixels(png);
    if (!existsSync(kept)) {
      const actual = await save(name, "actual", sharp(png));
      return [`${name}: there is no picture to compare with; this one is ${actual}`];
    }
    const expected = await pixels(kept);
    const said = [];
    if (found.width !== expected.width || found.height !== expected.height) {
      said.push(`is ${found.width} × ${found.height} pixels, and was ${expected.width} × ${expected.height}`);
    } else {
      const difference = Buffer.alloc(found.data.length);
      const differ = pixelmatch(found.data, expected.data, difference, found.width, found.height, { threshold: THRESHOLD });
      if (differ <= TOLERATED) return [];
      said.push(`${differ} pixels differ`);
      const raw = { width: found.width, height: found.height, channels: 4 };
      said.push(`the difference is ${await save(name, "difference", sharp(difference, { raw }))}`);
    }
    said.push(`this one is ${await save(name, "actual", sharp(png))}`, `the expected one ${await save(name, "expected", sharp(kept))}`);
    return [`${name}: ${said.join("; ")}`];
  }

  /** Pictures that nothing is compared with any more, of these states. */
  async function orphans() {
    const files = (await readdir(KEPT, { recursive: true, withFileTypes: true })).filter((file) => file.isFile() && file.name.endsWith(".webp"));
    const left = files.map(({ parentPath, name }) => relative(KEPT, join(parentPath, name))).filter((name) => !seen.has(name));
    if (WRITES) for (const name of left) await rm(join(KEPT, name));
    return WRITES ? [] : left;
  }

  return { look, orphans };
}

/** Kept as it is unless it is another picture: the same one again would be a change of the repository. */
async function keep(file, png) {
  if (existsSync(file)) {
    const [old, now] = [await pixels(file), await pixels(png)];
    if (old.width === now.width && old.height === now.height && old.data.equals(now.data)) return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await sharp(png).webp({ lossless: true, effort: 6 }).toBuffer());
}

async function pixels(picture) {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function save(name, kind, picture) {
  const file = join(FOUND, name.replace(".webp", `.${kind}.png`));
  await mkdir(dirname(file), { recursive: true });
  await picture.png().toFile(file);
  return relative(PROJECT, file);
}
