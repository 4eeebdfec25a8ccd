// What wasm-bindgen's glue and its WebAssembly need of each other, and the glue without the rest.
//
//   node glue.mjs graph GLUE EXPORT…      prints which import needs which export, for wasm-metadce
//   node glue.mjs trim GLUE NAMES EXPORT… rewrites the glue for a module whose imports and exports have the short NAMES
//                                         that wasm-opt printed when it gave them
//
// EXPORT is what the scripts import from the glue; everything that neither they nor the module can reach goes. Whatever
// does not look as wasm-bindgen writes it today ends the build: a guess here would be an error in somebody's browser.

import { readFileSync, writeFileSync } from "node:fs";

import { parse } from "acorn";

const [command, path, ...rest] = process.argv.slice(2);
const source = readFileSync(path, "utf8");
const program = parse(source, { ecmaVersion: 2022, sourceType: "module" });

/** The function that makes the object of imports, and the variable that holds the module's exports. */
const IMPORTS = "__wbg_get_imports";
const EXPORTS = "wasm";
/** What a JavaScript value is called in the message of a panic, which is shown nowhere. */
const SHORTER = new Map([["debugString", "function debugString(val) {\n    return typeof val;\n}\n"]]);

function fail(words) {
  console.error(`${path}: ${words}`);
  process.exit(1);
}

/** Calls `visit` for a node and all below it. */
function walk(node, visit) {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (child && typeof child.type === "string") walk(child, visit);
  }
}

/** The glue's top level: each name with the nodes that belong to it. */
function declarations() {
  const found = new Map();
  const add = (name, node) => found.set(name, [...(found.get(name) ?? []), node]);
  for (const statement of program.body) {
    const node = statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
    if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") add(node.id.name, node);
    else if (node.type === "VariableDeclaration") for (const { id } of node.declarations) add(id.name, node);
    else if (node.type === "ExpressionStatement") add(ownerOf(node.expression), node);
    // A script of the crate's own that the Rust code imports from.
    else if (node.type === "ImportDeclaration") for (const { local } of node.specifiers) add(local.name, node);
    // `Symbol.dispose` for a class, which the loader does not use, and `encodeInto` for browsers older than ES 2022.
    else if (node.type !== "IfStatement" && node.type !== "ExportNamedDeclaration") fail(`a ${node.type} at the top level`);
  }
  return found;
}

function ownerOf(expression) {
  const object = expression.type === "CallExpression" && expression.callee.type === "MemberExpression" && expression.callee.object;
  if (object?.type !== "Identifier") fail("a statement at the top level that is no call of a method");
  return object.name;
}

const top = declarations();

/** The entries of the object of imports. */
function importEntries() {
  let object;
  let module;
  for (const node of top.get(IMPORTS) ?? []) {
    walk(node, (node) => {
      if (node.type === "VariableDeclarator" && node.id.name === "import0") object = node.init;
      if (node.type === "Property" && node.value.type === "Identifier" && node.value.name === "import0") module = node.key;
    });
  }
  if (object?.type !== "ObjectExpression" || module?.type !== "Literal") fail("no object of imports");
  const entries = new Map();
  for (const property of object.properties) {
    const name = property.key.name ?? property.key.value;
    if (name !== "__proto__") entries.set(name, property);
  }
  return { module, object, entries };
}

const imports = importEntries();

/** What nodes need: names of the top level, and exports of the module. */
function needs(nodes, names = new Set(), exported = new Set()) {
  for (const node of nodes) {
    walk(node, (node) => {
      if (node.type === "MemberExpression" && node.object.type === "Identifier" && node.object.name === EXPORTS) {
        if (node.computed) fail("an export that is not named");
        exported.add(node.property.name);
      }
      if (node.type !== "Identifier" || !top.has(node.name) || names.has(node.name)) return;
      names.add(node.name);
      // The imports are counted one by one.
      if (node.name !== IMPORTS) needs(top.get(node.name), names, exported);
    });
  }
  return { names, exported };
}

/** What the scripts that import these from the glue need. */
function needsOf(wanted) {
  for (const name of wanted) if (!top.has(name)) fail(`has no \`${name}\``);
  const names = new Set(wanted);
  return needs(wanted.flatMap((name) => top.get(name)), names);
}

function graph(wanted) {
  const reaches = (exported) => [...exported].map((name) => `export ${name}`);
  const nodes = [{ name: "scripts", root: true, reaches: reaches(needsOf(wanted).exported) }];
  const everything = new Set();
  for (const [name, node] of imports.entries) {
    const { exported } = needs([node]);
    for (const export_ of exported) everything.add(export_);
    nodes.push({ name: `import ${name}`, import: [imports.module.value, name], reaches: reaches(exported) });
  }
  for (const name of needsOf(wanted).exported) everything.add(name);
  for (const name of everything) nodes.push({ name: `export ${name}`, export: name });
  console.log(JSON.stringify(nodes, null, 1));
}

function trim(names, wanted) {
  const given = JSON.parse(readFileSync(names, "utf8"));
  const shortImports = new Map(given.imports.map(([, name, short]) => [name, short]));
  const shortExports = new Map(given.exports);
  for (const name of shortImports.keys()) if (!imports.entries.has(name)) fail(`the module wants \`${name}\``);
  const kept = [...shortImports.keys()].map((name) => imports.entries.get(name));
  const used = needsOf(wanted);
  needs(kept, used.names, used.exported);

  const edits = [];
  const replace = (node, text) => edits.push([node.start, node.end, text]);
  for (const [name, node] of imports.entries) if (shortImports.has(name)) replace(node.key, shortImports.get(name));
  const renamed = [...used.names].filter((name) => name !== IMPORTS).flatMap((name) => top.get(name));
  for (const root of new Set([...renamed, ...kept])) {
    walk(root, (node) => {
      if (node.type !== "MemberExpression" || node.object.name !== EXPORTS || node.object.type !== "Identifier") return;
      const short = shortExports.get(node.property.name);
      if (short === undefined) fail(`the module has no \`${node.property.name}\``);
      replace(node.property, short);
    });
  }
  const text = (node) => {
    let out = "";
    let at = node.start;
    for (const [start, end, words] of edits.filter(([start, end]) => start >= node.start && end <= node.end).sort((a, b) => a[0] - b[0])) {
      out += source.slice(at, start) + words;
      at = end;
    }
    return out + source.slice(at, node.end);
  };
  const module = given.imports[0]?.[0] === imports.module.value ? "a" : fail("another module of imports");
  const lines = new Set();
  for (const name of top.keys()) {
    if (!used.names.has(name)) continue;
    if (name === IMPORTS) {
      lines.add(`function ${IMPORTS}() {\n  return { ${module}: {\n${kept.map(text).join(",\n")}\n} };\n}\n`);
    } else if (SHORTER.has(name)) {
      lines.add(SHORTER.get(name));
    } else {
      for (const node of top.get(name)) lines.add(text(node));
    }
  }
  writeFileSync(path, `${[...lines].join("\n")}\nexport { ${wanted.join(", ")} };\n`);
}

if (command === "graph") graph(rest);
else if (command === "trim") trim(rest[0], rest.slice(1));
else fail(`there is no command ${command}`);
