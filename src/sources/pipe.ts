import { constants, open } from "node:fs";
import { Socket } from "node:net";
import { promisify } from "node:util";
import type { Path } from "./path.ts";

/** An open file that was handed over by its number, as a shell does for `<(command)`. */
const handedOver = (path: Path): number | undefined => {
  const found = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(String(path));
  return found?.[1] === undefined ? undefined : Number(found[1]);
};

export const isHandedOver = (path: Path): boolean => handedOver(path) !== undefined;

/** Standard input by another name. */
export const isStdin = (input: string): boolean => input === "-" || input === "/dev/stdin" || handedOver(input) === 0;

/**
 * A pipe's bytes. It is opened without waiting for a writer and read without holding a thread, so that the signal ends the
 * wait. One that was handed over is not opened again: its writer may be gone by now, and no end would ever come.
 */
export async function* pipeBytes(path: Path, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const file = handedOver(path) ?? (await promisify(open)(path, flags));
  const socket = new Socket({ fd: file, readable: true, writable: false });
  const end = (): void => void socket.destroy();
  signal.addEventListener("abort", end);
  try {
    if (!signal.aborted) for await (const chunk of socket) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}
