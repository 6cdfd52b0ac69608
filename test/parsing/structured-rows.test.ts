import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const two = (i: number): string => String(i % 60).padStart(2, "0");
const clock = (i: number): string => `2025-04-01T12:${two(Math.floor(i / 60))}:${two(i)}`;
const json = (i: number, more = ""): string =>
  `{"time":"${clock(i)}Z","level":"info","logger":"web","msg":"request ${i} ok"${more}}`;

describe("R-58: JSON that is not clean", () => {
  it("R-58 one bad line in 1,000 is kept as it is, and the ratio says so", () => {
    const lines = Array.from({ length: 1000 }, (_, i) => json(i));
    lines[500] = json(500).slice(0, 40);
    const { events, accounting } = readLog(text(lines));
    expect(accounting.format).toMatchObject({ name: "json", ratio: 0.999 });
    expect(events[500]).toMatchObject({ message: lines[500], record: lines[500], level: "none" });
    expect(events[501]?.message).toBe("request 501 ok");
    expect(isBalanced(accounting)).toBe(true);
  });

  it("R-58 text before the object is left aside", () => {
    for (const prefix of ["web-1 > ", "<6>", "@cee: ", "Apr  1 12:00:00 h app[1]: ", `${clock(0)}Z INFO [x] `]) {
      const { events, accounting } = readLog(text(Array.from({ length: 30 }, (_, i) => prefix + json(i))));
      expect([accounting.format.ratio, events[7]?.message, events[7]?.time], prefix).toEqual([
        1,
        "request 7 ok",
        "2025-04-01T12:00:07Z",
      ]);
    }
  });

  it("R-58 a comma behind the object is that of a list; one inside of it makes a bad line", () => {
    const list = ["[", ...Array.from({ length: 20 }, (_, i) => `${json(i)},`), json(20), "]"];
    const { events, accounting } = readLog(text(list));
    expect(accounting.format.name).toBe("json");
    expect(events[1]?.message).toBe("request 0 ok");
    const bad = json(3).replace("}", ",}");
    const inside = readLog(text([json(1), json(2), bad, json(4)]));
    expect(inside.events[2]?.message).toBe(bad);
    expect(isBalanced(accounting) && isBalanced(inside.accounting)).toBe(true);
  });
});

describe("the status of an answer", () => {
  it("has levels from 0 on upwards where Nextcloud writes it", () => {
    const line = (level: number): string =>
      `{"reqId":"x${level}","level":${level},"time":"2026-03-10T08:00:06+00:00","app":"files","message":"opened"}`;
    const { events } = readLog([0, 1, 2, 3, 4].map(line).join("\n"));
    expect(events.map(({ level }) => level)).toEqual(["debug", "info", "warn", "error", "critical"]);
    expect(readLog(line(3).replace("reqId", "id")).events[0]?.level).toBe("error");
    expect(readLog(line(1).replace("reqId", "id")).events[0]?.level).toBe("alert");
  });

  it("is an error from 500 on, in JSON and in pairs, unless a level says worse", () => {
    const line = (i: number, status: number): string =>
      `{"time":"${clock(i)}Z","level":"info","status":${status},"path":"/a"}`;
    const { events } = readLog(text([200, 404, 499, 500, 503, 599, 600].map((status, i) => line(i, status))));
    expect(events.map(({ level }) => level)).toEqual(["info", "info", "info", "error", "error", "error", "info"]);
    const quoted = readLog(
      text([0, 1, 2].map((i) => `{"time":"${clock(i)}Z","DownstreamStatus":"504","msg":"GET /a"}`)),
    );
    expect(quoted.events.map(({ level }) => level)).toEqual(["error", "error", "error"]);
    const pairs = readLog(text([0, 1, 2].map((i) => `time=${clock(i)}Z level=info msg=done path=/a status=503`)));
    expect(pairs.events[0]).toMatchObject({ level: "error", message: "msg=done path=/a status=503" });
    const fatal = readLog(text([0, 1, 2].map((i) => `{"time":"${clock(i)}Z","level":"fatal","status":500,"msg":"x"}`)));
    expect(fatal.events[0]?.level).toBe(
      readLog(`{"time":"${clock(0)}Z","level":"fatal","msg":"x"}\n`).events[0]?.level,
    );
  });
});

describe("JSON that is not one object a line", () => {
  it("is told, with what makes it so", () => {
    const told = (lines: readonly string[]) => readLog(text(lines)).warnings.map(({ text: said }) => said);
    for (const lines of [
      ["[", '{"a":1},', "]"],
      ['[{"a":1},{"a":2}]'],
      ["{", '  "a": 1', "}"],
      ['{"Records":[{"a":1}]}'],
    ])
      expect(told(lines)).toEqual([expect.stringContaining("jq -c '.[]'")]);
    const record = '{"severityNumber":9,"body":{"stringValue":"x"}}';
    const batch = (count: number): string =>
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${Array(count).fill(record).join(",")}]}]}]}`;
    expect(told([batch(3)])).toEqual([expect.stringContaining("several records each")]);
    expect(told([batch(1)])).toEqual([]);
    expect(told([json(1), json(2)])).toEqual([]);
    expect(told(["[12:00] {a} started", "[12:01] stopped"])).toEqual([]);
  });
});

describe("R-59: JSON that means harm", () => {
  it("R-59 what is nested 10,000 deep is walked over, and the rest of the line is read", () => {
    for (const [open, close] of [
      ['{"a":', "}"],
      ["[", "]"],
    ] as const) {
      const deep = `,"x":${open.repeat(10_000)}1${close.repeat(10_000)}`;
      const { events, accounting } = readLog(text([json(1, deep), json(2)]));
      expect(events[0]).toMatchObject({ message: "request 1 ok", level: "info" });
      expect(accounting.format.ratio).toBe(1);
      // Not closed as often as opened.
      expect(readLog(text([json(1), json(2), json(3, deep.slice(0, -1))])).events[2]?.message).toContain('"x":');
    }
  });

  it("R-59 an object of 10 MB is one event", () => {
    const line = json(1, `,"x":"${"y".repeat(10_000_000)}"`);
    const { events, accounting } = readLog(text([line, json(2)]));
    expect(events.map(({ message }) => message)).toEqual(["request 1 ok", "request 2 ok"]);
    expect(isBalanced(accounting)).toBe(true);
  });

  it("R-59 of two equal keys the last counts, prototypes stay, and large numbers stay text", () => {
    const { events } = readLog(
      text([
        json(1, ',"level":"error"'),
        json(2, ',"__proto__":{"polluted":true,"level":"fatal"},"constructor":{"prototype":{"polluted":true}}'),
        '{"time":"2025-04-01T12:00:03Z","level":"info","msg":12345678901234567890123}',
      ]),
    );
    expect(events.map(({ level, message }) => [level, message])).toEqual([
      ["error", "request 1 ok"],
      ["info", "request 2 ok"],
      ["info", "12345678901234567890123"],
    ]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("R-60: values of journald", () => {
  const record = (message: string, more = ""): string =>
    `{"__REALTIME_TIMESTAMP":"1743508801123456","PRIORITY":"3","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"app","MESSAGE":${message}${more}}`;
  it.each([
    ["[104,195,169,27,91,51,49,109,108,108,111]", "héllo"],
    ["[ 102, 111 , 111 ]", "foo"],
    ['["first", "second"]', "first"],
    ['["tab\\tand \\u00e9"]', "tab\tand é"],
  ])("R-60 the message %s is text", (message, expected) => {
    expect(readLog(text([record(message), record(message)])).events[0]).toMatchObject({
      message: expected,
      level: "error",
      component: "app",
      host: "web1",
      time: "2025-04-01T12:00:01.123456Z",
    });
  });
  it("without a message what failed is it", () => {
    const line =
      '{"time":"2026-03-10T08:00:06Z","type":"response","request":{"path":"secret/a"},"error":"1 error occurred:\\n\\t* permission denied\\n"}';
    const calm = '{"time":"2026-03-10T08:00:06Z","type":"request","request":{"path":"secret/a"},"error":""}';
    const { events } = readLog(`${line}\n${calm}`);
    expect(events.map(({ message }) => message)).toEqual(["1 error occurred:", calm]);
  });

  it("R-60 without a message that can be read the line is it", () => {
    for (const message of ["null", "[]", "[300,1]", "[[1],[2]]", "[-1,2]", "[1.5]"]) {
      const { events } = readLog(text([record(message)]));
      expect(events[0]).toMatchObject({ message: record(message), level: "error" });
    }
  });
  it("R-60 fields that come several times have their first value", () => {
    const line = record('"up"')
      .replace('"app"', '["app","other"]')
      .replace('"3"', '["4"]')
      .replace('"web1"', "[119,101,98]");
    expect(readLog(text([line])).events[0]).toMatchObject({
      component: "app",
      level: "warn",
      host: "web",
      message: "up",
    });
  });
});

describe("R-65: a format that changes in the middle of a file", () => {
  const app = (i: number): string => `${clock(i)} INFO [Web] request ${i} served`;
  const local = (i: number): string => json(i).replace('Z"', '"');
  const tilde = (i: number): string => `INFO  [Web] request ${i} served`;

  it.each([
    ["json", local],
    ["leveled", tilde],
  ])("R-65 from app to %s: both are read, and it is told where", (name, later) => {
    const lines = [
      ...Array.from({ length: 1000 }, (_, i) => app(i)),
      ...Array.from({ length: 3000 }, (_, i) => later(i + 1000)),
    ];
    const whole = readLog(text(lines));
    expect(whole.warnings).toMatchObject([
      { kind: "format", line: 1001, text: expect.stringContaining(`written as ${name}`) },
    ]);
    expect(whole.accounting.format).toMatchObject({ name });
    expect(whole.accounting.format.ratio).toBeGreaterThan(0.69);
    expect(whole.events[999]).toMatchObject({ level: "info", component: "Web", message: "request 999 served" });
    expect(whole.events.at(-1)).toMatchObject({ level: "info" });
    expect(whole.events.at(-1)?.message).toMatch(/^request 3999 /);
    expect(isBalanced(whole.accounting)).toBe(true);
    for (const size of [1, 7, 5000]) {
      const other = readLog(text(lines), { size });
      expect(other.events).toEqual(whole.events);
      expect(other.warnings).toEqual(whole.warnings);
    }
  });

  it("R-65 a mix of two formats has not changed, nor has a log with many plain lines", () => {
    const mix = Array.from({ length: 6000 }, (_, i) => (i % 5 < 2 ? app(i) : local(i)));
    const noisy = Array.from({ length: 6000 }, (_, i) => (i % 3 === 0 ? app(i) : `some words ${i} between`));
    for (const lines of [mix, noisy]) {
      const { warnings, accounting } = readLog(text(lines));
      expect(warnings.filter(({ kind }) => kind === "format")).toEqual([]);
      expect(isBalanced(accounting)).toBe(true);
    }
  });

  it("R-65 a source that changes again and again tells it a few times", () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => (Math.floor(i / 1000) % 2 === 0 ? app(i) : local(i)));
    const { warnings, accounting } = readLog(text(lines));
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThanOrEqual(4);
    expect(isBalanced(accounting)).toBe(true);
  });

  it("a hint is kept", () => {
    const lines = [
      ...Array.from({ length: 300 }, (_, i) => app(i)),
      ...Array.from({ length: 1000 }, (_, i) => local(i)),
    ];
    const { warnings, accounting } = readLog(text(lines), { hint: "app" });
    expect([warnings, accounting.format.name]).toEqual([[], "app"]);
  });
});

describe("levels in other languages", () => {
  it("are read where a level stands", () => {
    const said = [
      ["FEHLER", "error"],
      ["Warnung", "warn"],
      ["ERREUR", "error"],
      ["Avertissement", "warn"],
      ["ERRORE", "error"],
      ["AVISO", "warn"],
    ] as const;
    for (const [word, level] of said) {
      const lines = [0, 1, 2].map((i) => `2025-04-01 12:00:0${i} ${word} Drucker ${i} antwortet nicht`);
      expect(readLog(text(lines)).events.map((event) => event.level)).toEqual([level, level, level]);
    }
  });
});
