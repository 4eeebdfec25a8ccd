// Who is around.

/** The origin of the page around this frame as the browser reports it; nothing outside frames, or where it does not. */
export function embedder() {
  if (parent === window) return undefined;
  const nearest = location.ancestorOrigins?.[0];
  if (nearest) return nearest;
  try {
    return new URL(document.referrer).origin;
  } catch {
    return undefined;
  }
}
