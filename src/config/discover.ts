import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folders in which a configuration may lie. */
export interface Surroundings {
  readonly folder: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `./loganomaly.yaml`, then the user's own; undefined: there is none. A relative name stays relative, as people read it. */
export function discoverConfig({ folder, home, environment }: Surroundings): string | undefined {
  if (existsSync(join(folder, "loganomaly.yaml"))) return "loganomaly.yaml";
  const base = environment["XDG_CONFIG_HOME"] || (home === "" ? "" : join(home, ".config"));
  const own = base === "" ? "" : join(base, "loganomaly", "config.yaml");
  return own !== "" && existsSync(own) ? own : undefined;
}

/** What a file that was only discovered may not set: it could come from somebody else, with the folder. */
const CLOSED: readonly (readonly string[])[] = [
  ["llm", "endpoint"],
  ["llm", "allow_remote"],
  ["llm", "key_file"],
  ["workflow", "plugins"],
  ["workflow", "steps", "llm_call", "endpoint"],
  ["workflow", "steps", "llm_call", "allow_remote"],
  ["workflow", "steps", "llm_call", "key_file"],
];

/** Providers that are elsewhere by nature: naming one, with its key in the environment, lets text leave the machine. */
export const REMOTE_PROVIDERS: readonly string[] = ["openai", "anthropic"];

/** The keys that a discovered file may not set. */
export const closedKeys = CLOSED;

/** A folder as settings name it: `~` and `$XDG_CACHE_HOME` are filled in. */
export function expandFolder(path: string, { home, environment }: Surroundings): string {
  const cache = environment["XDG_CACHE_HOME"] || join(home, ".cache");
  return path.replace(/^\$XDG_CACHE_HOME(?=\/|$)/, () => cache).replace(/^~(?=\/|$)/, () => home);
}
