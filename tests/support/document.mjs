// Files that a document shows: a heading that names one, and its text in the block below.

/** The text of each, by its name. */
export function shownFiles(document) {
  const blocks = [...document.matchAll(/^#### `([^`]+)`\n\n```\w+\n(.*?)^```$/gms)];
  return Object.fromEntries(blocks.map(([, file, text]) => [file, text]));
}
