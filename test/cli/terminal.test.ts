import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/cli/flags.ts";
import { interruption } from "../../src/cli/interruption.ts";
import { scan } from "../../src/cli/scan-command.ts";
import type { Output } from "../../src/cli/streams.ts";
import { freshFolder } from "./built.ts";

const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Something that looks like a terminal and keeps what is written. */
function screen(isTerminal: boolean): Output & { text(): string } {
  let text = "";
  return {
    stream: process.stdout,
    isTerminal,
    columns: 80,
    async write(more) {
      text += more;
    },
    text: () => text,
  };
}

const HOSTILE = [
  ...Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)),
  ...Array.from({ length: 33 }, (_, i) => String.fromCharCode(0x7f + i)),
  "\u001b]52;c;eA==\u0007",
  "\u001b]8;;http://x\u001b\\link",
  "\u001bP1;1|x\u001b\\",
  "\u001b[2J\u001b[8m",
  "ok\b\b\b\rno",
  "\u202e\u2066\u200b",
];
const log = join(cwd, "host\u001b]0;x\u0007\u009bile.log");
writeFileSync(
  log,
  HOSTILE.map(
    (bytes, i) => `2025-04-01T12:00:${String(i % 60).padStart(2, "0")} FATAL [x${bytes}y] kernel panic ${bytes} end\n`,
  )
    .concat("raw \u0000 FATAL out of memory\n")
    .join(""),
);

const shown = async (format: (typeof FORMATS)[number], isTerminal: boolean) => {
  const [stdout, stderr] = [screen(isTerminal), screen(isTerminal)];
  const ending = interruption(() => undefined);
  const code = await scan(
    { input: [log], output: join(cwd, `out-${format}`), format, llmPhase: "full", color: false },
    [],
    {
      stdout,
      stderr,
      stdin: process.stdin,
      environment: {},
      folder: cwd,
      home: cwd,
      version: "0.0.0",
      now: Date.now,
      signal: ending.signal,
      interruption: ending,
    },
  );
  expect(code).toBe(0);
  return { out: stdout.text(), messages: stderr.text() };
};

describe("R-110 a terminal", () => {
  it.each(FORMATS)("gets no control character but LF as %s", async (format) => {
    const { out, messages } = await shown(format, true);
    expect(out).toMatch(/kernel panic/);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    // The progress line draws itself anew: CR and "erase to the end", and nothing of the log.
    expect(messages.replaceAll("\r\u001b[K", "")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it("gets CSV with LF, a file or a pipe with CRLF", async () => {
    const [onScreen, piped] = [await shown("csv", true), await shown("csv", false)];
    expect(piped.out).toContain("\r\n");
    expect(onScreen.out).toBe(piped.out.replaceAll("\r\n", "\n"));
  });

  it("shows the files without harm as well", async () => {
    await shown("json", true);
    for (const suffix of ["anomalies", "incidents", "summary", "templates"]) {
      const name = `out-json/host_]0;x__ile_${suffix}.json`.replace(";", "_");
      expect(readFileSync(join(cwd, name), "utf8")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });
});
