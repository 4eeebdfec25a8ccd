// Three browsers, each with an engine of its own, driven by what their makers ship for it: WebDriver.
//
// The client is told where a running driver listens, so it has nothing to look for and nothing to fetch.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";

import { freePort } from "./port.mjs";

/** How long a driver may take to listen, in milliseconds: the machine may be busy. */
const PATIENCE = 30_000;

const named = (variable, otherwise) => process.env[variable] ?? otherwise;

const CHROMIUM = named("THUAN_CHROMIUM", "/usr/bin/chromium");
const FIREFOX = named("THUAN_FIREFOX", "/usr/bin/firefox-esr");
const MINIBROWSER = named("THUAN_MINIBROWSER", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser");

/** How each is started; `downloads` is the folder where files must arrive. */
const ENGINES = {
  chromium: {
    programs: [CHROMIUM, named("THUAN_CHROMEDRIVER", "/usr/bin/chromedriver")],
    capabilities: (downloads) => ({
      browserName: "chrome",
      "goog:chromeOptions": {
        binary: CHROMIUM,
        args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        prefs: { "download.default_directory": downloads, "download.prompt_for_download": false },
      },
    }),
  },
  firefox: {
    programs: [FIREFOX, named("THUAN_GECKODRIVER", "geckodriver")],
    capabilities: (downloads) => ({
      browserName: "firefox",
      "moz:firefoxOptions": {
        binary: FIREFOX,
        args: ["-headless"],
        prefs: { "browser.download.folderList": 2, "browser.download.dir": downloads },
      },
    }),
  },
  webkit: {
    programs: [MINIBROWSER, named("THUAN_WEBKITDRIVER", "/usr/bin/WebKitWebDriver"), named("THUAN_XVFB", "/usr/bin/Xvfb")],
    capabilities: () => ({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: MINIBROWSER, args: ["--automation"] },
    }),
  },
};

/** The names of the engines. */
export const NAMES = Object.keys(ENGINES);

/** What an engine needs and this machine has not. */
export function missing(name) {
  return ENGINES[name].programs.filter((program) => !existsSync(program));
}

/** Those that run: a test that fails half-way leaves none of them behind. */
const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a browser with an empty profile, and what ends it. */
export async function startEngine(name) {
  const { programs, capabilities } = ENGINES[name];
  const [, driverProgram, screenProgram] = programs;
  const home = await mkdtemp(join(tmpdir(), `thuan-${name}-`));
  const downloads = join(home, "downloads");
  await mkdir(downloads);
  // WebKit asks the desktop where downloads go.
  await writeFile(join(home, "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const ends = [() => rm(home, { recursive: true, force: true, maxRetries: 5 })];
  const end = async () => {
    for (const one of ends.reverse()) await one();
  };
  try {
    const environment = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, TMPDIR: home };
    // Its sandbox cannot be made by root, as in containers.
    if (process.getuid?.() === 0) environment.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = "1";
    if (screenProgram) {
      const screen = start(screenProgram, ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], environment);
      ends.push(screen.stop);
      environment.DISPLAY = `:${await screen.firstLine}`;
    }
    const port = await freePort();
    const driver = start(driverProgram, [`--port=${port}`], environment);
    ends.push(driver.stop);
    const url = `http://127.0.0.1:${port}`;
    await listening(url, driver);
    // A page whose files are held back is never loaded: whoever opens one says what to wait for.
    const session = WebDriver.createSession(new Executor(new HttpClient(url)), new Capabilities({ ...capabilities(downloads), pageLoadStrategy: "none" }));
    ends.push(() => session.quit().catch(() => {}));
    const found = await session.getCapabilities();
    return { session, downloads, version: found.get("browserVersion"), end };
  } catch (error) {
    await end();
    throw error;
  }
}

function start(program, args, environment) {
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const output = [];
  const ended = new Promise((done) => child.once("close", done)).then(() => running.delete(child));
  const firstLine = new Promise((found, failed) => {
    child.stdout.on("data", (data) => {
      output.push(data);
      const text = output.join("");
      if (text.includes("\n")) found(text.split("\n")[0].trim());
    });
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`${program} ended with ${code}:\n${output.join("")}`)));
  });
  firstLine.catch(() => {});
  child.stderr.on("data", (data) => output.push(data));
  return {
    firstLine,
    said: () => `${program}:\n${output.join("")}`,
    hasEnded: () => child.exitCode !== null,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

async function listening(url, driver) {
  for (const end = Date.now() + PATIENCE; Date.now() < end && !driver.hasEnded(); await pause(50)) {
    const answer = await fetch(`${url}/status`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`no driver listens at ${url}; ${driver.said()}`);
}

/** The one file that has arrived in a folder, once it is whole. */
export async function arrived(folder) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(50)) {
    const [file, ...more] = await readdir(folder);
    // A download has another name, or a second file beside it, until it is whole.
    if (!file?.endsWith(".json") || more.length) continue;
    const text = await readFile(join(folder, file), "utf8");
    if (text.trimEnd().endsWith("}")) return { file: join(folder, file), text };
  }
  throw new Error(`no file has arrived: ${await readdir(folder)}`);
}
