import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordsOf } from "../../src/core/common-words.ts";
import { classifyByRules } from "../../src/workflow/index.ts";
import { refusedCase } from "./cases.ts";

const titleOf = (template: string, log: string, lines: number, component = ""): string =>
  classifyByRules(
    refusedCase({
      log,
      template,
      component,
      factors: [],
      evidence: [{ ...refusedCase().evidence[0]!, text: log, message: log }],
      telling: "e1",
      established: { severity: "high", score: 5, lines },
    }),
  ).title;

describe("the words of a template", () => {
  it.each([
    ["Login failed for user <*> from <ip>", "Login failed"],
    ["<ip>:<num>:Got exception while serving <*> to /<ip>", "Got exception while serving"],
    ["failed to connect to <*>: dial tcp <ip>: refused", "failed to connect to …: dial tcp …: refused"],
    ["TraceID: <*> SpanID: <*> order was rejected", "order was rejected"],
    ["a71b2c3d4e5f6a7b handler crashed <num> <num> times", "handler crashed"],
    ["mount failed: <*> : point <*>", "mount failed"],
    ["[getOrder][Order By Id Failed]", "[getOrder: Order By Id Failed]"],
    ["message repeated <num> times: [ Failed password for <*>]", "Failed password"],
    ["Terminating due to java.lang.OutOfMemoryError: Java heap", "Terminating due to OutOfMemoryError: Java heap"],
  ])("%s", (template, words) => {
    expect(wordsOf(template)).toBe(words);
  });

  it("have no value at either end and never two in a row", () => {
    const part = fc.constantFrom("<*>", "<num>", "<ip>", "id:", "user", "failed", "at", ",", "[", "x=<*>", "/a/<num>");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        expect(wordsOf(parts.join(" "))).not.toMatch(/^…|…$|…\W*…/u);
      }),
    );
  });
});

describe("a title", () => {
  it("says of many lines what they have in common, and of one line its message", () => {
    const template = "Login failed for user <*> from <ip>";
    const log = "Login failed for user u124 from 10.0.0.79";
    expect(titleOf(template, log, 42, "auth")).toBe("auth: login failed, 42 lines");
    expect(titleOf(template, log, 1, "auth")).toBe("auth: login failed for user u124 from 10.0.0.79");
  });

  it("cuts the clause before the count, and keeps the word that reports the failure", () => {
    const long = "while the nightly job of the warehouse wrote its third segment to the remote store it was refused";
    for (const lines of [1, 2, 4116]) {
      const title = titleOf(long, long, lines, "store");
      expect(title).toContain("refused");
      expect(title.length).toBeLessThanOrEqual(52);
      if (lines > 1) expect(title).toMatch(/, [\d,]+ lines$/);
    }
  });

  it("falls back to the message where the template has no words, or not the one that matters", () => {
    expect(titleOf("<*>", "disk failed", 9)).toBe("disk failed, 9 lines");
    expect(titleOf("job <*> ended: <*>", "job 17 ended: refused", 9)).toContain("refused");
    expect(titleOf("error = <*>", "error = 5", 16)).toBe("error = 5, 16 lines");
  });

  it("says that a program restarts again and again, and why", () => {
    const evidence = [
      "cannot reach database: connection refused",
      "Back-off restarting failed container web in pod web-1",
    ].map((message, at) => ({ ...refusedCase().evidence[0]!, id: `e${at + 1}`, message, text: message }));
    const judged = classifyByRules(
      refusedCase({
        log: evidence[0]!.message,
        template: "cannot reach database: connection refused",
        evidence,
        telling: "e1",
      }),
    );
    expect(judged.title).toBe("web restarts again and again: cannot reach database");
    expect(judged.next_steps[0]?.command).toBe("kubectl describe pod web-1");
    expect(judged.tags).toEqual(expect.arrayContaining(["Network", "Connectivity"]));
  });

  it("takes three starts of one program for a loop, two not, and a task for none", () => {
    const of = (message: string, count: number) => {
      const evidence = [message, "could not read settings: file is corrupt"].map((said, at) => ({
        ...refusedCase().evidence[at]!,
        component: "billing",
        message: said,
        text: said,
      }));
      return classifyByRules(
        refusedCase({ log: evidence[1]!.message, evidence, counts: [count, count], telling: "e2" }),
      ).title;
    };
    expect(of("Starting application v2.1", 3)).toMatch(/^billing restarts again and again/);
    expect(of("Starting application v2.1", 2)).not.toContain("again and again");
    expect(of("Starting task 0.0 in stage 3", 300)).not.toContain("again and again");
  });
});
