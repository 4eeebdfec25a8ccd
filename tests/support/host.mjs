// Somebody else's website: pages on an origin of their own.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, resolve } from "node:path";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const SITE = process.env.THUAN_SITE ?? join(PROJECT, "dist");

/** Starts the website; `page(html, headers)` gives the address of a page with this body. */
export async function startHost() {
  const pages = [];
  const server = createServer((request, response) => {
    const page = pages[Number(request.url.slice(1))];
    response.writeHead(page ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", ...page?.headers });
    response.end(page?.html);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    page: (body, { head = "", headers = {} } = {}) => {
      const html = `<!doctype html><html><head><link rel="icon" href="data:,"><title>Host</title>${head}</head><body>${body}</body></html>`;
      return `${origin}/${pages.push({ html, headers }) - 1}`;
    },
    // Connections that a browser has made in advance would be waited for.
    stop: () => new Promise((done) => (server.close(done), server.closeAllConnections())),
  };
}

/** The two lines that the documentation tells people to put into their page. */
export async function embedding(widget, attributes = 'lang="vi"') {
  const folder = join(SITE, "v/0.1.0");
  const integrity = createHash("sha384").update(await readFile(join(folder, "thuan.js"))).digest("base64");
  return {
    script: `<script type="module" src="${widget}/v/0.1.0/thuan.js" integrity="sha384-${integrity}" crossorigin></script>`,
    element: `<thuan-form form="${widget}/forms/vst.json" ${attributes}></thuan-form>`,
  };
}
