import { UserError } from "../core/errors.ts";
import { baseOf } from "../core/place.ts";
import { printable } from "../core/printable.ts";
import type { FileSettings } from "../core/settings.ts";
import type { LogSource } from "../core/source.ts";
import { nearNames } from "../sources/near-names.ts";
import type { FileScope } from "./behavior.ts";

const plain = (path: string): string =>
  path
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/{2,}/g, "/");

/** Sources of a name: the path as the input has it; else every path that ends with it. */
function sourcesOf(file: string, names: readonly string[]): ReadonlySet<number> {
  const wanted = plain(file);
  const same = [...names.keys()].filter((i) => names[i] === wanted);
  return new Set(same.length > 0 ? same : [...names.keys()].filter((i) => names[i]?.endsWith(`/${wanted}`)));
}

/** Which sources each file's settings hold for; a file that is not in the input is an error. */
export function fileScopes(files: readonly FileSettings[], sources: readonly LogSource[]): FileScope[] {
  const names = sources.map(({ name }) => plain(name));
  return files.map((settings): FileScope => {
    const found = sourcesOf(settings.file, names);
    if (found.size > 0) return { ...settings, sources: found };
    const bases = [...new Set(names.map(baseOf))].sort();
    const [meant] = nearNames(baseOf(plain(settings.file)), bases);
    throw new UserError(
      `--file-config-map names ${printable(JSON.stringify(settings.file.slice(0, 200)))}, which is not in the input`,
      meant === undefined
        ? `the input holds ${bases
            .slice(0, 5)
            .map((name) => printable(name))
            .join(", ")}${bases.length > 5 ? " and others" : ""}`
        : `did you mean ${printable(meant)}?`,
    );
  });
}
