import { fileURLToPath } from "node:url";

/** A plugin that is loaded, and what is to be done when a promise of its fails unheard. */
export interface Watched {
  /** Address of its module. */
  readonly url: string;
  readonly heard: (message: string) => void;
}

/** By address: of two runs with one plugin the later one hears. */
const watched = new Map<string, Watched>();
let isListening = false;

/** The program's own files, in a stack: such an error is a bug of ours. */
const OWN = new URL("..", import.meta.url).href;

const isIn = (stack: string, url: string): boolean => stack.includes(url) || stack.includes(fileURLToPath(url));

/** Whose it is: that of the plugins whose file stands in the stack; where no file of ours does, any plugin's. */
function ownersOf(reason: unknown): readonly Watched[] {
  const stack = reason instanceof Error ? (reason.stack ?? "") : "";
  const named = [...watched.values()].filter(({ url }) => isIn(stack, url));
  return named.length > 0 || isIn(stack, OWN) ? named : [...watched.values()];
}

function hear(reason: unknown): void {
  const owners = ownersOf(reason);
  // Somebody else's: without another listener it ends the process, as it would without this one.
  if (owners.length === 0 && process.listenerCount("unhandledRejection") === 1) throw reason;
  const text = reason instanceof Error ? reason.message : String(reason);
  const whose = owners.length > 1 ? "it or another plugin" : "it";
  for (const { heard } of owners) heard(`a promise that ${whose} did not wait for failed: ${text}`);
}

/** Notes rejections that a plugin lets go. It listens for as long as the process lives: what a plugin began may fail after the run. */
export function watchRejections(plugin: Watched): void {
  watched.set(plugin.url, plugin);
  if (!isListening) process.on("unhandledRejection", hear);
  isListening = true;
}
