// A stand-in for a service that judges whether a person is there: the script, the frame and the `siteverify` that
// Cloudflare documents for Turnstile, as far as the form uses them. The service itself cannot be had without a network.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

export const SECRET = "the stand-in's secret";
export const SITE_KEY = "0x4AAAAAAAstand-in";

/** What pages load, as Turnstile is called: rendered explicitly, executed, reset, removed. Runs in the page. */
function script(origin) {
  const widgets = new Map();
  addEventListener("message", ({ origin: from, data }) => {
    const widget = from === origin && widgets.get(data.id);
    if (!widget) return;
    const { options } = widget;
    if (data.asks) return options["before-interactive-callback"]?.();
    if (data.answered) options["after-interactive-callback"]?.();
    if (data.error) return options["error-callback"]?.(data.error);
    widget.frame.hidden = true;
    options.callback(data.token);
  });
  window.turnstile = {
    render(container, options) {
      if (!container.isConnected) throw new Error("the container is not in the page");
      const id = `cf-${widgets.size}`;
      const frame = document.createElement("iframe");
      frame.hidden = options.appearance === "interaction-only";
      frame.title = "Widget";
      container.append(frame);
      widgets.set(id, { frame, options, executed: false });
      return id;
    },
    execute(id) {
      const widget = widgets.get(id);
      // As the service warns and does nothing.
      if (widget.executed) return console.warn("[Turnstile] executed twice");
      widget.executed = true;
      widget.frame.hidden = false;
      widget.frame.src = `${origin}/widget?id=${id}&sitekey=${encodeURIComponent(widget.options.sitekey)}&action=${widget.options.action ?? ""}`;
    },
    reset: (id) => (widgets.get(id).executed = false),
    remove(id) {
      widgets.get(id).frame.remove();
      widgets.delete(id);
    },
  };
}

/** Starts it. `mode` is what it makes of the next visitor: `passes`, `fails`, or `asks` for a press on a button. */
export async function startTurnstile() {
  const tokens = new Map();
  const service = { mode: "passes", loaded: 0, given: [], verified: [] };
  const widget = (url) => {
    const [id, action, sitekey] = ["id", "action", "sitekey"].map((name) => url.searchParams.get(name));
    const fails = service.mode === "fails" || sitekey !== SITE_KEY;
    const token = randomUUID();
    if (!fails) {
      tokens.set(token, { action, used: false });
      service.given.push(token);
    }
    const answer = JSON.stringify(fails ? { id, error: "300030" } : { id, token, answered: service.mode === "asks" });
    const tell = `parent.postMessage(${answer}, "*")`;
    const asks = `parent.postMessage(${JSON.stringify({ id, asks: true })}, "*");document.querySelector("button").onclick = () => ${tell}`;
    return `<!doctype html><title>Widget</title><button>Verify</button><script>${service.mode === "asks" ? asks : tell}</script>`;
  };
  const verify = (body) => {
    const form = new URLSearchParams(body);
    service.verified.push(form.get("response"));
    const fault = (code) => ({ success: false, "error-codes": [code] });
    if (form.get("secret") !== SECRET) return fault("invalid-input-secret");
    const token = tokens.get(form.get("response"));
    if (!token) return fault("invalid-input-response");
    if (token.used) return fault("timeout-or-duplicate");
    token.used = true;
    return { success: true, "error-codes": [], action: token.action, challenge_ts: new Date().toISOString(), hostname: "127.0.0.1" };
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://stand.in");
    let body = "";
    for await (const part of request) body += part;
    const send = (type, text) => response.writeHead(200, { "Content-Type": type, "Access-Control-Allow-Origin": "*" }).end(text);
    if (url.pathname === "/api.js") {
      service.loaded += 1;
      return send("text/javascript", `(${script})(${JSON.stringify(service.url)})`);
    }
    if (url.pathname === "/widget") return send("text/html", widget(url));
    if (url.pathname === "/siteverify") return send("application/json", JSON.stringify(verify(body)));
    response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  service.url = `http://127.0.0.1:${server.address().port}`;
  /** Uses up a token, as if it had been shown before. */
  service.spend = (token) => (tokens.get(token).used = true);
  service.stop = () => new Promise((done) => (server.close(done), server.closeAllConnections()));
  /** What a definition says of it, and what the backend is told. */
  service.token = { kind: "turnstile", site_key: SITE_KEY, script: `${service.url}/api.js` };
  service.args = ["--token-secret", SECRET, "--token-verify-url", `${service.url}/siteverify`];
  return service;
}
