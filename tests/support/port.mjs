// A port for a program that has to be told one, or that is to come back to it.

import { once } from "node:events";
import { createServer } from "node:net";

/**
 * From where, and how many. Systems give others to whoever asks for any port, and to every connection that goes out
 * (Linux from 32768 on, others from 49152): one of theirs may be taken again as soon as it was found to be free.
 */
const FIRST = 20_000;
const MANY = 10_000;

/** A port on which nothing listens, and that the system gives to nobody by itself. */
export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * MANY);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(() => true, () => false);
    await new Promise((done) => server.close(done));
    if (isFree) return port;
  }
}
