import { describe, expect, it } from "vitest";
import { isoTime } from "../../src/core/iso-time.ts";
import { Fields, SLOT } from "../../src/parsing/fields.ts";
import { readLogfmtLine } from "../../src/parsing/logfmt-line.ts";

const messageOf = (line: string): string | undefined => {
  const bytes = new TextEncoder().encode(line);
  const fields = new Fields();
  if (!readLogfmtLine(bytes, 0, bytes.length, fields)) return undefined;
  const [start, end] = [fields.spans[SLOT.message], fields.spans[SLOT.message + 1]];
  return new TextDecoder().decode(fields.messageIn.subarray(start, end));
};

describe("the message of a logfmt line", () => {
  it.each([
    ['time=2026-01-01T00:00:01Z level=info msg="hello there"', "hello there"],
    ['level=info msg="said \\"yes\\"" component=db', 'said "yes"'],
    ['level=error msg="cannot connect" err="connection refused"', "cannot connect: connection refused"],
    [
      'ts=2026-01-01T00:00:01Z caller=main.go:7 level=info msg="request done" status=500 took=3ms',
      'msg="request done" status=500 took=3ms',
    ],
    [
      'level=error msg="cannot connect" err="connection refused" attempt=3',
      'msg="cannot connect" err="connection refused" attempt=3',
    ],
    ["level=warn component=db user=bob msg=slow took=12ms", "user=bob msg=slow took=12ms"],
    ["level=info time=2026-01-01T00:00:01Z user=bob action=login", "user=bob action=login"],
  ])("%s is %s", (line, message) => {
    expect(messageOf(line)).toBe(message);
  });

  it("is none where the line is not of pairs", () => {
    expect(messageOf("level=info and then words that go on and on")).toBeUndefined();
  });
});

describe("the time of a logfmt line", () => {
  it.each([
    ['date=2026-03-16 time=08:26:57 devname="gw1" level="notice" action="accept"', "2026-03-16T08:26:57"],
    ['<185>date=2026-03-16 time=08:26:57 level="alert" msg="login failed"', "2026-03-16T08:26:57"],
    ['date=2026-03-16 time=08:26:57 eventtime=1773649617587686144 level="alert" msg="x"', "2026-03-16T08:26:57"],
    ['eventtime=1773649617587686144 level="alert" msg="x"', "2026-03-16T08:26:57.587Z"],
    ['time=2026-03-16T08:26:57Z date=yesterday level=info msg="x"', "2026-03-16T08:26:57Z"],
    ['time=08:26:57 level=info msg="no day"', ""],
    ["<1855>level=info msg=x", undefined],
  ])("%s", (line, expected) => {
    const bytes = new TextEncoder().encode(line);
    const fields = new Fields();
    const isRead = readLogfmtLine(bytes, 0, bytes.length, fields);
    const { ms, zoned } = fields.moment;
    const digits = ms % 1000 === 0 ? 0 : 3;
    expect(isRead ? isoTime(Math.floor(ms), { zoned, digits }) : undefined).toBe(expected);
  });
});
