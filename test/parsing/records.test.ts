import { describe, expect, it } from "vitest";
import { RECORD_FORMATS } from "../../src/parsing/index.ts";
import { bytesOf, isBalanced, readLog } from "./harness.ts";

const samplesOf = (name: string): string => {
  const samples = RECORD_FORMATS.find((format) => format.name === name)?.samples ?? [];
  expect(samples).not.toEqual([]);
  return `${samples.join("\n")}\n`;
};
const seen = (text: string | Uint8Array) => {
  const whole = readLog(text);
  expect(isBalanced(whole.accounting)).toBe(true);
  // Other batches change nothing.
  for (const size of [1, 2, 3, 7]) expect(readLog(text, { size }).events).toEqual(whole.events);
  return whole;
};
const told = (text: string | Uint8Array) =>
  seen(text).events.map(({ time, level, component, host, message }) => [time, level, component, host, message]);

describe("records of several lines", () => {
  it.each(RECORD_FORMATS)(
    "$name reads its samples and sees nothing in its negatives",
    ({ name, samples, negatives }) => {
      const { accounting, events } = seen(`${samples.join("\n")}\n`.repeat(3));
      expect(accounting.format).toMatchObject({ name, ratio: 1 });
      expect(events.map(({ record }) => record).join("\n")).toBe(`${samples.join("\n")}\n`.repeat(3).trimEnd());
      for (const line of negatives) expect(readLog(`${line}\n`).accounting.format.name).not.toBe(name);
    },
  );

  it("Samba: the message is the line behind the place, the level a number", () => {
    expect(told(samplesOf("samba"))).toEqual([
      [
        "2026-03-10T08:00:04.123456",
        "info",
        "smbd/service.c",
        "",
        "ws1 (ipv4:10.0.0.1:40001) connect to service share initially as user anna (uid=1001, gid=100) (pid 1001)",
      ],
      [
        "2026-03-10T08:00:05.000000",
        "error",
        "lib/util_sock.c",
        "",
        "read_data: read failure for 4 bytes to client 10.0.0.1. Error = Connection reset by peer",
      ],
    ]);
  });

  it("journalctl -o verbose: level, program, host and message from its fields", () => {
    expect(told(samplesOf("journald-verbose"))).toEqual([
      ["2026-03-10T08:22:33.123456Z", "error", "app", "web1", "cannot open ledger"],
    ]);
  });

  it("the slow query log: the statement is the message", () => {
    const text = samplesOf("mysql-slow");
    const second = text
      .replace("57.678222Z", "58.000001Z")
      .replace("use owncloud;\n", "")
      .replace("SELECT *", "SELECT a,\n  b");
    expect(told(text + second)).toEqual([
      ["2021-01-26T23:45:57.678222Z", "none", "", "", "SELECT * FROM `oc_appconfig`;"],
      ["2021-01-26T23:45:58.000001Z", "none", "", "", "SELECT a,"],
    ]);
    const { events } = seen(text);
    expect(events[0]).toMatchObject({
      line: 1,
      folded: 5,
      offset: 0,
      record: text.trimEnd(),
      shaped: events[0]?.message,
    });
  });

  it("java.util.logging: level and message stand in the second line, and traces belong to it", () => {
    const trace = "java.lang.IllegalStateException: no\n\tat com.example.Cart.add(Cart.java:12)\n";
    const text = samplesOf("jul");
    expect(told(text)).toEqual([
      ["2025-04-01T12:00:01", "error", "com.example.shop.Cart", "", "cannot add 12 items"],
      ["2025-04-01T12:00:02", "info", "com.example.shop.Cart", "", "added 3 items"],
    ]);
    const traced = seen(text.replace("items\nApr", `items\n${trace}Apr`).replace("12:00:02 PM", "11:59:02 AM"));
    expect(traced.events.map(({ folded }) => folded)).toEqual([3, 1]);
    expect(traced.accounting.late).toBe(1);
  });

  it("journald's export: fields of any order, some with their length before them", () => {
    const text = samplesOf("journald-export");
    const expected = ["2025-04-01T12:00:01.123456Z", "error", "app", "web1", "cannot open ledger"];
    expect(told(`${text}\n${text}`)).toEqual([expected, expected]);
    for (const message of ["x".repeat(300), "é\u0001!\nsecond line", "ten bytes!"]) {
      const value = bytesOf(message);
      const length = new Uint8Array(8);
      new DataView(length.buffer).setBigUint64(0, BigInt(value.length), true);
      const [before = "", after = ""] = text.split("MESSAGE=cannot open ledger");
      const parts = [bytesOf(`${before}MESSAGE\n`), length, value, bytesOf(`\n_PID=12${after}\n${text}`)];
      const [first, second] = told(Buffer.concat(parts));
      expect([first?.[4], second?.[4]]).toEqual([message.split("\n")[0], "cannot open ledger"]);
    }
  });

  it("events of Windows in several lines", () => {
    const text = samplesOf("event-xml-lines");
    const list = `<?xml version="1.0"?>\n<Events>\n${text}${text}</Events>\n`;
    const event = ["2025-04-01T12:00:01Z", "warn", "Disk", "PC1", "event 7: bad block"];
    expect(told(text + text)).toEqual([event, event]);
    expect(told(list).filter(([time]) => time !== "")).toEqual([event, event]);
  });

  it("a head at the very end, or a record without end, is an event all the same", () => {
    expect(told(`${samplesOf("jul")}Apr 01, 2025 12:00:03 PM a.B c\n`).at(-1)).toEqual([
      "2025-04-01T12:00:03",
      "none",
      "a.B",
      "",
      "",
    ]);
    const long = `${samplesOf("mysql-slow")}${"more;\n".repeat(1200)}`;
    const { events } = seen(long);
    expect(events[0]?.folded).toBe(499);
    expect(events.length).toBeGreaterThan(1);
  });

  it("the hint names them too", () => {
    const { accounting } = readLog("# Time: 2021-01-26T23:45:57Z\nSELECT 1;\n", { hint: "mysql-slow" });
    expect([accounting.format.name, accounting.joined]).toEqual(["mysql-slow", 1]);
  });
});
