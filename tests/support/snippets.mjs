// What the documentation shows, as programs: taken from the document, and bundled as a page's own build would.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { compileScript, parse } from "vue/compiler-sfc";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const { build } = createRequire(join(PROJECT, "xtask/package.json"))("esbuild");

/** The blocks of code in this language in a document, with the widget at an address that answers. */
export async function blocks(document, language, widget) {
  const text = await readFile(join(PROJECT, "docs", document), "utf8");
  const found = [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, code]) => code);
  return found.map((code) => code.replaceAll("https://widget.example", widget));
}

/** A component of Vue's as a module; `isCustomElement` is the page's own setting. */
export function vueModule(source, isCustomElement) {
  const compilerOptions = { isCustomElement };
  const { descriptor, errors } = parse(source, { templateParseOptions: compilerOptions });
  if (errors.length) throw errors[0];
  // Both, as Vite's plug-in does it: what was compiled before is parsed once more.
  return compileScript(descriptor, { id: "snippet", inlineTemplate: true, templateOptions: { compilerOptions } }).content;
}

/** A page's script, in which `./snippet` is what the documentation shows. For developing: frameworks check more then. */
export async function bundle(entry, snippet) {
  const virtual = {
    name: "snippet",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/snippet$/ }, () => ({ path: "snippet", namespace: "snippet" }));
      onLoad({ filter: /.*/, namespace: "snippet" }, () => ({ contents: snippet, loader: "jsx", resolveDir: import.meta.dirname }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: entry, loader: "jsx", resolveDir: import.meta.dirname },
    plugins: [virtual],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    logLevel: "error",
  });
  return outputFiles[0].text;
}
