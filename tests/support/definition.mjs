// The built site with another form in the place of its own: served, and drawn on its pages as the build draws them.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { SITE, thuan } from "./backend.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");

/** A form with a field of every kind, as tests have it. */
export const extra = async () => JSON.parse(await readFile(join(PROJECT, "tests/forms/extra.json"), "utf8"));

/** A copy of the built site with this form, which has the id of the one there. */
export async function siteWith(form) {
  const folder = await mkdtemp(join(tmpdir(), "thuan-site-"));
  await cp(SITE, folder, { recursive: true });
  const definition = join(folder, `forms/${form.id}.json`);
  await writeFile(definition, JSON.stringify(form));
  await rm(`${definition}.br`, { force: true });
  for (const [page, language] of [[`${form.id}/index.html`, "vi"], [`${form.id}/en/index.html`, "en"]]) {
    const file = join(folder, page);
    const html = await readFile(file, "utf8");
    const [, start, url, style] = html.match(/(<thuan-form form="([^"]*)"[^>]*>).*?<link rel="stylesheet" href="([^"]*)"/);
    const inside = await thuan("prerender", "--form", definition, "--policy", join(folder, "policy/vst.json"), "--language", language, "--form-url", url, "--style", style);
    // As a function: what is drawn may have a `$` in it.
    await writeFile(file, html.replace(/<thuan-form .*<\/thuan-form>/s, () => `${start}${inside.trim()}</thuan-form>`));
    await rm(`${file}.br`, { force: true });
  }
  return { site: folder, removeSite: () => rm(folder, { recursive: true, force: true }) };
}
