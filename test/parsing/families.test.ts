import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/parsing/index.ts";
import { readLog } from "./harness.ts";

/** The sample of a format that holds the words, read as one of 20 lines: time, level, component, host, message. */
const sampleRead = (name: string, words: string) => {
  const sample = FORMATS.find((format) => format.name === name)?.samples.find((line) => line.includes(words)) ?? "";
  expect(sample, `${name} has a sample with ${words}`).not.toBe("");
  const { events, accounting } = readLog(`${sample}\n`.repeat(20));
  expect(accounting.format.name).toBe(name);
  const { time, level, component, host, message } = events[0] ?? {};
  return [time, level, component, host, message];
};

const MILLIS = "2025-04-01T12:00:01.123Z";

describe("JSON by its keys", () => {
  it.each([
    ['web1","msg":"charge', ["2025-04-24T22:08:37.537Z", "info", "", "web1", "charge accepted"]],
    ['"v":0', ["2023-03-24T14:26:16.243Z", "error", "api", "web1", "failed: refused"]],
    ["1743508801.1234567", ["2025-04-01T12:00:01.123456Z", "error", "billing", "", "no ledger: refused"]],
    ["@mt", [MILLIS, "warn", "", "", "User {Id} left"]],
    ["textPayload", ["2025-04-01T12:00:01Z", "error", "projects/shop/logs/run", "", "refused"]],
    ["resourceLogs", ["2025-04-01T12:00:01.123456Z", "error", "cart", "", "refused"]],
    ["$date", [MILLIS, "warn", "NETWORK", "", "Connection ended"]],
    ["BackOff", ["2025-04-01T12:00:01Z", "warn", "kubelet", "node1", "Back-off restarting"]],
    ["Spooler", [MILLIS, "error", "Service Control Manager", "PC1", "The Spooler service ended"]],
    ["__REALTIME", ["2025-04-01T12:00:01.123456Z", "error", "app", "web1", "hi"]],
  ])("%s", (words, expected) => {
    expect(sampleRead("json", words)).toEqual(expected);
  });

  it.each([
    [
      "severityNumber",
      ["none", "trace", "trace", "debug", "info", "warn", "error", "critical", "critical"],
      [0, 1, 4, 5, 9, 13, 20, 21, 24],
    ],
    ["Level", ["none", "critical", "error", "warn", "info", "debug", "none"], [0, 1, 2, 3, 4, 5, 6]],
    ["level", ["trace", "debug", "info", "warn", "error", "critical", "none"], [10, 20, 30, 40, 50, 60, 70]],
    [
      "PRIORITY",
      ["emergency", "alert", "critical", "error", "warn", "notice", "info", "debug"],
      [0, 1, 2, 3, 4, 5, 6, 7],
    ],
  ])("numbers under %s have a meaning of their own", (key, expected, numbers) => {
    const lines = numbers.map((number) => `{"ts":1743508801,"${key}":${number},"msg":"x"}\n`).join("");
    expect(readLog(lines).events.map(({ level }) => level)).toEqual(expected);
  });

  it("short keys of MongoDB are used together only", () => {
    const level = (line: string) => {
      const { level: found, component } = readLog(`${line}\n`).events[0] ?? {};
      return [found, component];
    };
    expect(level('{"ts":1743508801,"msg":"x","s":"D2","c":"REPL"}')).toEqual(["debug", "REPL"]);
    expect(level('{"ts":1743508801,"msg":"x","s":"IN","c":"REPL"}')).toEqual(["none", "REPL"]);
    expect(level('{"ts":1743508801,"msg":"x","level":"info","c":"other"}')).toEqual(["info", ""]);
    expect(level('{"ts":1743508801,"msg":"x","a":1,"c":"other"}')).toEqual(["none", ""]);
  });

  it("lists of OTLP that are nested endlessly do no harm", () => {
    const deep = '{"resourceLogs":['.repeat(5000) + "]}".repeat(5000);
    const { events } = readLog(`{"ts":1743508801,"msg":"x","resourceLogs":[${deep}]}\n`);
    expect(events[0]?.message).toBe("x");
  });
});

const NO_TIME = "";

describe("lines of text, with the traps of their families", () => {
  it.each([
    [
      "syslog-5424",
      "su - ID47",
      ["2003-10-11T22:14:15.003Z", "critical", "su", "mymachine.example.com", "'su root' failed"],
    ],
    ["syslog-5424", "[b@1", ["2003-10-11T22:14:15.003Z", "notice", "evntslog", "", "An application event"]],
    ["syslog-5424", "nothing but", [NO_TIME, "error", "", "", "nothing but a message"]],
    ["syslog-5424", "sequenceId", ["2003-10-11T22:14:15.003Z", "error", "app", "host", ""]],
    ["access", "2001:db8", ["2000-10-10T13:55:36Z", "info", "", "", '"GET /a HTTP/1.1" 200 12']],
    [
      "access",
      "shop.example",
      ["2000-10-10T13:55:36Z", "error", "", "shop.example:443", '"POST /cart HTTP/1.1" 502 0'],
    ],
    ["access", "web@docker", ["2000-10-10T13:55:36Z", "info", "", "", '"GET / HTTP/1.1" 200 5']],
    ["app", "info     ]", ["2025-04-01T12:00:01", "info", "", "", "user left                      id=12"]],
    ["app", "Traefik", ["2025-04-01T12:00:01Z", "info", "", "", "Traefik version 3.0.0 built version=3.0.0"]],
    ["delimited", "main.go", ["2025-04-01T10:00:01.123Z", "info", "billing", "", 'main.go:12\tno ledger\t{"id": 12}']],
    [
      "postgres-csv",
      "orders_pkey",
      ["2025-04-01T12:00:01.123Z", "error", "", "", 'duplicate key value violates unique constraint ""orders_pkey""'],
    ],
    ["postgres-csv", "CEST", ["2025-04-01T10:00:02.001Z", "critical", "", "", "terminating connection"]],
    ["redis", "Ready", ["2025-04-01T12:00:01.123", "notice", "", "", "Ready to accept connections"]],
    ["redis", "no config", ["2025-04-01T12:00:01.123", "warn", "", "", "Warning: no config file specified"]],
    [
      "mongodb",
      "conn1",
      ["2019-04-01T12:00:01.123Z", "info", "NETWORK", "", "end connection 127.0.0.1:51762 (0 connections now open)"],
    ],
    [
      "tomcat",
      "SEVERE",
      [
        "2025-04-01T12:00:01.123",
        "error",
        "org.apache.catalina.core.StandardWrapperValve.invoke",
        "",
        "Servlet.service() threw",
      ],
    ],
    ["named-month", "PHP", ["2025-04-01T12:00:01Z", "warn", "", "", "Undefined variable $a in /srv/a.php on line 3"]],
    [
      "named-month",
      "managed",
      ["2025-04-01T12:00:01.123", "error", "general", "", "managed-keys-zone: loading from master file failed"],
    ],
    [
      "logrus",
      "walrus",
      [NO_TIME, "info", "", "", "A group of walrus emerges from the ocean      animal=walrus size=10"],
    ],
    ["logrus", "ERRO", [NO_TIME, "error", "", "", "cannot open ledger                            error=refused"]],
    [
      "github-actions",
      "error",
      ["2025-04-01T12:00:01.123456Z", "error", "", "", "Process completed with exit code 1."],
    ],
    ["github-actions", "warning", ["2025-04-01T12:00:01.123456Z", "warn", "", "", "Node.js 16 is out of date"]],
    [
      "cef",
      "1232",
      [NO_TIME, "critical", "threatmanager", "", "worm successfully stopped|10|src=10.0.0.1 dst=2.1.2.2 spt=1232"],
    ],
    ["cef", "Medium", ["2025-09-19T08:26:10", "warn", "threat manager", "host", "worm stopped|Medium|src=10.0.0.1"]],
    ["cef", "deny", ["2025-04-01T12:00:01Z", "error", "fw", "fw1", "deny|8|act=deny msg=blocked"]],
    ["leef", "Lancope", ["2025-04-01T12:00:01", "none", "StealthWatch", "fw1", "41|^|src=10.0.1.8^dst=10.0.0.5"]],
    ["dmesg", "kern  ", [NO_TIME, "error", "kern", "", "ata1: SRST failed (errno=-16)"]],
    ["dmesg", "<3>", [NO_TIME, "error", "ata1", "", "SRST failed (errno=-16)"]],
    ["dmesg", "NET", [NO_TIME, "info", "", "", "NET: Registered PF_INET6 protocol family"]],
    [
      "event-xml",
      "Spooler",
      ["2025-04-01T12:00:01.123456Z", "error", "Service Control Manager", "PC1", "event 7031: Print Spooler a & b"],
    ],
    [
      "event-xml",
      "4625",
      [
        "2025-04-01T12:00:01Z",
        "info",
        "Microsoft-Windows-Security-Auditing",
        "PC1",
        "event 4625: An account failed to log on.",
      ],
    ],
    ["event-xml", "Disk", ["2025-04-01T12:00:01Z", "warn", "Disk", "", "event 7"]],
    [
      "month-first",
      "Spooler",
      ["2024-05-14T13:02:03", "error", "Service Control Manager", "", '"The Spooler service ended"'],
    ],
  ])("%s: %s", (name, words, expected) => {
    expect(sampleRead(name, words)).toEqual(expected);
  });

  it("a log of times and messages is not called one of GitHub", () => {
    const { accounting } = readLog("2025-04-01T12:00:01.1234567Z started\n".repeat(20));
    expect(accounting.format.name).toBe("timed");
  });
});
