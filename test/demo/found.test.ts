import { describe, expect, it } from "vitest";
import { matchIncidents } from "../../experiments/demo/match.ts";
import { generate } from "../../src/demo/generate.ts";
import { analyzed } from "../pipeline/harness.ts";

describe("planted incidents of generated days", () => {
  it.each([101, 102])("are all found and nothing else is told, seed %i", async (seed) => {
    const day = generate({ seed, lines: 50_000 });
    expect(day.incidents.length).toBeGreaterThanOrEqual(5);
    const found = await analyzed(
      day.files.map(({ name, lines }) => ({
        name,
        text: Uint8Array.from(Buffer.from(`${lines.join("\n")}\n`, "latin1")),
      })),
    );
    const { touching, unmatched } = matchIncidents(day.incidents, found.incidents, found.anomalies);
    const missed = day.incidents.filter((_, i) => touching[i]?.length === 0);
    expect(missed.map(({ kind, file, first, description }) => `${kind} ${file}:${first} ${description}`)).toEqual([]);
    expect(unmatched.map(({ severity, title }) => `${severity}: ${title}`)).toEqual([]);
    // A flood or burst is told once.
    for (const [i, { kind, description }] of day.incidents.entries())
      if (kind === "flood" || kind === "burst") expect(touching[i], description).toHaveLength(1);
  });
});
