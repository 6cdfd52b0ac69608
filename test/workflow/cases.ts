import type { Case } from "../../src/core/case.ts";

/** A case as detectors give it. */
export const refusedCase = (changes: Partial<Case> = {}): Case => ({
  subject: { kind: "incident", id: "c1" },
  log: "2026-03-16T03:41:52Z ERROR [db] Connection refused by 10.0.0.7 port 5432",
  level: "error",
  component: "db",
  template: "Connection refused by <*> port <*>",
  evidence: [
    {
      id: "e1",
      source_file: "logs/app.log",
      line: 120,
      time: "2026-03-16T03:41:52Z",
      level: "error",
      component: "db",
      message: "Connection refused by 10.0.0.7 port 5432",
      text: "2026-03-16T03:41:52Z ERROR [db] Connection refused by 10.0.0.7 port 5432",
    },
    {
      id: "e2",
      source_file: "logs/app.log",
      line: 140,
      time: "2026-03-16T03:42:07Z",
      level: "warn",
      component: "web",
      message: "checkout is slow: 5004 ms",
      text: "2026-03-16T03:42:07Z WARN [web] checkout is slow: 5004 ms",
    },
  ],
  factors: [
    { kind: "BURST DETECTED", observed: "240 in 1 min", expected: "3", text: "240 in 1 min; normal is 3", values: [] },
  ],
  established: { severity: "high", score: 6.1, lines: 240 },
  secrets: [],
  ...changes,
});
