import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Template } from "../../src/core/miner.ts";
import { autoMiner } from "../../src/templates/auto.ts";
import { parametersOf, templateFits } from "../../src/templates/parameters.ts";
import { shapesOf } from "./messages.ts";

/** The template each message ended up in. */
function templatesOf(messages: readonly string[]): Template[] {
  const { shapes, ids } = shapesOf(messages);
  const state = autoMiner.start({ word: 4 });
  autoMiner.learn(state, shapes);
  const templates = autoMiner.templates(state);
  return ids.map((id) => templates[autoMiner.match(state, shapes.at(id))]!);
}

describe("the text of a template", () => {
  it.each([
    [["took 12 ms", "took 7 ms"], "took <num> ms"],
    [["took 12 ms", "took 7 s"], "took <num>"],
    [["from 10.0.0.1 port 22", "from 10.0.0.2 port 4711"], "from <ip> port <num>"],
    [["from 10.0.0.1 in", "from 7 in"], "from <*> in"],
    [["open /a/b now", "open /c now"], "open <path> now"],
    [["ptr 0xff set", "ptr 0x10 set"], "ptr <hex> set"],
    [["id 550e8400-e29b-41d4-a716-446655440000 ok"], "id <uuid> ok"],
    [["at 2024-05-01 10:20:30 done", "at 2024-05-02 11:20:30 done"], "at <time> done"],
    [["via ssh2 ok", "via ssh2 ok"], "via ssh2 ok"],
    [["node-1 up", "node-22 up"], "node-<num> up"],
    [["blk_12 lost", "blk_77 lost"], "<*> lost"],
    [["load 3, 4 is [5]"], "load <*> is [<num>]"],
  ])("%j is %j", (messages, text) => {
    expect(templatesOf(messages)[0]?.text).toBe(text);
  });

  it("opens a place of more than four words", () => {
    const users = ["alice", "bob", "carol", "dave", "erin"];
    expect(new Set(templatesOf(users.map((user) => `login by ${user} accepted`)).map(({ text }) => text))).toEqual(
      new Set(["login by <*> accepted"]),
    );
    expect(
      new Set(templatesOf(users.slice(1).map((user) => `login by ${user} accepted`)).map(({ text }) => text)).size,
    ).toBe(4);
  });

  it("shows the letters of stems where two templates would read the same", () => {
    const templates = templatesOf(["blk_123 was lost", "blk_124 was lost", "dev_99 was lost", "dev_98 was lost"]);
    expect(templates.map(({ text }) => text)).toEqual([
      "blk_<*> was lost",
      "blk_<*> was lost",
      "dev_<*> was lost",
      "dev_<*> was lost",
    ]);
    expect(new Set(templates.map(({ id }) => id)).size).toBe(2);
  });

  it("is what its elements say", () => {
    for (const { elements, text } of templatesOf(["a-b (1) x=2", "(root) CMD [x]: 7 ms"])) {
      expect(elements.map((element, at) => (at > 0 && element.spaced ? " " : "") + element.text).join("")).toBe(text);
    }
  });
});

describe("the parameters of a message", () => {
  it("are the values in the template's variable places, in order", () => {
    const messages = ["node-1 at 10.0.0.1 took 12 ms", "node-22 at 10.0.0.2 took 7 ms"];
    const [template] = templatesOf(messages);
    expect(template?.text).toBe("node-<num> at <ip> took <num> ms");
    expect(parametersOf(template!, messages[1]!)).toEqual([
      { kind: "num", text: "22" },
      { kind: "ip", text: "10.0.0.2" },
      { kind: "num", text: "7" },
    ]);
    expect(parametersOf(template!, new TextEncoder().encode(messages[0]))[0]).toEqual({ kind: "num", text: "1" });
  });

  it("are words where words vary", () => {
    const messages = ["alice", "bob", "carol", "dave", "erin"].map((user) => `login by ${user} accepted`);
    expect(parametersOf(templatesOf(messages)[0]!, messages[2]!)).toEqual([{ kind: "str", text: "carol" }]);
  });

  it("are what the message shows by itself where it does not lie along the template", () => {
    const [template] = templatesOf(["took 12 ms"]);
    expect(parametersOf(template!, "something else 5 at /tmp/x")).toEqual([
      { kind: "num", text: "5" },
      { kind: "path", text: "/tmp/x" },
    ]);
    expect(parametersOf(template!, new Uint8Array([0xff, 0x00]))).toEqual([]);
    expect(parametersOf(template!, "")).toEqual([]);
  });

  it("exist for any message of any template: a template fits every message it was made from", () => {
    const word = fc.constantFrom(
      "up",
      "down",
      "tty1",
      "tty22",
      "7",
      "10.0.0.1",
      "a=b",
      "(x)",
      "/tmp/y",
      ",",
      "12 ms",
      "..",
      "blk_-1",
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 8 }), { minLength: 1, maxLength: 25 }), (lines) => {
        const messages = lines.map((words) => words.join(" "));
        for (const [at, template] of templatesOf(messages).entries()) {
          expect(template).toBeDefined();
          expect(templateFits(template, messages[at]!), `${template.text} | ${messages[at]}`).toBe(true);
        }
      }),
      {
        numRuns: 300,
        // Two templates of which each has a hole where the other has a word, made one.
        examples: [
          [
            [
              ["down", "tty1"],
              ["down", "12 ms"],
              ["/tmp/y", "tty22"],
            ],
          ],
        ],
      },
    );
  });
});
