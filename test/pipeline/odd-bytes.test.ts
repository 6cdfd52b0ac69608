import { describe, expect, it } from "vitest";
import { streamSource } from "../../src/sources/index.ts";
import { linesOf, readSource, recordedRun } from "../sources/harness.ts";
import { analyzed, clockAt, isBalanced, quietLines } from "./harness.ts";

const colored = (line: string, i: number): string =>
  `\u001b[3${i % 7}mweb-1  | \u001b[0m${line.replace(/(INFO|WARN|ERROR)/, "\u001b[1;32m$1\u001b[0m")}`;

describe("odd bytes", () => {
  it("R-20: colours change nothing that is found, and in how many lines they were is told", async () => {
    const lines = [...quietLines(400, 3600), `${clockAt(3601)} FATAL [disk] kernel panic: disk failure on sda`];
    const plain = await analyzed([
      { name: "app.log", text: `${lines.map((line) => `web-1  | ${line}`).join("\n")}\n` },
    ]);
    const painted = await analyzed([{ name: "app.log", text: `${lines.map(colored).join("\n")}\n` }]);
    const templates = (of: typeof plain) => of.results.templates.map(({ template, count }) => [template, count]);
    expect(templates(painted)).toEqual(templates(plain));
    expect(painted.incidents.map(({ title }) => title)).toEqual(plain.incidents.map(({ title }) => title));
    expect(painted.incidents.length).toBeGreaterThan(0);
    const note = "colours and other terminal codes were taken out of 401 lines";
    expect(painted.results.summary.notes).toContain(note);
    expect(plain.results.summary.notes).not.toContain(note);
  });

  it("R-18: a million different words on one line take linear time and are one line", async () => {
    const words = Array.from(
      { length: 1_000_000 },
      (_, i) => `w${((i * 2_654_435_761) % 2 ** 32).toString(36).padStart(19, "x")}`,
    );
    const found = await analyzed([
      { name: "app.log", text: `${clockAt(1)} INFO ${words.join(" ")}\n${clockAt(2)} INFO end\n` },
    ]);
    const warned = found.events.flatMap((event) => (event.type === "warning" ? [event.warning] : []));
    expect(warned).toContainEqual(expect.objectContaining({ kind: "tokens", source: "app.log", line: 1, byte: 0 }));
    expect(found.results.summary.original_log_count).toBe(2);
    expect(isBalanced(found)).toBe(true);
  }, 60_000);

  it("R-17: a line of 600 MB without a newline is cut, its size and hash kept, its memory bounded", async () => {
    const chunk = new Uint8Array(4 << 20).fill(0x61);
    const source = streamSource({
      name: "long.log",
      sizeBytes: undefined,
      year: undefined,
      batchSize: 5000,
      maxLineBytes: 1 << 20,
      canReopen: false,
      async *open() {
        for (let i = 0; i < 150; i++) yield chunk;
      },
    });
    const before = process.memoryUsage().rss;
    const { run } = recordedRun();
    const batches = await readSource(source, run);
    expect(linesOf(batches).map(({ length }) => length)).toEqual([1 << 20]);
    expect(batches[0]?.long).toMatchObject([{ sizeBytes: 600 << 20, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(80 << 20);
  }, 30_000);
});
