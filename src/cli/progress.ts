import type { RunEvent } from "../core/run.ts";
import { count, number } from "../core/words.ts";
import { notices } from "./notices.ts";
import type { Output } from "./streams.ts";

/** Milliseconds between two lines on a terminal, and elsewhere. */
const TERMINAL_EVERY = 100;
const PLAIN_EVERY = 30_000;

export interface Progress {
  /** A run's event. */
  take(event: RunEvent): void;
  /** Prints lines, past the progress. */
  say(...lines: readonly string[]): void;
  /** Ends the progress, and prints what was only counted. `incidents`: of a run that was done; undefined: it was not. */
  end(incidents: number | undefined): void;
}

export interface ProgressOptions {
  readonly stderr: Output;
  readonly now: () => number;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** What is written without a terminal: nothing in CI logs beyond the start, each 30 s, the end. */
  readonly isTerminal: boolean;
}

const whole = (value: number): string => number(Math.round(value));

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

const rate = (perSecond: number): string =>
  perSecond < 10_000 ? `${whole(perSecond)}/s` : `${whole(perSecond / 1000)} k/s`;

/** What is known of a run so far: a fold over its events. */
interface Seen {
  files: number;
  sizeBytes: number | undefined;
  lines: number;
  bytes: number;
  stage: string;
  explained: readonly [done: number, of: number] | undefined;
}

function words(seen: Seen, seconds: number, columns: number): string {
  if (seen.explained) return `explain  ${seen.explained[0]} of ${seen.explained[1]} cases`;
  const part = seen.sizeBytes ? Math.min(1, seen.bytes / seen.sizeBytes) : undefined;
  if (seen.stage !== "" && seen.stage !== "read") return `${seen.stage}  ${count(seen.lines, "line")}`;
  const percent = part === undefined ? "" : `${Math.floor(part * 100)} %`;
  const left = part && part < 1 ? `${Math.max(1, Math.ceil((seconds / part) * (1 - part)))} s left` : "";
  const lines = count(seen.lines, "line");
  const speed = seconds > 0.2 ? rate(seen.lines / seconds) : "";
  const parts =
    columns < 60
      ? [percent, lines, left]
      : ["reading", percent, lines, speed, part === undefined ? size(seen.bytes) : left];
  return parts.filter((text) => text !== "").join("  ");
}

/** Progress and messages of a run on standard error. */
export function progress(options: ProgressOptions): Progress {
  const { stderr, now, isQuiet, isTerminal } = options;
  const heard = notices(options.isVerbose);
  const started = now();
  const seen: Seen = { files: 0, sizeBytes: undefined, lines: 0, bytes: 0, stage: "", explained: undefined };
  let last = isTerminal ? 0 : started;
  let isDrawn = false;
  let hasRead = false;
  // Messages are best effort: standard error may be closed.
  const write = (text: string): void => void stderr.write(text);
  const clear = (): void => {
    if (isDrawn) write("\r\x1b[K");
    isDrawn = false;
  };
  const say = (...lines: readonly string[]): void => {
    if (isQuiet || lines.length === 0) return;
    clear();
    write(`${lines.join("\n")}\n`);
  };
  const draw = (): void => {
    const time = now();
    if (isQuiet || time - last < (isTerminal ? TERMINAL_EVERY : PLAIN_EVERY)) return;
    last = time;
    const text = words(seen, (time - started) / 1000, isTerminal ? stderr.columns : 80);
    if (!isTerminal) say(`loganomaly: ${text.replace(/ {2}/g, ", ")}`);
    else {
      write(`\r\x1b[K${text.slice(0, Math.max(10, stderr.columns - 1))}`);
      isDrawn = true;
    }
  };
  return {
    say,
    take(event) {
      say(...heard.take(event));
      if (event.type === "read-start") {
        Object.assign(seen, { files: event.files, sizeBytes: event.sizeBytes });
        hasRead = true;
        const known = event.sizeBytes === undefined ? "" : `, ${size(event.sizeBytes)}`;
        if (!isTerminal) say(`loganomaly: reading ${count(event.files, "file")}${known}`);
      } else if (event.type === "lines-read") {
        seen.lines += event.lines;
        seen.bytes += event.sizeBytes;
      } else if (event.type === "stage-start") seen.stage = event.stage;
      else if (event.type === "stage-end") seen.stage = "";
      else if (event.type === "case-explained") seen.explained = [event.done, event.of];
      draw();
    },
    end(incidents) {
      clear();
      say(...heard.rest());
      if (isTerminal || !hasRead || incidents === undefined) return;
      const seconds = ((now() - started) / 1000).toFixed(1);
      say(`loganomaly: done, ${count(seen.lines, "line")}, ${count(incidents, "incident")}, ${seconds} s`);
    },
  };
}
