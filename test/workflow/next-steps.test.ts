import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Case } from "../../src/core/case.ts";
import type { Factor } from "../../src/core/detector.ts";
import { beforeStep, searchPhrase, searchStep } from "../../src/workflow/commands.ts";
import { classifyByRules } from "../../src/workflow/index.ts";
import { refusedCase } from "./cases.ts";

const caseOf = (message: string, changes: Partial<Case> = {}): Case =>
  refusedCase({
    log: message,
    template: message,
    component: "",
    evidence: [{ ...refusedCase().evidence[0]!, text: message, message, component: "" }],
    telling: "e1",
    ...changes,
  });
const commandsOf = (message: string, changes: Partial<Case> = {}): string =>
  classifyByRules(caseOf(message, changes))
    .next_steps.map(({ command }) => command)
    .join("\n");

describe("the phrase to search for", () => {
  it("holds the word that reports the failure", () => {
    const message = "the quick brown importer of the warehouse 5 connection refused";
    expect(
      searchPhrase(caseOf(message, { template: "the quick brown importer of the warehouse <num> connection refused" })),
    ).toBe("connection refused");
  });

  it("is none where good requests hold it too: then the lines are printed by number", () => {
    const message = '"POST /api/orders HTTP/1.1" 500 157';
    const subject = caseOf(message, { template: '"POST <*> HTTP/1.1" <num> <num>' });
    expect(searchPhrase(subject)).toBe("");
    expect(searchStep(subject)?.command).toBe("sed -n '120p' logs/app.log");
  });
});

describe("next steps", () => {
  it("begin before the first cause, also in a compressed file", () => {
    const cause = { source_file: "a.log.gz", line: 90 };
    expect(beforeStep(caseOf("x failed", { cause }))?.command).toBe("zcat a.log.gz | sed -n '70,90p'");
    const inArchive = (source_file: string) =>
      beforeStep(caseOf("x failed", { cause: { ...cause, source_file } }))?.command;
    expect(inArchive("logs.tar.gz!app/a b.log")).toBe("tar -xOf logs.tar.gz 'app/a b.log' | sed -n '70,90p'");
    expect(inArchive("logs.zip!a.log.gz")).toBe("unzip -p logs.zip a.log.gz | zcat | sed -n '70,90p'");
  });

  it("name a product's commands only where the line names the product", () => {
    expect(commandsOf("deadlock detected")).not.toMatch(/psql|mysql/);
    expect(commandsOf("deadlock detected in postgres")).toContain("psql");
    expect(commandsOf("connection pool exhausted")).not.toContain("psql");
    expect(commandsOf("cache unavailable error")).not.toContain("redis-cli");
    expect(commandsOf("failed to deploy release: rollout error")).not.toContain("kubectl");
  });

  it("fit what happened", () => {
    expect(commandsOf("maximum authentication attempts exceeded for root")).not.toContain("ulimit");
    expect(commandsOf("java.lang.OutOfMemoryError: Java heap space")).toContain("ps aux | grep '[j]ava'");
    expect(commandsOf("Out of memory: Killed process 812 (java)")).toContain("free -h");
    expect(commandsOf("Unexpected error trying to delete block", { component: "dfs.FSDataset" })).not.toContain(
      "dmesg",
    );
    expect(commandsOf("Unexpected exception causing shutdown while sock still open")).not.toContain("last -x");
  });

  it("count failed logins in the log itself", () => {
    const folder = mkdtempSync(join(tmpdir(), "loganomaly-count-"));
    try {
      const lines = ["10.0.0.1", "10.0.0.2", "10.0.0.1"].map((address) => `Failed password for root from ${address}`);
      for (const name of ["auth.log", "auth.log.gz"]) {
        const text = `${lines.join("\n")}\nAccepted password for root from 10.0.0.9\n`;
        writeFileSync(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
        const evidence = [{ ...refusedCase().evidence[0]!, source_file: name, text: lines[0]!, message: lines[0]! }];
        const subject = caseOf(lines[0]!, { template: "Failed password for <*> from <ip>", evidence });
        const step = classifyByRules(subject).next_steps[0];
        expect(step?.text).toBe("Count the failed logins by address.");
        const done = spawnSync("sh", ["-c", step?.command ?? "false"], { cwd: folder, encoding: "utf8" });
        expect(done.stdout.trim().split(/\s*\n\s*/)).toEqual(["2 10.0.0.1", "1 10.0.0.2"]);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("first ask what an address did after its login was accepted", () => {
    const step = classifyByRules(caseOf("Failed password for root from 10.0.0.1", { accepted_from: ["10.0.0.1"] }))
      .next_steps[0];
    expect(step).toEqual({
      text: "Check what 10.0.0.1 did after the accepted login.",
      command: "grep -n -w -F -e 10.0.0.1 logs/app.log | tail -n 30",
    });
  });

  it("purge a card number, and rotate only what can be rotated", () => {
    const secret: Factor = { kind: "SECRET", observed: "1 line", expected: "none", text: "a secret", values: [1] };
    const stepsOf = (secrets: string[], factors: readonly Factor[]) =>
      classifyByRules(caseOf("paid", { secrets, factors })).next_steps.map(({ text }) => text);
    const first = (secrets: string[]) => stepsOf(secrets, [secret])[0];
    expect(first(["card"])).toBe("Stop writing it to the log (card), purge the log and its copies.");
    expect(first(["password"])).toContain("then rotate it");
    // Where something fails, that comes first.
    const [before, then] = stepsOf(["card"], [...refusedCase().factors, secret]);
    expect(before).not.toContain("Stop writing");
    expect(then).toBe("Stop writing it to the log (card), purge the log and its copies.");
    // Whatever else there is to do, one of the few steps is about the secret.
    const breach = caseOf("Failed password for root from 10.0.0.1 password=x", {
      secrets: ["password"],
      accepted_from: ["10.0.0.1"],
    });
    expect(
      classifyByRules(breach)
        .next_steps.map(({ text }) => text)
        .join(),
    ).toContain("then rotate it");
  });
});
