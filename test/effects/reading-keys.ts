import { expect } from "vitest";
import { type Analyzed, analyzed } from "../pipeline/harness.ts";
import type { Effects } from "./effects.ts";

const calm = (time: (i: number) => string): string =>
  Array.from({ length: 120 }, (_, i) => `${time(i)} web1 shop[${i}]: request ${i} served\n`).join("");
const two = (i: number): string => String(i).padStart(2, "0");
const clock = (i: number): string => `1${Math.floor(i / 60)}:${two(i % 60)}:00`;
const failed = "web1 db[3]: kernel panic: disk failure on sda";

const read = (text: string, config: object = {}): Promise<Analyzed> =>
  analyzed([{ name: "app.log", text }], { config });
/** The time of the failure, as results show it. */
const timeOf = ({ anomalies }: Analyzed): unknown =>
  anomalies.find(({ log }) => log.includes("disk failure"))?.timestamp;

const undated = `${calm((i) => `Oct 25 ${clock(i)}`)}Oct 25 13:00:00 ${failed}\n`;
const local = `${calm((i) => `2025-10-26T${clock(i)}`)}2025-10-26T13:00:00 ${failed}\n`;
const odd = `${calm((i) => `${two(i % 60)}~${Math.floor(i / 60)}~WARN~gate~`)}07~3~ERROR~gate~${failed}\n`;
const pattern = "%{INT}~%{INT}~%{LOGLEVEL:level}~%{DATA:component}~%{GREEDYDATA:message}";
const gate = { name: "gate", pattern, samples: ["07~3~ERROR~gate~broken"] };

export const readingKeys: Effects = {
  year: async () => {
    expect(timeOf(await read(undated))).toBe("2026-10-25T13:00:00");
    expect(timeOf(await read(undated, { year: 1999 }))).toBe("1999-10-25T13:00:00");
  },
  tz: async () => {
    // One log of a zone's clocks, one of UTC.
    const zoned = `${calm((i) => `2025-10-26T${clock(i)}Z`)}2025-10-26T12:00:30Z ${failed}\n`;
    const both = (config: object): Promise<Analyzed> =>
      analyzed(
        [
          { name: "a.log", text: local },
          { name: "b.log", text: zoned },
        ],
        { config },
      );
    const [utc, berlin] = [await both({}), await both({ tz: "Europe/Berlin" })];
    const starts = ({ results }: Analyzed) => results.timeline.start;
    expect([starts(utc), starts(berlin)]).toEqual(["2025-10-26T10:00:00Z", "2025-10-26T09:00:00Z"]);
    // A log of its own is shown as its clocks have it.
    expect(timeOf(await read(local, { tz: "Europe/Berlin" }))).toBe("2025-10-26T13:00:00");
  },
  format_hint: async () => {
    const formatOf = ({ results }: Analyzed) => results.summary.input.files.map(({ format }) => format.name);
    const [found, asked] = [await read(undated), await read(undated, { format_hint: "plain" })];
    expect([formatOf(found), formatOf(asked)]).toEqual([["syslog"], ["plain"]]);
    await expect(read(undated, { format_hint: "syslogg" })).rejects.toThrow('did you mean "syslog"');
  },
  formats: async () => {
    const seen = ({ anomalies }: Analyzed) => {
      const found = anomalies.find(({ log }) => log.includes("disk failure"));
      return [found?.level, found?.component];
    };
    expect(seen(await read(odd))).toEqual(["none", ""]);
    expect(seen(await read(odd, { formats: [gate] }))).toEqual(["error", "gate"]);
  },
};
