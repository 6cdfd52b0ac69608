// Builds dist/ from a clean folder: declarations for every file, and code in few files, for a program of four hundred
// small ones spends half a second of each start on finding and loading them.
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);

const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** Packages that every start needs: their hundreds of small files cost a quarter of it. Their code goes into ours, their licences beside it. */
const BUNDLED = ["commander", "p-retry", "string-width", "yaml", "zod"];
const isPackage = (id) =>
  id.startsWith("node:") ||
  Object.keys(dependencies).some((name) => !BUNDLED.includes(name) && (id === name || id.startsWith(`${name}/`)));
/** What is started or imported by its place. A thread is started by code in `parts`, beside it. */
const PARTS = "src/parts";
const ENTRIES = {
  "src/cli/main": "src/cli/main",
  "src/index": "src/index",
  [`${PARTS}/stretch-worker`]: "src/pipeline/stretch-worker",
};
/** The pattern of all emoji and the tables of graphemes take time at each start, and few texts need them: they are made when first asked for. */
const lateTables = {
  name: "late-tables",
  transform(code, id) {
    if (!id.endsWith("/string-width/index.js")) return undefined;
    let count = 0;
    const late = (name, value) => `let ${name}Made; const ${name} = () => (${name}Made ??= ${value});`;
    const written = code
      .replace(/^const (emojiPrefixRegex) = \/(.+)\/v;$/m, (_, name, pattern) =>
        late(name, `new RegExp(${JSON.stringify(pattern)}, "v")`),
      )
      .replace(/^const (segmenter) = (.+);$/m, (_, name, value) => late(name, value))
      .replace(/\b(emojiPrefixRegex|segmenter)\./g, (_, name) => {
        count++;
        return `${name}().`;
      });
    if (count !== 3 || written.split("Made ??= ").length !== 3)
      throw new Error("string-width is written in another way: see what it costs at the start");
    return written;
  },
};
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([to, from]) => [to, join(root, `${from}.ts`)])),
  platform: "node",
  external: isPackage,
  plugins: [lateTables],
});
const { output } = await bundle.write({
  dir: dist,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: `${PARTS}/[name]-[hash].js`,
});
await bundle.close();
writeFileSync(join(dist, "LICENSES.txt"), licences(output.flatMap((chunk) => chunk.moduleIds ?? [])));
chmodSync(join(dist, "src/cli/main.js"), 0o755);

/** The licences of the packages that modules are from. */
function licences(modules) {
  const folders = new Set(modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]).filter(Boolean));
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file: it cannot be made part of the code`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return `Parts of these packages are in the code beside this file.\n\n${texts.toSorted().join(`\n${"-".repeat(80)}\n\n`)}`;
}
