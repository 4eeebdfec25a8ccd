// Stands between a browser and the backend, for browsers whose driver shows nothing of the network: it holds files back
// until a test lets them come, and browsers report to it what a page's policy refuses.

import { createServer, request as ask } from "node:http";
import { once } from "node:events";

const REPORTS = "/reports";

/** Starts it; `to` says which backend is behind it, which may be started later, since it has to know this address. */
export async function startBetween() {
  let target;
  let held;
  const reports = [];

  const server = createServer(async (request, response) => {
    if (request.url === REPORTS) {
      const chunks = await request.toArray();
      const { "csp-report": report } = JSON.parse(Buffer.concat(chunks));
      reports.push(`${report["effective-directive"] ?? report["violated-directive"]} ${report["blocked-uri"]} on ${report["document-uri"]}`);
      response.writeHead(204).end();
      return;
    }
    if (held?.what.test(request.url)) await held.arrived;
    const { method, url, headers } = request;
    const passed = ask(target + url, { method, headers });
    passed.on("response", (answer) => {
      const { "content-security-policy": policy, ...more } = answer.headers;
      const reporting = policy && { "content-security-policy": reported(policy) };
      response.writeHead(answer.statusCode, { ...more, ...reporting });
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  const reported = (policy) => `${policy}; report-uri ${origin}${REPORTS}`;

  return {
    origin,
    to: (url) => (target = url),
    /** A policy whose violations are told as well. */
    reported,
    /** What was refused so far, on every page with such a policy. */
    reports,
    /** Holds back whatever has an address that matches; the answer lets it come. */
    hold: (what) => {
      let arrive;
      held = { what, arrived: new Promise((done) => (arrive = done)) };
      return () => {
        held = undefined;
        arrive();
      };
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
