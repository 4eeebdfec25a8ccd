// What Google Apps Script does with a web app, as far as a form sees it: a post is answered with a redirect to another
// origin, whose GET has what the script returned; nothing is asked first; and what the script throws is a page of HTML
// with status 200 that other sites cannot read.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createContext, runInContext } from "node:vm";

import { listen } from "./receiver.mjs";

const READABLE = { "Access-Control-Allow-Origin": "*" };

/** A sheet, with what scripts may ask of it here. What begins with an apostrophe is the text behind it. */
function sheet(rows) {
  const cell = (value) => {
    if (typeof value === "string" && value.startsWith("=")) throw new Error("a formula");
    return typeof value === "string" && value.startsWith("'") ? value.slice(1) : value;
  };
  const at = (row, column) => ({ getRow: () => row, getValue: () => rows[row - 1][column - 1] });
  const finder = (text) => ({
    matchEntireCell: () => ({
      findNext: () => {
        const row = rows.findIndex(([first]) => first === text);
        return row < 0 ? null : at(row + 1, 1);
      },
    }),
  });
  return {
    appendRow: (values) => void rows.push(values.map(cell)),
    getRange: (row, column) => (row === "A:A" ? { createTextFinder: finder } : at(row, column)),
  };
}

/** Starts a server that runs the script; `rows` is what the sheet has. */
export async function startAppsScript(file) {
  const rows = [];
  const answers = new Map();
  const script = createContext({
    LockService: { getScriptLock: () => ({ waitLock() {}, releaseLock() {} }) },
    SpreadsheetApp: {
      getActiveSpreadsheet: () => ({ getSheetByName: (name) => (name === "Registrations" ? sheet(rows) : null) }),
      flush() {},
    },
    ContentService: {
      MimeType: { JSON: "application/json" },
      createTextOutput: (text) => ({ setMimeType: (type) => ({ text, type }) }),
    },
  });
  runInContext(await readFile(file, "utf8"), script);

  const results = await listen((request, response) => {
    const answer = answers.get(request.url.slice(1));
    if (request.method !== "GET" || !answer) return response.writeHead(405).end();
    return response.writeHead(200, { ...READABLE, "Content-Type": `${answer.type}; charset=utf-8` }).end(answer.text);
  });
  const front = await listen(async (request, response) => {
    const contents = Buffer.concat(await request.toArray()).toString();
    if (request.method !== "POST") return response.writeHead(405).end();
    let answer;
    try {
      answer = script.doPost({ postData: { contents, type: request.headers["content-type"] } });
    } catch (error) {
      return response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<p>Error: ${error.message}`);
    }
    const key = randomUUID();
    answers.set(key, answer);
    return response.writeHead(302, { ...READABLE, Location: `${results.url}/${key}` }).end();
  });
  return { url: front.url, rows, stop: () => Promise.all([front.stop(), results.stop()]) };
}
