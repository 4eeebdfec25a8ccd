// Asking an address for something.
//
// All of it is waiting for promises, which in WebAssembly takes several times the bytes.

/** How long an answer may take, in milliseconds: a slow network gets its time, a dead one is told of. */
const PATIENCE = 30_000;

/**
 * Asks, or posts where there is a body. What never came has the status 0, or 408 (RFC 9110 section 15.5.9) where it
 * took too long; a body that broke off is not there.
 *
 * A redirect of what is posted is not followed to another place than the one it was signed for.
 * @param {string} url
 * @param {ReferrerPolicy} referrerPolicy
 * @param {AbortSignal} [signal] of who stops waiting before the time is over
 * @param {string} [body]
 * @param {string} [idempotencyKey]
 * @returns {Promise<{ status: number, mediaType: string, body?: Uint8Array }>}
 */
export async function ask(url, referrerPolicy, signal = AbortSignal.timeout(PATIENCE), body, idempotencyKey) {
  const headers = new Headers({ Accept: "application/json, application/problem+json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (idempotencyKey !== undefined) headers.set("Idempotency-Key", idempotencyKey);
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body,
      credentials: "omit",
      redirect: body === undefined ? "follow" : "error",
      referrerPolicy,
      signal,
    });
    const [mediaType = ""] = (response.headers.get("Content-Type") ?? "").split(";");
    return {
      status: response.status,
      mediaType: mediaType.trim().toLowerCase(),
      body: await response.arrayBuffer().then(
        (buffer) => new Uint8Array(buffer),
        () => undefined,
      ),
    };
  } catch {
    return { status: signal.aborted ? 408 : 0, mediaType: "" };
  }
}
