import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lineParser, shapeParser } from "../../src/pipeline/message-parser.ts";
import { parseLog } from "../../src/pipeline/parse.ts";
import { lineMiners, miners } from "../../src/templates/index.ts";
import { type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { CORPUS, keyLines } from "../fixtures/secret-corpus.ts";
import { type Analyzed, type AnalyzedOptions, analyzed, clockAt, quietLines, steppedRun } from "./harness.ts";

let server: LLMServer;
beforeAll(async () => {
  server = await startLLMServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Lines among those of a quiet hour; the first of each record with a head, or all of them. */
const logOf = (records: readonly (readonly string[])[], head: (i: number) => string, everyLine = false): string => {
  const all = quietLines(records.length * 6 + 60);
  records.forEach((lines, i) => {
    all.splice(40 + i * 7, 0, lines.map((line, l) => (l === 0 || everyLine ? head(i) + line : line)).join("\n"));
  });
  return `${all.join("\n")}\n`;
};
const plainHead = (i: number): string => `${clockAt(60 + i * 30)} ERROR [auth] `;

/** Analyses with a model that is told everything, and gives what was written and what was sent. */
const withModel = async (
  text: string,
  options: AnalyzedOptions = {},
): Promise<{ found: Analyzed; prompts: string }> => {
  const before = server.calls.length;
  const found = await analyzed([{ name: "app.log", text }], {
    wantScores: true,
    ...options,
    config: {
      ...options.config,
      llm: {
        provider: "ollama",
        model: "m",
        endpoint: server.url,
        timeout: 20,
        cache: false,
        concurrency: 4,
        budget: { calls: 5000, tokens: 50_000_000 },
      },
    },
  });
  return {
    found,
    prompts: server.calls
      .slice(before)
      .map(({ body }) => body)
      .join("\n"),
  };
};

const withoutModel = async (text: string): Promise<{ found: Analyzed; prompts: string }> => ({
  found: await analyzed([{ name: "app.log", text }], { wantScores: true }),
  prompts: "",
});

/** As it stands, and as JSON and CSV write it. */
const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  secret.replaceAll('"', '""'),
];
const isIn = (secret: string, text: string): boolean => formsOf(secret).some((form) => text.includes(form));
const writtenBy = ({ files, events }: Analyzed): string =>
  `${Object.values(files).join("\n")}\n${JSON.stringify(events)}`;

describe("R-105 a corpus of secrets", () => {
  it("has at least 60 kinds", () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
    for (const { secrets } of CORPUS) for (const secret of secrets) expect(secret.length).toBeGreaterThan(2);
  });

  it("R-105: stands in no file, no event and no prompt, whatever the batch size", async () => {
    const text = logOf(
      CORPUS.map(({ lines }) => lines),
      plainHead,
    );
    const { found, prompts } = await withModel(text);
    const written = writtenBy(found);
    expect(prompts.length).toBeGreaterThan(20_000);
    for (const { name, secrets } of CORPUS)
      for (const secret of secrets.filter((each) => each.length > 4)) {
        expect(isIn(secret, written), `${name} in a file`).toBe(false);
        expect(isIn(secret, prompts), `${name} in a prompt`).toBe(false);
      }
    const plain = await analyzed([{ name: "app.log", text }], { wantScores: true });
    const cut = await analyzed([{ name: "app.log", text }], { wantScores: true, batchSize: 7, chunkBytes: 4099 });
    expect(cut.files).toEqual(plain.files);
  });

  it.each(CORPUS.map((planted) => [planted.name, planted] as const))(
    "R-105: %s is a leak in a log of its own",
    async (_, { lines, secrets }) => {
      const found = await analyzed([{ name: "app.log", text: logOf([lines], plainHead) }]);
      expect(found.results.summary.security_leaks.length).toBeGreaterThan(0);
      for (const secret of secrets.filter((each) => each.length > 4))
        expect(isIn(secret, writtenBy(found))).toBe(false);
    },
  );

  const json = (line: string, i: number): string =>
    JSON.stringify({ time: `${clockAt(60 + i * 5)}Z`, level: "error", logger: "auth", msg: line });
  it.each([
    ["in JSON, a record each", CORPUS.map(({ lines }, i) => json(lines.join("\n"), i))],
    ["in JSON, a line each", CORPUS.flatMap(({ lines }) => lines).map(json)],
    ["without any head", CORPUS.flatMap(({ lines }) => lines)],
  ])("R-105: stands in no file %s", async (_, lines) => {
    const written = writtenBy(await analyzed([{ name: "app.log", text: ["start", ...lines, "stop", ""].join("\n") }]));
    for (const { name, secrets } of CORPUS)
      for (const secret of secrets.filter((each) => each.length > 4)) expect(isIn(secret, written), name).toBe(false);
  });
});

const KEY = [
  "-----BEGIN RSA PRIVATE KEY-----",
  "Proc-Type: 4,ENCRYPTED",
  "DEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF",
  "",
  ...keyLines(24, 6),
  "-----END RSA PRIVATE KEY-----",
];
const BODY = KEY.slice(4, -1);
const other = (i: number): string => `${clockAt(60 + i)} WARN [pool] connection ${i} slow, took ${100 + i} ms`;

describe("R-105 a private key over many lines", () => {
  const syslog = (line: string, i: number): string =>
    `Mar 16 09:01:${String(i % 60).padStart(2, "0")} web-1 app[12]: ${line}`;
  const layouts: readonly (readonly [string, readonly string[]])[] = [
    ["bare behind a line with a head", [`${clockAt(60)} ERROR [auth] cannot load`, ...KEY]],
    ["with a head on each line", KEY.map((line) => plainHead(0) + line)],
    ["with a head on each line, and other lines between", KEY.flatMap((line, i) => [plainHead(0) + line, other(i)])],
    ["of syslog", KEY.map(syslog)],
    ["of a container", KEY.map((line) => `2026-03-16T09:01:00.000000000Z stderr F ${line}`)],
    ["of compose", KEY.map((line) => `web-1  | ${line}`)],
    ["in JSON lines", KEY.map((line) => JSON.stringify({ time: `${clockAt(60)}Z`, level: "error", msg: `${line}\n` }))],
    ["without a head", KEY],
    ["quoted as code", KEY.map((line) => `${plainHead(0)}"${line}\\n" +`)],
    ["cut off", KEY.slice(0, -2).map((line) => plainHead(0) + line)],
    ["with Windows line ends", KEY.map((line) => `${plainHead(0)}${line}\r`)],
  ];

  it.each(layouts)(
    "R-105: %s is one secret, in no file and no prompt, whatever the batch size",
    async (name, lines) => {
      const isAlone = name === "without a head" || name === "of compose";
      const quiet = isAlone ? ["start", "ready"] : quietLines(200);
      const text = [...quiet.slice(0, 100), ...lines, ...quiet.slice(100), ""].join("\n");
      const { found, prompts } = await withModel(text);
      const planted = name === "cut off" ? BODY.slice(0, -1) : BODY;
      for (const line of planted) {
        const core = line.replace(/=+$/, "");
        expect(isIn(core, writtenBy(found)), `${core} in a file`).toBe(false);
        expect(isIn(core, prompts), `${core} in a prompt`).toBe(false);
        // Not in parts either.
        if (core.length > 20) expect(isIn(core.slice(10, 24), writtenBy(found) + prompts)).toBe(false);
      }
      expect(found.egress).toMatchObject({ redactions: { "private-key": 1 } });
      expect(found.results.summary.security_leaks.map(({ kind }) => kind)).toEqual(["private-key"]);
      const plain = await analyzed([{ name: "app.log", text }]);
      for (const batchSize of [1])
        expect((await analyzed([{ name: "app.log", text }], { batchSize, chunkBytes: 97 })).files).toEqual(plain.files);
    },
  );

  it("R-105: twice is one secret, another one is a second", async () => {
    const second = [KEY[0] ?? "", ...keyLines(24, 6), KEY.at(-1) ?? ""];
    const heads = (lines: readonly string[]): string[] => lines.map((line) => plainHead(0) + line);
    const quiet = quietLines(200);
    const text = [
      ...quiet.slice(0, 99),
      ...heads(KEY),
      ...quiet.slice(99, 120),
      ...heads(KEY),
      ...quiet.slice(120),
      ...heads(second),
    ];
    const found = await analyzed([{ name: "app.log", text: text.join("\n") }]);
    expect(found.egress).toMatchObject({ redactions: { "private-key": 2 } });
    for (const line of [...BODY, ...second.slice(1, -1)]) expect(isIn(line, writtenBy(found)), line).toBe(false);
  });

  it("R-105: that never ends takes no ordinary line with it", async () => {
    const quiet = quietLines(300);
    const text = [...quiet.slice(0, 100), `${plainHead(0)}${KEY[0]}`, ...quiet.slice(100), ""].join("\n");
    const found = await analyzed([{ name: "app.log", text }]);
    expect(found.egress).toMatchObject({ redactions: { "private-key": 1 } });
    const without = await analyzed([{ name: "app.log", text: quiet.join("\n") }]);
    const shown = ({ results }: Analyzed): string[] => [...results.templates].map(({ template }) => template);
    for (const template of shown(without)) expect(shown(found)).toContain(template);
  });

  it("R-105: stays out of the rows of parse", async () => {
    const { run } = steppedRun();
    const { streamSource } = await import("../../src/sources/stream-source.ts");
    const bytes = new TextEncoder().encode(
      [...quietLines(50), ...KEY.map((line) => plainHead(0) + line), ""].join("\n"),
    );
    const source = streamSource({
      ...{ name: "a.log", sizeBytes: bytes.length, year: 2026, batchSize: 7, maxLineBytes: 1 << 20, canReopen: true },
      async *open() {
        yield bytes;
      },
    });
    const [miner] = miners;
    if (!miner) throw new Error("no miner");
    const parsers = [shapeParser(miner), ...lineMiners.map((each) => lineParser(each, { maxTemplates: 30 }))];
    for (const parser of parsers) {
      const format = "<Time> <Level> <Component> <Content>";
      const parsed = await parseLog([source], { format, parser, keepParameters: true }, run);
      const files = [...parsed.files.values()].flatMap((rows) => [...rows]);
      const rows = [...parsed.structured, ...parsed.templateRows, ...files].join("");
      parsed.close();
      for (const line of BODY) expect(rows.includes(line.replace(/=+$/, "")), line).toBe(false);
    }
  });
});

describe("R-105 a secret where a record is cut", () => {
  const SECRETS = CORPUS.filter(({ lines, secrets }) => lines.length === 1 && secrets.length === 1);

  it.each([5, 10])("R-105: leaks no half of it (offset %i)", async (step) => {
    const chosen = SECRETS.filter((_, i) => i % 3 === step % 3 || i % 7 === step);
    const records = chosen.map(({ lines: [line = ""], secrets: [secret = ""] }) => {
      const at = line.indexOf(secret) + Math.floor((secret.length * step) / 11);
      return [`${"filler ".repeat(600).slice(0, 4000 - 33 - at - 1)} ${line} and more ${"tail ".repeat(50)}`];
    });
    const { found, prompts } = await (step === 5 ? withModel : withoutModel)(logOf(records, plainHead));
    for (const {
      name,
      secrets: [secret = ""],
    } of chosen) {
      const half = secret.slice(0, Math.max(6, Math.floor((secret.length * step) / 11)));
      if (half.length < 8) continue;
      expect(isIn(half, writtenBy(found)), `${name}: ${half} in a file`).toBe(false);
      expect(isIn(half, prompts), `${name}: ${half} in a prompt`).toBe(false);
    }
  });
});
