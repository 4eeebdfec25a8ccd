// Hosted pages in frames: a site whose form allows these origins, and names of the network that lead to no network.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

import { SITE } from "./backend.mjs";

/** The form definition, with these origins allowed. */
export async function definition(origins) {
  const form = JSON.parse(await readFile(join(SITE, "forms/vst.json"), "utf8"));
  return JSON.stringify({ ...form, allowed_origins: origins });
}

/** A copy of the built site whose form allows these origins. */
export async function siteFor(origins) {
  const folder = await mkdtemp(join(tmpdir(), "thuan-site-"));
  await cp(SITE, folder, { recursive: true });
  await writeFile(join(folder, "forms/vst.json"), await definition(origins));
  await rm(join(folder, "forms/vst.json.br"), { force: true });
  return { site: folder, removeSite: () => rm(folder, { recursive: true, force: true }) };
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".wasm": "application/wasm" };

/**
 * Answers for `https://widget.example` with the built site, and with these pages for whole addresses that have one.
 * Nothing else has an answer.
 */
export async function imagine(context, { origins = [], pages }) {
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const page = pages[url.origin + url.pathname];
    const headers = { "Access-Control-Allow-Origin": "*" };
    if (page) {
      await route.fulfill({ contentType: "text/html", headers: { ...headers, ...page.headers }, body: page.html ?? page });
      return;
    }
    const path = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
    const form = path === "/forms/vst.json" ? await definition(origins) : undefined;
    const body = form ?? (url.origin === "https://widget.example" ? await readFile(join(SITE, path)).catch(() => undefined) : undefined);
    if (body === undefined) await route.abort();
    else await route.fulfill({ contentType: TYPES[extname(path)], headers, body });
  });
}
