// Builds dist/ from a clean folder: declarations for every file, and code in few files, for a program of four hundred
// small ones spends half a second of each start on finding and loading them.
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
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
const isPackage = (id) =>
  id.startsWith("node:") || Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));
/** What is started or imported by its place. A thread is started by code in `parts`, beside it. */
const PARTS = "src/parts";
const ENTRIES = {
  "src/cli/main": "src/cli/main",
  "src/index": "src/index",
  [`${PARTS}/stretch-worker`]: "src/pipeline/stretch-worker",
};
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([to, from]) => [to, join(root, `${from}.ts`)])),
  platform: "node",
  external: isPackage,
});
await bundle.write({
  dir: dist,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: `${PARTS}/[name]-[hash].js`,
});
await bundle.close();
chmodSync(join(dist, "src/cli/main.js"), 0o755);
