// npm's solc behind the two options of the native compiler that forge uses:
//   --version         one line in the native compiler's format
//   --standard-json   JSON in (from a file argument, else standard input), JSON out
// Imports are read below --base-path, then each --include-path. A path that leaves those
// directories (and --allow-paths) is refused, as the native compiler refuses it.
"use strict";
const fs = require("fs");
const path = require("path");

const solc = require(path.join(__dirname, "..", "node_modules", "solc"));

function parse(argv) {
  const options = { basePath: process.cwd(), includePaths: [], allowPaths: [] };
  const rest = [...argv];
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === "--version") options.version = true;
    else if (word === "--standard-json") options.standardJson = true;
    else if (word === "--base-path") options.basePath = path.resolve(rest.shift());
    else if (word === "--include-path") options.includePaths.push(path.resolve(rest.shift()));
    else if (word === "--allow-paths") options.allowPaths.push(...rest.shift().split(","));
    else if (word.startsWith("-") && word !== "-") throw new Error(`unknown option ${word}`);
    else options.file = word;
  }
  return options;
}

function reader(options) {
  const roots = [options.basePath, ...options.includePaths];
  const allowed = [...roots, ...options.allowPaths.filter(Boolean)].map((root) => path.resolve(root));
  return (name) => {
    for (const root of roots) {
      const file = path.resolve(root, name);
      if (!fs.existsSync(file)) continue;
      if (!allowed.some((place) => file.startsWith(place + path.sep))) {
        return { error: `${name}: ${file} is outside the allowed directories` };
      }
      return { contents: fs.readFileSync(file, "utf8") };
    }
    return { error: `${name}: not found below ${roots.join(" or ")}` };
  };
}

function main() {
  const options = parse(process.argv.slice(2));
  if (options.version) {
    const version = solc.version().replace(/Emscripten\.clang$/, "Linux.g++");
    process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
    return;
  }
  if (!options.standardJson) throw new Error("give --version or --standard-json");
  const source = options.file && options.file !== "-" ? options.file : 0;
  const input = fs.readFileSync(source, "utf8");
  process.stdout.write(solc.compile(input, { import: reader(options) }) + "\n");
}

main();
