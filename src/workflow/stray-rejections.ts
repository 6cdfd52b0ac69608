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

const stackOf = (reason: unknown): string => (reason instanceof Error ? (reason.stack ?? "") : "");

/** The plugins whose file stands in the stack. */
const namedIn = (stack: string): readonly Watched[] => [...watched.values()].filter(({ url }) => isIn(stack, url));

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

/** Whose it is: that of the plugins whose file stands in the stack; where no file of ours does, any plugin's. */
function ownersOf(reason: unknown): readonly Watched[] {
  const stack = stackOf(reason);
  const named = namedIn(stack);
  return named.length > 0 || isIn(stack, OWN) ? named : [...watched.values()];
}

function hear(reason: unknown): void {
  const owners = ownersOf(reason);
  // Somebody else's: without another listener it ends the process, as it would without this one.
  if (owners.length === 0 && process.listenerCount("unhandledRejection") === 1) throw reason;
  const whose = owners.length > 1 ? "it or another plugin" : "it";
  for (const { heard } of owners) heard(`a promise that ${whose} did not wait for failed: ${messageOf(reason)}`);
}

/** Notes an error that nobody caught, as a timer throws it, where a plugin's file stands in its stack; false: it is not a plugin's. */
export function heardUncaught(error: unknown): boolean {
  // Ours are errors with a stack.
  const owners = error instanceof Error ? namedIn(stackOf(error)) : [...watched.values()];
  for (const { heard } of owners) heard(`an error outside of its step was not caught: ${messageOf(error)}`);
  return owners.length > 0;
}

/** Notes rejections that a plugin lets go. It listens for as long as the process lives: what a plugin began may fail after the run. */
export function watchRejections(plugin: Watched): void {
  watched.set(plugin.url, plugin);
  if (!isListening) process.on("unhandledRejection", hear);
  isListening = true;
}
