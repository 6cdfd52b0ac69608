import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { maskedMemo } from "../../src/core/masked-memo.ts";
import { FORMATS, type LineStretch, sourceReaders } from "../../src/parsing/index.ts";
import { type ReadStretch, stretchReader } from "../../src/pipeline/read-stretch.ts";
import { type ShapeTable, shapeTable } from "../../src/templates/index.ts";
import { bytesOf, lineBatches } from "../parsing/harness.ts";

// What is remembered of lines that differ in digits only saves time and changes nothing: everything is compared with a
// copy of the program in which no text is ever known.
let forgetful: {
  shapeTable: () => ShapeTable;
  stretchReader: typeof stretchReader;
  stretchesOf(text: string): LineStretch[];
};
const memo = maskedMemo();
const FILL = 400;

beforeAll(async () => {
  vi.resetModules();
  vi.doMock("../../src/core/masked-memo.ts", async (actual) => ({
    ...(await actual<object>()),
    maskedMemo: (): typeof memo => ({ find: () => -1, keep: () => -1 }),
  }));
  const templates = await import("../../src/templates/index.ts");
  const reading = await import("../../src/pipeline/read-stretch.ts");
  const parsing = await import("../../src/parsing/index.ts");
  forgetful = {
    shapeTable: templates.shapeTable,
    stretchReader: reading.stretchReader,
    stretchesOf: (text) => stretchesOf(text, parsing.sourceReaders),
  };
  vi.doUnmock("../../src/core/masked-memo.ts");
});

function stretchesOf(text: string, readersOf = sourceReaders): LineStretch[] {
  const source = { name: "app.log", sizeBytes: text.length, year: 2026, async *read() {} };
  const reader = readersOf({ sources: [source], emit: () => undefined }).of(0);
  return [...lineBatches(bytesOf(text), 5000).flatMap((batch) => [...reader.push(batch)]), ...reader.end()];
}

const otherDigits = (text: string, random: () => number): string =>
  text.replace(/[0-9]/g, (digit) => (random() < 0.5 ? digit : String(Math.floor(random() * 10))));

function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A table's answer to messages, and all that it learned of them. */
function learned(table: ShapeTable, messages: readonly string[]): unknown {
  const ids = messages.map((message) => {
    const bytes = bytesOf(message);
    return [table.idOf(bytes, 0, bytes.length), table.isCut()];
  });
  return { ids, shapes: table.foreign(), overflowed: table.overflowed };
}

/** All of a stretch, without the room that columns have behind their events. */
const plain = ({ parsed, spent: _, ...read }: ReadStretch): unknown => ({
  ...read,
  parsed: { ...parsed, times: parsed.times?.slice(0, parsed.events.length) },
});

function expectSameReading(text: string): number {
  const remembering = stretchReader({ reading: {}, marksZones: true });
  const forgetting = forgetful.stretchReader({ reading: {}, marksZones: true });
  // Each copy of the program has formats of its own.
  const own = stretchesOf(text);
  const other = forgetful.stretchesOf(text);
  own.forEach((stretch, i) => {
    expect(plain(remembering(stretch))).toEqual(plain(forgetting(other[i]!)));
  });
  return own.length;
}

describe("messages that differ in digits only", () => {
  const WORDS =
    "request took ms in state log4j ssh2 v1 jk2_init node-7 eth0 10.0.0.1:80 blk_-123 0x1f deadbeef 12:00:01 /var/log/a1.log key=5 op=read user1@host [12] (3) <9> 1,234 3.5 of 7 % ? ... a1b2 ab:cd:ef:12:34:56".split(
      " ",
    );
  it("have the shapes that they have without a memory", () => {
    const message = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 9 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), fc.nat(), (kinds, seed) => {
        const random = lcg(seed);
        const messages = Array.from({ length: 150 }, () =>
          otherDigits(kinds[Math.floor(random() * kinds.length)]!, random),
        );
        expect(learned(shapeTable(), messages)).toEqual(learned(forgetful.shapeTable(), messages));
      }),
      { numRuns: 150 },
    );
  });

  const data = process.env["LOGANOMALY_DATA"] ?? new URL("../../../shared/data", import.meta.url).pathname;
  for (const system of "Apache BGL HDFS HPC Hadoop Linux OpenSSH Proxifier Thunderbird Zookeeper".split(" ")) {
    const path = `${data}/loghub2k/${system}/${system}_2k.log`;
    it.skipIf(!existsSync(path))(
      `have the shapes and events of a log of ${system} (the data is not part of the repository)`,
      () => {
        const random = lcg(system.length);
        const lines = readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
        const more = [...lines, ...lines.map((line) => otherDigits(line, random))];
        expect(learned(shapeTable(), more)).toEqual(learned(forgetful.shapeTable(), more));
        expect(expectSameReading(more.join("\n"))).toBeGreaterThan(0);
      },
    );
  }
});

describe("lines that differ in digits only", () => {
  for (const { name, samples } of FORMATS)
    it(`of the format ${name} are read as without a memory`, () => {
      const random = lcg(name.length * 7 + samples.length);
      const lines = Array.from({ length: FILL }, (_, i) => {
        const sample = samples[i % samples.length]!;
        // Times first stay what they are, or no line would fit; then they need not even exist.
        return i < samples.length || random() < 0.3 ? sample : otherDigits(sample, random);
      });
      lines.splice(FILL / 2, 0, "java.lang.IllegalStateException: no stock", "\tat shop.Order.place(Order.java:7)");
      expect(expectSameReading(lines.join("\n"))).toBeGreaterThan(0);
    });

  it("keep their secrets, levels, zones and joined lines apart", () => {
    const random = lcg(3);
    const lines = Array.from({ length: 3_000 }, (_, i) => {
      const at = `2026-03-0${1 + (i % 9)} ${String(i % 24).padStart(2, "0")}:00:${String(i % 61).padStart(2, "0")}`;
      switch (i % 7) {
        case 0:
          return `${at} INFO [web] card 4111 1111 1111 111${i % 10} of user${i % 4}`;
        case 1:
          return `${at},00${i % 10} ERROR [db-${i % 3}] pin=${i % 10000} refused`;
        case 2:
          return `${at} INFO [web] order ${i} failed\n  ${i % 3 === 0 ? "password=hunter2" : "in step"} ${i % 5}`;
        case 3:
          return `${at}+0${i % 3}:00 WARN [web] late by ${i % 9} ms`;
        case 4:
          return `${at} INFO [web] GET /a HTTP/1.1 ${200 + (i % 4) * 100} ssh2 log4j${i % 2}`;
        case 5:
          return `Mar ${String(1 + (i % 31)).padStart(2)} 10:00:00 host${i % 7} cron[${i}]: job ${i % 3} done`;
        default:
          return otherDigits("2026-03-01 10:00:00 INFO [web] key AKIAIOSFODNN7EXAMPLE seen 5 times", random);
      }
    });
    expect(expectSameReading(lines.join("\n"))).toBeGreaterThan(0);
  });

  it("of JSON are read as without a memory: levels and states by number, lists, escapes, times that are none, wrapped lines", () => {
    const kinds = [
      '{"level":30,"time":1745532517537,"pid":17,"hostname":"web1","msg":"took 13 ms"}',
      '{"level":"INFO","time":"2026-03-01T10:00:00.123Z","msg":"order 17 of user9","http":{"status":1}}',
      '{"level":"warn","ts":"2026-03-01 10:00:00","message":"slow","http.response.status_code":200}',
      '{"level":"info","timestamp":"10:00","msg":"no time 5"}',
      '{"level":"info","t1":"2026-03-01T10:00:00Z","msg":"keys with digits 5","a2":{"b3":4}}',
      '{"level":"info","time":"2026-03-01T10:00:00Z","message":[72,105,33],"n":[1,2,300]}',
      '{"level":"error","time":"2026-03-01T10:00:00Z","msg":"failed 3","err":{"message":"code 7"}}',
      '{"level":"info","time":"2026-03-01T10:00:00Z","msg":"escaped \\u0041 \\"5\\""}',
      '{"severityNumber":9,"timeUnixNano":"1745532517537000000","body":{"stringValue":"request 7"}}',
      '{"log":"2026-03-01 10:00:00 INFO line 7\\n","stream":"stdout","time":"2026-03-01T10:00:00.123456789Z"}',
      '{"stream":"stderr","message":"WARN shipped 5","host":"n1"}',
      '{"time":"2026-03-01T10:00:00Z","msg":"ERROR: no level of its own 5"}',
      '{"level":50,"time":"2026-03-01T10:00:00Z","password":"hunter22","msg":"pin=1234"}',
    ];
    const line = fc.constantFrom(...kinds);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.nat(), (own, seed) => {
        const random = lcg(seed);
        const lines = Array.from({ length: 120 }, (_, i) => {
          const kind = own[i % own.length]!;
          return random() < 0.3 ? kind : otherDigits(kind, random);
        });
        expect(expectSameReading(lines.join("\n"))).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it("do not hide what is joined to them", () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const joined = i % 3 === 2 ? "password=hunter2" : "in step";
      return `2026-03-0${1 + (i % 9)} 10:00:0${i % 10} INFO [web] order ${i % 10} failed\n  ${joined} ${i % 5}`;
    });
    const [stretch] = stretchesOf(lines.join("\n"));
    const { suspicious } = stretchReader({ reading: {}, marksZones: true })(stretch!);
    expect([...suspicious]).toEqual(lines.map((_, i) => (i % 3 === 2 ? 1 : 0)));
  });
});
