// Builds web/dist: index.html and the files of web/dist/static: hashed ones, and licenses.txt with the notices of what they contain.
// `node build.mjs`, after `npm ci`. It reads only node_modules and src, and never the network.

import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PSF-2.0", "Python-2.0"];
// What a package contains and its own notices leave out.
const ICONS = "The icons of monaco-editor (codicon.ttf): Codicons, Microsoft, https://github.com/microsoft/vscode-codicons, CC-BY-4.0";
const WORKERS = {
  editor: "monaco-editor/esm/vs/editor/editor.worker.js",
  graphql: "monaco-graphql/esm/graphql.worker.js",
  json: "monaco-editor/esm/vs/language/json/json.worker.js",
};

process.chdir(dirname(fileURLToPath(import.meta.url)));
const started = performance.now();
await rm("dist", { recursive: true, force: true });
await mkdir("dist/static", { recursive: true });

const common = {
  absWorkingDir: process.cwd(),
  banner: { js: "/*! Lienket. The notices of the packages in this file are in /static/licenses.txt. */" },
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: "dist/static",
  publicPath: "/static/",
  target: "es2022",
};

const workers = await build({
  ...common,
  entryPoints: Object.entries(WORKERS).map(([name, path]) => ({ in: path, out: `${name}.worker` })),
  entryNames: "[name]-[hash]",
  format: "iife",
});
const page = await build({
  ...common,
  entryPoints: ["src/main.jsx"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  format: "esm",
  jsx: "automatic",
  loader: { ".ttf": "file", ".woff2": "file" },
  define: { ...common.define, WORKER_URLS: JSON.stringify(workerUrls(workers.metafile)) },
});

await cp("src/favicon.svg", "dist/static/favicon.svg");
await writeFile("dist/index.html", await indexPage(page.metafile));
const packages = await bundledPackages(workers.metafile, page.metafile);
await writeFile("dist/static/licenses.txt", [...packages.map(notice), ICONS].join(`\n\n${"=".repeat(80)}\n\n`));
await report(packages.length);

/** The address of each worker, by its name in WORKERS. */
function workerUrls(metafile) {
  const urls = Object.entries(metafile.outputs).map(([path, output]) => {
    const name = Object.keys(WORKERS).find((key) => output.entryPoint?.endsWith(WORKERS[key]));
    return [name, `/static/${basename(path)}`];
  });
  return Object.fromEntries(urls);
}

/** src/index.html with the hashed names in place of /static/main.js and /static/main.css. */
async function indexPage(metafile) {
  const [script, output] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === "src/main.jsx");
  const template = await readFile("src/index.html", "utf8");
  return template
    .replace("/static/main.js", `/static/${basename(script)}`)
    .replace("/static/main.css", `/static/${basename(output.cssBundle)}`);
}

/** Every package that went into an output, with the text of its licence and notices; a licence that is not permissive ends the build. */
async function bundledPackages(...metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = inputs.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean);
  const packages = await Promise.all([...new Set(folders)].map(readPackage));
  const refused = packages.filter(({ license }) => !PERMISSIVE.includes(license));
  if (refused.length > 0) {
    throw new Error(`not under a permissive licence: ${refused.map(({ name, license }) => `${name} (${license})`).join(", ")}`);
  }
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readPackage(folder) {
  const { name, version, license, author, contributors = [], repository } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const authors = [author, ...contributors].filter(Boolean).map((person) => person.name ?? person);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying|third-?party-?notices)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return { name, version, license, authors, source: repository?.url ?? repository, texts };
}

/** The notice of a package: its licence texts, or who wrote it where its licence came without a text. */
function notice({ name, version, license, authors, source, texts }) {
  const heading = [`${name} ${version}`, license, source].filter(Boolean).join(", ");
  const bodies = texts.length > 0 ? texts.map((text) => text.trim()) : [`Copyright (c) ${authors.join(", ") || `the authors of ${name}`}`];
  return [heading, ...bodies].join("\n\n");
}

async function report(packageCount) {
  const files = (await readdir("dist", { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  let total = 0;
  let compressed = 0;
  for (const path of files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort()) {
    const { size } = await stat(path);
    const { length } = await promisify(gzip)(await readFile(path));
    total += size;
    compressed += length;
    console.log(`${kilobytes(size)} kB ${kilobytes(length)} kB gzip  ${path}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${kilobytes(total)} kB ${kilobytes(compressed)} kB gzip  ${files.length} files, ${packageCount} packages, ${seconds} s`);
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1).padStart(7);
}
