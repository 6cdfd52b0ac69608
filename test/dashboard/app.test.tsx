import { cleanup, render } from "ink-testing-library";
import { afterEach, describe, expect, it } from "vitest";
import { App } from "../../dashboard/terminal/app.tsx";
import { exampleResults } from "../report/example-results.ts";

const { name, summary, incidents, timeline } = exampleResults;
const data = { name, summary, incidents, timeline, templates: 184 };

/** Ink draws when React has settled: until then the old frame stands. */
const settled = async (read: () => string, expected: string): Promise<void> => {
  await expect.poll(read, { timeout: 5000, interval: 10 }).toContain(expected);
};

afterEach(cleanup);

describe("the dashboard", () => {
  it("follows the keys: move, open, back, keys, quit", async () => {
    const { stdin, lastFrame } = render(<App data={data} color={false} />);
    const read = (): string => lastFrame() ?? "";
    await settled(read, "▸ ◆ CRIT");
    stdin.write("j");
    await settled(read, "▸ ▲ HIGH  03:49");
    stdin.write("\r");
    await settled(read, "incident 2 of 6");
    await settled(read, "First cause  03:49:10 first retry with err=pool_timeout [1]");
    stdin.write("?");
    await settled(read, "incident before, after");
    stdin.write("?");
    await settled(read, "incident 2 of 6");
    stdin.write("\u001b");
    await settled(read, "▸ ▲ HIGH  03:49");
    stdin.write("kk\r");
    await settled(read, "incident 1 of 6");
  });

  it("R-80 writes no colour where none is wanted", () => {
    const { lastFrame } = render(<App data={data} color={false} />);
    expect(lastFrame()).not.toMatch(/\u001b\[(?:3\d|9\d|4[0-8]|10\d)m/);
  });
});
