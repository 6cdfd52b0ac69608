import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configHash, type FlagValue, loadConfiguration } from "../../src/config/index.ts";
import { detectors } from "./detectors.ts";

const folder = mkdtempSync(join(tmpdir(), "loganomaly-formats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (text: string, flags: readonly FlagValue[] = [], environment: Record<string, string> = {}) => {
  writeFileSync(join(folder, "config.yaml"), text);
  return loadConfiguration({ detectors, path: "config.yaml", flags, environment, folder, home: folder });
};
const fault = (...given: Parameters<typeof load>): string => {
  try {
    load(...given);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};
const flag = (name: string, path: string, value: string): FlagValue => ({ flag: name, path: [path], value });

const GATE = `formats:
  - name: gate
    pattern: '%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} \\[%{DATA:component}\\] %{GREEDYDATA:message}'
    samples:
      - "2025-04-01 12:00:01 INFO [db] ok"
`;

describe("formats in the configuration", () => {
  it("are taken with their samples, and may be the hint", () => {
    const { settings } = load(`${GATE}format_hint: gate\n`);
    expect(settings.formats).toMatchObject([{ name: "gate", samples: ["2025-04-01 12:00:01 INFO [db] ok"] }]);
    expect(settings.format_hint).toBe("gate");
  });

  it("are refused with their place: a sample that is not read, a name that grok does not know, a name twice", () => {
    expect(fault(GATE.replace("INFO [db]", "INFO db"))).toBe(
      "config.yaml:5:9 formats[0].samples[0] is not matched by the pattern of gate",
    );
    expect(fault(GATE.replace("%{LOGLEVEL", "%{LOGLEVL"))).toBe(
      'config.yaml:3:14 formats[0].pattern names no known pattern at 26: %{LOGLEVL:level}, did you mean "LOGLEVEL"?',
    );
    expect(fault(GATE.replace("name: gate", "name: json"))).toContain(
      "config.yaml:2:11 formats[0].name is the name of a format",
    );
    expect(fault(`${GATE}  - { name: gate, pattern: '%{INT:time}' }\n`)).toContain(
      "formats[1].name stands here a second time",
    );
    expect(fault(GATE.replace("name: gate", "name: the gate"))).toContain("config.yaml:2:11");
    expect(fault("formats:\n  - { name: a, pattern: '(?P<time>a)(?!b)' }\n")).toContain("RE2");
  });
});

describe("what the user says of the input", () => {
  it("flags beat the environment, the environment the file", () => {
    const text = "year: 2001\ntz: UTC\nformat_hint: json\n";
    const environment = { LOGANOMALY_YEAR: "2002", LOGANOMALY_TZ: "+02:00" };
    const { settings } = load(text, [flag("--year", "year", "2003")], environment);
    expect([settings.year, settings.tz, settings.format_hint]).toEqual([2003, "+02:00", "json"]);
  });

  it("refuses what is no year, no zone, no format, and says what was meant", () => {
    expect(fault("", [flag("--year", "year", "last")])).toContain("--year: expected year to be");
    expect(fault("", [flag("--year", "year", "25")])).toContain("from 1,900 to 9,999");
    expect(fault("tz: Europe/Berlln\n")).toContain("config.yaml:1:5 tz is no time zone");
    expect(fault("", [flag("--tz", "tz", "Europe/Berlln")])).toContain("--tz: tz is no time zone");
    expect(fault("", [flag("--format-hint", "format_hint", "sylog")])).toBe(
      '--format-hint: format_hint names no known format, got "sylog", did you mean "syslog"?',
    );
    expect(fault(GATE, [flag("--format-hint", "format_hint", "gatee")])).toContain('did you mean "gate"?');
    expect(fault("format_hint: zzzzzzzzz\n")).toContain("known are syslog, ");
  });

  it("is part of the hash only where it is said", () => {
    const hash = (text: string): string => configHash(load(text).settings);
    const all = ["", "year: 2001\n", "tz: UTC\n", "format_hint: json\n", GATE].map(hash);
    expect(new Set(all).size).toBe(5);
    expect(hash("year: null\n")).toBe(all[0]);
  });
});
