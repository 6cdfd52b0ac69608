import { describe, expect, it } from "vitest";
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
