import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LogAnalyzer, type LogRecord, UserError } from "../../src/index.ts";
import { ANSWERS, answer, type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { REFUSED, shop, streamed } from "./shop.ts";

const records = shop(400, {
  200: REFUSED,
  300: { level: "ERROR", component: "Auth", log: "login failed: password=hunter2secret" },
  350: "",
});

describe("LogAnalyzer", () => {
  it("gives anomalies with the record's own log and its number", async () => {
    await using analyzer = new LogAnalyzer({});
    const { anomalies, incidents, summary } = await analyzer.analyzeLogs(records);
    expect(Array.isArray(anomalies)).toBe(true);
    const found = anomalies.find(({ line }) => line === 201);
    expect(found?.log).toBe(REFUSED.log);
    expect(found?.component).toBe("Db");
    expect(found?.level).toBe("error");
    expect(incidents.some(({ first_cause }) => first_cause.line === 201)).toBe(true);
    expect(summary.processed_log_count).toBe(399);
    expect(summary.anomalies_detected).toBe(anomalies.length);
  });

  it("shows no secret anywhere", async () => {
    await using analyzer = new LogAnalyzer();
    const results = await analyzer.analyzeLogs(records);
    expect(results.anomalies.find(({ line }) => line === 301)?.log).toBe("login failed: password=[password·1]");
    expect(JSON.stringify(results)).not.toContain("hunter2secret");
  });

  it("gives the same for an array, a stream and any size of batch", async () => {
    await using analyzer = new LogAnalyzer({ seed: 7 });
    const whole = JSON.stringify(await analyzer.analyzeLogs(records));
    expect(JSON.stringify(await analyzer.analyzeLogs(streamed(records)))).toBe(whole);
    for (const batchSize of [1, 7, 100_000]) {
      const batched = await analyzer.analyzeBatch(streamed(records), { batchSize, maxConcurrent: 3 });
      expect(JSON.stringify(batched)).toBe(whole);
    }
  });

  it("accepts no records at all", async () => {
    await using analyzer = new LogAnalyzer();
    for (const empty of [[], streamed([]), ["", " "]]) {
      const { anomalies, incidents, summary } = await analyzer.analyzeLogs(empty);
      expect([anomalies, incidents, summary.processed_log_count]).toEqual([[], [], 0]);
    }
  });

  it.each<[string, unknown, string]>([
    ["a string", "a line", "got string"],
    ["null", null, "got null"],
    ["numbers", [1], "record 1: expected a string or an object with a string named log, got number"],
    ["objects without log", ["a", { message: "b" }], "record 2: expected"],
  ])("refuses %s in one sentence", async (_, wrong, text) => {
    await using analyzer = new LogAnalyzer();
    const call: unknown = Reflect.apply(analyzer.analyzeLogs, analyzer, [wrong]);
    await expect(call).rejects.toThrow(UserError);
    await expect(Reflect.apply(analyzer.analyzeLogs, analyzer, [wrong])).rejects.toThrow(text);
  });

  it("refuses unknown keys and wrong limits", async () => {
    expect(() => new LogAnalyzer({ detectors: { lof: { neighbours: 3 } } })).toThrow(UserError);
    await using analyzer = new LogAnalyzer();
    await expect(analyzer.analyzeBatch([], { batchSize: 0 })).rejects.toThrow("batchSize");
    await expect(analyzer.analyzeBatch([], { maxConcurrent: 1.5 })).rejects.toThrow("maxConcurrent");
  });

  it("ends when it is aborted or closed", async () => {
    const analyzer = new LogAnalyzer();
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<LogRecord> {
      for (let i = 0; ; i++) {
        if (i === 20) abort.abort(new Error("enough"));
        yield `line ${i}`;
        if (i % 10 === 0) await new Promise(setImmediate);
      }
    }
    await expect(analyzer.analyzeLogs(endless(), { signal: abort.signal })).rejects.toThrow("enough");
    const open = analyzer.analyzeLogs(endless());
    const closed = analyzer.close();
    await expect(open).rejects.toThrow("closed");
    await closed;
    await analyzer.close();
    await expect(analyzer.analyzeLogs([])).rejects.toThrow("closed");
  });
});

describe("LogAnalyzer with a model", () => {
  let server: LLMServer;
  beforeAll(async () => {
    server = await startLLMServer();
    server.script(answer(ANSWERS.good));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("asks it, sends no secret, and finds the same", async () => {
    await using plain = new LogAnalyzer();
    await using asked = new LogAnalyzer({
      llm: { provider: "ollama", model: "mistral:instruct", endpoint: `${server.url}/api/generate`, cache: false },
    });
    const without = await plain.analyzeLogs(records);
    const { anomalies, summary } = await asked.analyzeBatch(records, { maxConcurrent: 2 });
    expect(server.calls.length).toBeGreaterThan(0);
    expect(summary.llm.calls).toBe(server.calls.length);
    expect(server.calls.map(({ body }) => body).join()).not.toContain("hunter2secret");
    expect(anomalies.map(({ line }) => line)).toEqual(without.anomalies.map(({ line }) => line));
  });
});
