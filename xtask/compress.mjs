// Writes a `.br` beside every file of a site that compresses well, so that no server has to do it again.
// Node has brotli built in: `node compress.mjs <folder> <quality>`.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const COMPRESSED = /\.(wasm|js|css|html|json|svg|txt)$/;

const [folder, quality] = process.argv.slice(2);
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !COMPRESSED.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(path);
  const compressed = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: Number(quality),
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      // The largest window that every browser accepts: files here are small, and it costs nothing.
      [constants.BROTLI_PARAM_LGWIN]: 22,
    },
  });
  writeFileSync(`${path}.br`, compressed);
}
