import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/core/anomaly.ts";
import { type Analyzed, analyzed, clockAt, quietLines } from "./harness.ts";

/** A day of quiet lines, one every 12 seconds, and more lines at given seconds. */
const day = async (more: readonly (readonly [number, string])[]): Promise<Analyzed> => {
  const quiet = quietLines(7200, 86_400).map((line, i): readonly [number, string] => [i * 12, line.slice(20)]);
  const lines = [...quiet, ...more].sort((a, b) => a[0] - b[0]).map(([at, text]) => `${clockAt(at)} ${text}`);
  return analyzed([{ name: "app.log", text: `${lines.join("\n")}\n` }]);
};
const every = (count: number, from: number, step: number, text: (i: number) => string): [number, string][] =>
  Array.from({ length: count }, (_, i) => [from + i * step, text(i)]);
const shown = ({ incidents }: Analyzed): Incident[] => incidents.filter(({ severity }) => severity !== "low");

describe("what belongs together is one incident", () => {
  it("nothing at all on a quiet day", async () => {
    const found = await day([]);
    expect(found.incidents).toEqual([]);
    expect(found.anomalies).toEqual([]);
    expect(found.results.summary.verdict).toContain("Nothing abnormal");
  });

  it("a flood with the failures around it", async () => {
    const found = await day([
      ...every(3000, 40_000, 0.2, (i) => `WARN [db] slow query ${i} took 900 ms`),
      [40_100, "ERROR [db] query failed: lock wait timed out"],
      [40_200, "ERROR [db] query failed: lock wait timed out"],
    ]);
    expect(shown(found)).toHaveLength(1);
    // One element, whichever detectors saw it, and it counts all of its lines.
    const summaries = found.anomalies.filter(({ kind }) => kind !== "event");
    expect(summaries.map(({ kind, lines }) => [kind, lines?.count])).toEqual([["flood", 3000]]);
    expect(summaries[0]?.tags).toContain("Flood");
    expect(shown(found)[0]?.title).toContain("3,000");
    expect(found.results.summary.flood.detected).toBe(true);
    // Members of a flood are counted, not listed.
    expect(found.anomalies.length).toBeLessThan(10);
  });

  it("two bursts at the same time", async () => {
    const rare = (from: number): [number, string][] => [
      ...every(200, from, 430, (i) => `WARN [pay] retrying order ${i}`),
      ...every(200, from + 3, 430, (i) => `WARN [mail] queue holds ${i} mails, slow`),
    ];
    const burst = [
      ...every(250, 50_000, 0.8, (i) => `WARN [pay] retrying order ${i + 1000}`),
      ...every(250, 50_001, 0.8, (i) => `WARN [mail] queue holds ${i + 1000} mails, slow`),
    ];
    const found = await day([...rare(60), ...burst]);
    expect(shown(found)).toHaveLength(1);
    expect(shown(found)[0]?.factors[0]?.kind).toBe("BURST DETECTED");
    expect(found.anomalies.filter(({ kind }) => kind === "burst")).toHaveLength(2);
  });

  it("a password guessed from one address, graver when it is found", async () => {
    const guesses = every(
      80,
      30_000,
      1.5,
      (i) => `INFO [sshd] Failed password for root from 203.0.113.9 port ${4000 + i}`,
    );
    const refused = await day(guesses);
    const entered = await day([
      ...guesses,
      [30_130, "INFO [sshd] Accepted password for root from 203.0.113.9 port 4999"],
    ]);
    for (const found of [refused, entered]) {
      expect(shown(found)).toHaveLength(1);
      expect(shown(found)[0]).toMatchObject({ keys: ["203.0.113.9"], lines: expect.any(Number) });
      expect(shown(found)[0]?.title).toContain("203.0.113.9");
    }
    expect(shown(entered)[0]?.score).toBeGreaterThan(shown(refused)[0]?.score ?? 9);
    expect(shown(entered)[0]?.subtitle).toContain("1 login accepted");
  });

  it("a complaint that comes back, with the number of times", async () => {
    const times = [10_000, 25_000, 40_000, 60_000].flatMap((at) =>
      every(3, at, 2, () => "FATAL [disk] disk failure on sda"),
    );
    const found = await day(times);
    expect(found.incidents).toHaveLength(1);
    expect(found.incidents[0]).toMatchObject({ lines: 12, severity: "critical", state: "over" });
    expect(found.incidents[0]?.subtitle).toContain("4 times");
    expect(found.anomalies).toHaveLength(12);
  });

  it("a heartbeat that stops, open until the end, its last line as proof", async () => {
    const beats = every(900, 30, 60, () => "INFO [web] heartbeat sent to peer");
    const found = await day(beats);
    expect(shown(found)).toHaveLength(1);
    const [incident] = shown(found);
    expect(incident?.factors[0]?.kind).toBe("MISSING EVENT");
    expect(incident?.state).toBe("open");
    const [missing] = found.anomalies.filter(({ kind }) => kind === "missing");
    expect(missing?.timestamp).toBe(clockAt(30 + 899 * 60));
    expect(incident?.first_cause.line).toBe(missing?.line);
    expect(incident?.first_cause.text).toContain("heartbeat");
  });
});

describe("incidents that began near each other", () => {
  it("point at each other, and at no other", async () => {
    const found = await day([
      [20_000, "FATAL [disk] disk failure on sda"],
      [20_400, "FATAL [power] power supply failure in rack 2"],
      [70_000, "FATAL [mail] data corruption in the queue"],
    ]);
    expect(found.incidents).toHaveLength(3);
    const by = (word: string): Incident | undefined =>
      found.incidents.find(({ evidence }) => evidence.some(({ text }) => text.includes(word)));
    expect(by("disk")?.related).toEqual([{ id: by("power")?.id, why: "started 7 min later" }]);
    expect(by("power")?.related).toEqual([{ id: by("disk")?.id, why: "started 7 min earlier" }]);
    expect(by("queue")?.related).toEqual([]);
  });
});

describe("the gap between anomalies of one incident", () => {
  it("is what the configuration says", async () => {
    const lines = [...quietLines(7200, 86_400)];
    const put = (at: number, text: string): void => void lines.splice(Math.floor(at / 12), 0, `${clockAt(at)} ${text}`);
    put(20_300, "FATAL [disk] data corruption found");
    put(20_000, "FATAL [disk] disk failure on sda");
    const of = async (gap: number): Promise<number> =>
      (
        await analyzed([{ name: "app.log", text: `${lines.join("\n")}\n` }], {
          config: { incidents: { gap_seconds: gap } },
        })
      ).incidents.length;
    expect([await of(60), await of(600)]).toEqual([2, 1]);
  });
});

describe("an id", () => {
  it("is the same when lines are added after what it names", async () => {
    const lines = [...quietLines(600), `${clockAt(3601)} FATAL [disk] disk failure on sda`];
    const more = [...lines, ...quietLines(50).map((line) => `${clockAt(3700)}${line.slice(19)}`)];
    const [before, after] = await Promise.all(
      [lines, more].map((all) => analyzed([{ name: "app.log", text: `${all.join("\n")}\n` }])),
    );
    expect(after?.incidents.map(({ id }) => id)).toEqual(before?.incidents.map(({ id }) => id));
    expect(after?.anomalies.map(({ id }) => id)).toEqual(before?.anomalies.map(({ id }) => id));
  });
});
