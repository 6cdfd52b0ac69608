import { describe, expect, it } from "vitest";
import { type OwnFormat, patternProblem, unreadSample } from "../../src/parsing/index.ts";
import { isBalanced, readLog } from "./harness.ts";

const own = (pattern: string, name = "own"): OwnFormat => ({ name, pattern, samples: [] });
const first = (pattern: string, line: string) => {
  const { events, accounting } = readLog(`${line}\n`.repeat(20), { formats: [own(pattern)] });
  const { time, level, component, host, message } = events[0] ?? {};
  return [accounting.format.name, time, level, component, host, message];
};

describe("formats of the user's", () => {
  it.each([
    [
      "%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} \\[%{DATA:component}\\] %{GREEDYDATA:message}",
      "2025-04-01 12:00:01,123 warn [db pool] slow",
      ["own", "2025-04-01T12:00:01.123", "warn", "db pool", "", "slow"],
    ],
    [
      "^%{SYSLOGTIMESTAMP:[log][timestamp]} %{SYSLOGHOST:host.name} %{SYSLOGPROG}: %{DATA:log.level}~ %{GREEDYDATA:msg}",
      "Apr  1 12:00:01 web-1 shop[12]: ERROR~ broke",
      ["own", "2025-04-01T12:00:01", "error", "shop", "web-1", "broke"],
    ],
    [
      "(?P<date>\\d{4}-\\d\\d-\\d\\d) § (?<time>\\S+) (?<severity>\\w)? ?(?P<text>.*)",
      "2025-04-01 § 12:00:01 7 héllo",
      ["own", "", "debug", "", "", "héllo"],
    ],
    [
      "(?P<date>\\d{4}-\\d\\d-\\d\\d)/(?<time>\\S+) (?P<text>.*)",
      "2025-04-01/12:00:01 héllo",
      ["own", "", "none", "", "", "héllo"],
    ],
    [
      "<(?P<pri>\\d+)>(?P<timestamp>\\d+) (?P<msg>.*)",
      "<11>1743508801 x",
      ["own", "2025-04-01T12:00:01Z", "error", "", "", "x"],
    ],
    ["%{INT:ts}~%{GREEDYDATA}", "1743508801~x", ["own", "2025-04-01T12:00:01Z", "none", "", "", "1743508801~x"]],
    [
      "<level>~<component>~<time:dayFirst>~<message>",
      "INFO~gw~01/04/2025 12:00:01~x",
      ["own", "2025-04-01T12:00:01", "info", "gw", "", "x"],
    ],
  ])("%s reads a line", (pattern, line, expected) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(first(pattern, line)).toEqual(expected);
  });

  it("win over built-in ones where they match, and leave the other lines to those", () => {
    const plain = "2025-04-01T12:00:01 INFO [Web] ok\n";
    const text = `${plain.repeat(30)}2025-04-01T12:00:01 INFO [Web] gate~ERROR~open\n${plain}`;
    const { events, accounting } = readLog(text, { formats: [own("gate~%{LOGLEVEL:level}~%{GREEDYDATA:message}")] });
    expect(events[30]).toMatchObject({ level: "error", message: "open" });
    expect(events[31]).toMatchObject({ level: "info", component: "Web", message: "ok" });
    expect(accounting.format.name).toBe("app");
    expect(isBalanced(accounting)).toBe(true);
    // The main format is theirs once they fit a good part of the lines.
    const many = readLog(plain.repeat(30), { formats: [own("INFO \\[%{WORD:component}\\] %{GREEDYDATA:message}")] });
    expect([many.accounting.format, many.events[0]?.message]).toMatchObject([{ name: "own", ratio: 1 }, "ok"]);
  });

  it("take time that grows with the line and no faster", () => {
    const line = `${"a".repeat(100_000)}!`;
    const began = performance.now();
    for (const pattern of [
      "(?P<message>(?:a+)+)$",
      "%{DATA}%{DATA}%{DATA:component}x%{GREEDYDATA:message}",
      "(?P<level>(a|a)*)b",
    ])
      expect(readLog(`${line}\n`.repeat(3), { formats: [own(pattern)] }).events).toHaveLength(3);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it("give a long line its whole message", () => {
    const line = `gate ${"x".repeat(100_000)}`;
    const { events } = readLog(`${line}\n`, { formats: [own("gate %{GREEDYDATA:message}")] });
    expect(events[0]?.message).toHaveLength(100_000);
  });

  it("say what is wrong with them", () => {
    expect(patternProblem("%{LOGLEVL:level}")).toMatchObject({
      unknown: "LOGLEVL",
      known: expect.arrayContaining(["LOGLEVEL"]),
    });
    expect(patternProblem("%{WORD:level} %{DATA:message")?.text).toContain('"%{" without');
    expect(patternProblem("(?P<time>a)(?=b)")?.text).toContain("RE2");
    expect(patternProblem("(?P<colour>a)")?.text).toContain("names nothing that is used");
    expect(patternProblem("no fields")?.text).toContain("has no fields");
    expect(patternProblem("<time:never> <message>")?.text).toContain("unknown kind of time never");
    expect(patternProblem("<tim:iso> <message>")?.text).toContain("unknown field at 0");
    expect(unreadSample({ ...own("%{INT:time} %{WORD:level}"), samples: ["12 x", "x y"] })).toBe(1);
  });
});
