import { UserError } from "../core/errors.ts";

/** The reader of standard output went away, as `head` does: the command ends quietly, and well. */
export class OutputClosed extends Error {
  constructor() {
    super("the output was closed by its reader");
    this.name = "OutputClosed";
  }
}

/** A stream that text goes to. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Resolves when the text is handed over; rejects with OutputClosed or a UserError. */
  write(text: string): Promise<void>;
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of this user is used up",
  EFBIG: "the file would be larger than allowed",
  EIO: "the device reported an error",
  EBADF: "it is closed",
};

const CLOSED = ["EPIPE", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END", "ECONNRESET"];

function failure(error: unknown): Error {
  const code = codeOf(error);
  if (CLOSED.includes(code)) return new OutputClosed();
  const why = REFUSALS[code] ?? (error instanceof Error ? error.message : "unknown reason");
  return new UserError(
    `cannot write to standard output: ${why}`,
    "files that were named as written are complete; send the output somewhere else",
    1,
  );
}

/** Standard output: a failed write is an error, never lost silently. */
export function resultOutput(stream: NodeJS.WriteStream, closed: () => void): Output {
  let broken: Error | undefined;
  // Without a listener the stream's error would end the process with a stack trace.
  stream.on("error", (error) => {
    broken ??= failure(error);
    if (broken instanceof OutputClosed) closed();
  });
  return {
    stream,
    isTerminal: stream.isTTY === true,
    columns: stream.columns || 80,
    write: (text) =>
      new Promise((resolve, reject) => {
        if (broken) reject(broken);
        else stream.write(text, (error) => (error ? reject(failure(error)) : resolve()));
      }),
  };
}

/** Standard error: messages that cannot be delivered are dropped. */
export function messageOutput(stream: NodeJS.WriteStream): Output {
  stream.on("error", () => undefined);
  return {
    stream,
    isTerminal: stream.isTTY === true,
    columns: stream.columns || 80,
    write: (text) => new Promise((resolve) => stream.write(text, () => resolve())),
  };
}

/** Writes text that is made piece by piece, in larger parts. */
export async function writeAll(output: Output, chunks: Iterable<string>): Promise<void> {
  let held: string[] = [];
  let size = 0;
  for (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < 65_536) continue;
    await output.write(held.join(""));
    held = [];
    size = 0;
  }
  if (size > 0) await output.write(held.join(""));
}

/** Standard input as bytes. */
export async function* bytesOf(stream: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) {
    if (chunk instanceof Uint8Array) yield chunk;
    else yield Buffer.from(String(chunk));
  }
}

/** Whether text on a stream may carry colours. Source: https://no-color.org; FORCE_COLOR as most tools read it. */
export function mayColor(
  isTerminal: boolean,
  isAllowed: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (!isAllowed || (environment["NO_COLOR"] ?? "") !== "") return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTerminal && environment["TERM"] !== "dumb";
}
