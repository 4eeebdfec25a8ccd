// A proxy that does what networks do: it loses, cuts, delays, doubles and reorders what is posted through it, and lets
// everything else pass. Chance comes from a seed, so that what failed can be had again.

import { createServer, request as ask } from "node:http";
import { once } from "node:events";
import { setTimeout as later } from "node:timers/promises";

const FATES = ["passes", "late", "overtaken", "twice", "twice at once", "lost", "cut", "answer lost", "answer cut"];

/** Numbers below 1, the same for the same seed (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Starts it; `to` says which backend is behind it, which may be started later, since it has to know this address. */
export async function startUnruly(seed) {
  let target;
  const luck = chance(seed);
  const fates = [];
  let passed = 0;

  /** Sends a request on, over a connection of its own, and gives the whole answer. */
  const forward = async ({ method, url, headers }, body) => {
    const passing = ask(target + url, { method, headers: { ...headers, connection: "close" }, agent: false });
    passing.end(body);
    const [answer] = await once(passing, "response");
    const content = Buffer.concat(await answer.toArray());
    passed += 1;
    return { status: answer.statusCode, headers: answer.headers, content };
  };

  /** What becomes of something posted: an answer, or none. */
  const carry = async (request, body) => {
    // As often well as badly.
    const fate = luck() < 0.4 ? FATES[0] : FATES[Math.floor(luck() * FATES.length)];
    const part = luck();
    fates.push(fate);
    switch (fate) {
      case "late":
        await later(part * 500);
        break;
      case "overtaken": {
        const first = passed;
        for (let waited = 0; passed < first + 1 && waited < 500; waited += 20) await later(20);
        break;
      }
      case "twice":
        await forward(request, body);
        break;
      case "twice at once": {
        const both = await Promise.all([forward(request, body), forward(request, body)]);
        return both[part < 0.5 ? 0 : 1];
      }
      case "lost":
        return undefined;
      case "cut": {
        const passing = ask(target + request.url, { method: request.method, headers: request.headers, agent: false });
        passing.on("error", () => {});
        passing.write(body.subarray(0, body.length * part), () => passing.destroy());
        return undefined;
      }
      case "answer lost":
        await forward(request, body);
        return undefined;
      case "answer cut":
        return { ...(await forward(request, body)), part };
    }
    return forward(request, body);
  };

  const server = createServer(async (request, response) => {
    try {
      const body = Buffer.concat(await request.toArray());
      const answer = await (request.method === "POST" ? carry(request, body) : forward(request, body));
      if (answer === undefined) return response.destroy();
      response.writeHead(answer.status, { ...answer.headers, connection: "close" });
      if (answer.part === undefined) return response.end(answer.content);
      return response.write(answer.content.subarray(0, answer.content.length * answer.part), () => response.destroy());
    } catch {
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    to: (url) => (target = url),
    /** What became of everything that was posted, in order. */
    fates,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
