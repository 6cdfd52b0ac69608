import { describe, expect, it } from "vitest";
import { withoutTime } from "../../src/core/line-head.ts";

describe("a line without its time", () => {
  it.each([
    ["Mon Mar 16 08:00:01 2026 TLS Error: handshake failed", "TLS Error: handshake failed"],
    ["Mon Mar 16 08:00:01 2026: ERROR: cannot open spool", "ERROR: cannot open spool"],
    ["Mon Mar 16 08:00:01 UTC 2026 started", "started"],
    ["[Sun Dec 04 04:47:44.123 2005] [notice] ok", "[notice] ok"],
    ["Mar 16 08:00:01 web1 sshd[12]: refused", "web1 sshd[12]: refused"],
    ["2026-03-16 08:00:01 2048 bytes written", "2048 bytes written"],
    ["2026-03-16 08:00:01 2001:db8::1 connected", "2001:db8::1 connected"],
    ["081109 203615 1998 INFO dfs: ok", "1998 INFO dfs: ok"],
  ])("%s", (line, expected) => {
    expect(withoutTime(line)).toBe(expected);
  });
});
