// Form definitions at an address of their own, and a server in between that sees what is posted: as sent, preflights
// among it, which a browser's driver that holds requests back would answer by itself.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import { join } from "node:path";

import { SITE } from "./backend.mjs";

/** Starts a server on a free port. */
export async function listen(answer) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/** The form of the built site without what needs the reference backend, served as these members say otherwise. */
export async function startDefinitions() {
  const { challenge, jwks, plain_endpoint, withdrawal_page, ...plain } = JSON.parse(await readFile(join(SITE, "forms/vst.json"), "utf8"));
  const policy = await readFile(join(SITE, "policy/vst.json"));
  const forms = [];
  const server = await listen((request, response) => {
    const [, number] = /^\/forms\/(\d+)\.json$/.exec(request.url) ?? [];
    const body = number ? forms[number] : request.url === "/policy/vst.json" && policy;
    response.writeHead(body ? 200 : 404, { "Access-Control-Allow-Origin": "*", "Content-Type": "application/json" });
    response.end(body || undefined);
  });
  return {
    /** The address of the definition with these members. */
    form: (members) => `${server.url}/forms/${forms.push(JSON.stringify({ ...plain, ...members })) - 1}.json`,
    stop: server.stop,
  };
}

/**
 * Stands in front of a backend, and loses the answers to the first posts: the worst case, since the backend has them.
 * `seen` is every request, with its body.
 */
export async function startInFront(backend, { loses = 1 } = {}) {
  const seen = [];
  const front = await listen(async (request, response) => {
    const { method, url, headers } = request;
    const body = Buffer.concat(await request.toArray());
    seen.push({ method, url, headers, body });
    const isLost = method === "POST" && seen.filter((one) => one.method === "POST").length <= loses;
    const passed = ask(backend + url, { method, headers });
    passed.on("response", async (answer) => {
      const content = Buffer.concat(await answer.toArray());
      if (isLost) response.destroy();
      else response.writeHead(answer.statusCode, answer.headers).end(content);
    });
    passed.on("error", () => response.destroy());
    passed.end(body);
  });
  return { ...front, seen };
}
