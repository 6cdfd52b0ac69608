import { describe, expect, it } from "vitest";
import { ThinkingStep, WorkflowContext } from "../../src/workflow/index.ts";
import { refusedCase } from "./cases.ts";

const think = (subject: ConstructorParameters<typeof WorkflowContext>[0]) => {
  const context = new WorkflowContext(subject);
  expect(new ThinkingStep().execute(context)).toBe(true);
  return context.getResult("log_info");
};

describe("ThinkingStep", () => {
  it("extracts what the contract names", () => {
    expect(
      think(
        "2025-04-01T12:00:10 ERROR [DatabaseService] Failed to connect: timeout after 30s, retry 2 of 5, token=abc",
      ),
    ).toEqual({
      severity: "ERROR",
      component: "DatabaseService",
      action: "connect",
      error_indicators: ["failed", "timeout"],
      patterns: ["retry_operation", "connection_operation"],
      is_startup_related: false,
      contains_sensitive_info: true,
      has_numeric_values: true,
      numeric_values: ["30s", "2", "5"],
      statistical_evidence: [],
      neighbours: [],
    });
  });

  it("reads the original's levels, and knows when there is none", () => {
    expect(think("[WARN] x")?.severity).toBe("WARN");
    expect(think("INFO - started")).toMatchObject({ severity: "INFO", is_startup_related: true });
    expect(think("nothing here")).toMatchObject({
      severity: "UNKNOWN",
      has_numeric_values: false,
      error_indicators: [],
    });
  });

  it("carries what was measured and what stood near", () => {
    expect(think(refusedCase())).toMatchObject({
      severity: "ERROR",
      component: "db",
      statistical_evidence: [
        "detectors: severity high, score 6.1, 240 lines",
        "BURST DETECTED: 240 in 1 min; normal is 3",
      ],
      neighbours: [{ id: "e2", text: "2026-03-16T03:42:07Z WARN [web] checkout is slow: 5004 ms" }],
    });
  });
});
