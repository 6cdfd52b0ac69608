import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/core/codec.ts";
import { UNSEEN } from "../../src/core/miner.ts";
import { seededRandom } from "../../src/core/random.ts";
import type { Shapes } from "../../src/core/shapes.ts";
import { type LineMining, type ListedMiner, lineMiners, type Mining, miners } from "../../src/templates/index.ts";
import { templateFits } from "../../src/templates/parameters.ts";
import { shapeOf, shapesOf } from "../templates/messages.ts";

const USERS = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"];
const MESSAGES = USERS.flatMap((user, at) => [
  `session opened for account ${user} by daemon`,
  `session closed for account ${user} by daemon`,
  `connection from 10.0.0.${at} port ${4000 + at} ssh2`,
  `node-${at} is up`,
  `block blk_${at}77 has ${at} replicas, took ${at * 3} ms`,
  `out of memory on worker ${user} and worker ${USERS[(at * 3 + 1) % USERS.length]}`,
  at % 2 === 0 ? "disk check started" : "disk check finished",
]);

const SHAPES = MESSAGES.map(shapeOf);

const learned = (
  miner: ListedMiner,
  messages: readonly (string | Uint8Array)[],
): { mining: Mining; shapes: Shapes; ids: number[] } => {
  const { shapes, ids } = shapesOf(messages);
  const mining = miner.start({});
  mining.learn(shapes);
  return { mining, shapes, ids };
};

/** The messages of each template, as text: equal for equal groups, whatever they are called. */
const groupsOf = (mining: Mining, shapes: Shapes, ids: readonly number[], messages: readonly string[]): string[] => {
  const groups = new Map<number, Set<string>>();
  for (const [at, id] of ids.entries()) {
    const index = mining.match(shapes.at(id));
    groups.set(index, (groups.get(index) ?? new Set()).add(messages[at]!));
  }
  return [...groups.values()].map((group) => [...group].sort().join("\n")).sort();
};

const shuffled = <Item>(items: readonly Item[], seed: number): Item[] => {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, order: random() }))
    .sort((p, q) => p.order - q.order)
    .map(({ item }) => item);
};

it("miners have names of their own and the house's first", () => {
  expect(miners[0]?.name).toBe("auto");
  const names = [...miners, ...lineMiners].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(miners.map((miner) => [miner.name, miner] as const))("the miner %s", (_, miner) => {
  it("has defaults for all options and refuses options it does not know", () => {
    expect(miner.options.safeParse({}).success).toBe(true);
    expect(miner.options.safeParse({ nonsense: 1 }).success).toBe(false);
    expect(miner.summary.length).toBeGreaterThan(10);
  });

  it("knows nothing before it learns", () => {
    const mining = miner.start({});
    expect(mining.templates()).toEqual([]);
    expect(mining.match(shapeOf("anything at all"))).toBe(UNSEEN);
    mining.learn(shapesOf([]).shapes);
    expect(mining.templates()).toEqual([]);
  });

  it("finds for each learned shape a template that fits, and for strangers none", () => {
    const { mining, shapes, ids } = learned(miner, MESSAGES);
    const templates = mining.templates();
    for (const [at, id] of ids.entries()) {
      const template = templates[mining.match(shapes.at(id))];
      expect(template && templateFits(template, MESSAGES[at]!), MESSAGES[at]).toBe(true);
    }
    expect(mining.match(shapeOf("kernel panic: not syncing"))).toBe(UNSEEN);
    expect(mining.match(shapeOf(""))).toBe(UNSEEN);
  });

  it("numbers templates by their place in the list, with ids and texts that say what they are", () => {
    const templates = learned(miner, MESSAGES).mining.templates();
    expect(templates.map(({ index }) => index)).toEqual(templates.map((_template, at) => at));
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
    for (const { id, text, elements } of templates) {
      expect(id).toMatch(/^[0-9a-f]{12}$/);
      expect(elements.map((element, at) => (at > 0 && element.spaced ? " " : "") + element.text).join("")).toBe(text);
    }
  });

  it("never changes by matching", () => {
    const { mining } = learned(miner, MESSAGES);
    const before = encode(mining.state());
    const templates = mining.templates();
    for (let i = 0; i < 100; i++) mining.match(shapeOf(`session opened for account user${"x".repeat(i)} by somebody`));
    expect(encode(mining.state())).toBe(before);
    expect(mining.templates()).toEqual(templates);
  });

  it("makes the same groups in any order of lines", () => {
    const { mining, shapes, ids } = learned(miner, MESSAGES);
    const groups = groupsOf(mining, shapes, ids, MESSAGES);
    const texts = mining
      .templates()
      .map(({ text, id }) => `${id} ${text}`)
      .sort();
    for (const seed of [1, 2, 3, 4, 5]) {
      const messages = shuffled(MESSAGES, seed);
      const other = learned(miner, messages);
      expect(groupsOf(other.mining, other.shapes, other.ids, messages)).toEqual(groups);
      expect(
        other.mining
          .templates()
          .map(({ text, id }) => `${id} ${text}`)
          .sort(),
      ).toEqual(texts);
    }
  });

  it("learns the same in one piece and in many", () => {
    const { mining } = learned(miner, MESSAGES);
    const pieces = miner.start({});
    const { shapes } = shapesOf(MESSAGES);
    for (let end = 1; end <= shapes.length; end++) {
      pieces.learn({ length: end, at: (id) => shapes.at(id) }, end - 1);
    }
    expect(pieces.templates()).toEqual(mining.templates());
    expect(encode(pieces.state())).toBe(encode(mining.state()));
  });

  it("has a state that survives the codec and goes on as if nothing had been", () => {
    const { mining, shapes } = learned(miner, MESSAGES);
    const resumed = miner.resume(decode(encode(mining.state())));
    expect(resumed.templates()).toEqual(mining.templates());
    for (let id = 0; id < shapes.length; id++) expect(resumed.match(shapes.at(id))).toBe(mining.match(shapes.at(id)));
    const more = shapesOf([...USERS.map((user) => `mail for ${user} queued`), "a new message 1"]).shapes;
    resumed.learn(more);
    mining.learn(more);
    expect(resumed.templates()).toEqual(mining.templates());
    expect(() => miner.resume({ nonsense: true })).toThrow(miner.name);
  });

  it("merges two states into what learning both would give", () => {
    const half = MESSAGES.length / 2;
    const a = learned(miner, MESSAGES.slice(0, half)).mining;
    const b = learned(miner, MESSAGES.slice(half)).mining;
    const before = [encode(a.state()), encode(b.state())];
    const merged = miner.merge(a, b);
    const { shapes, ids } = shapesOf(MESSAGES);
    const whole = learned(miner, MESSAGES).mining;
    expect(groupsOf(merged, shapes, ids, MESSAGES)).toEqual(groupsOf(whole, shapes, ids, MESSAGES));
    expect(
      merged
        .templates()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(
      whole
        .templates()
        .map(({ text }) => text)
        .sort(),
    );
    expect([encode(a.state()), encode(b.state())]).toEqual(before);
  });

  it("merges two states into one that matches what either matched, under every name that either gave", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(MESSAGES), fc.shuffledSubarray(MESSAGES), (first, second) => {
        const [a, b] = [learned(miner, first).mining, learned(miner, second).mining];
        const merged = miner.merge(a, b);
        for (const [at, shape] of SHAPES.entries()) {
          if (a.match(shape) === UNSEEN && b.match(shape) === UNSEEN) continue;
          expect(merged.match(shape), MESSAGES[at]).not.toBe(UNSEEN);
        }
        const names = new Set(merged.templates().flatMap(({ id, aliases }) => [id, ...aliases]));
        for (const { id } of [...a.templates(), ...b.templates()]) expect(names.has(id), id).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("gives a template the id that hashes its text", () => {
    for (const { id, text } of learned(miner, MESSAGES).mining.templates())
      expect(createHash("sha256").update(text).digest("hex").slice(0, 12)).toBe(id);
  });

  it("keeps every name of a template valid, whatever is learned after", () => {
    const { mining } = learned(miner, MESSAGES.slice(0, 20));
    const before = mining.templates().map(({ id }) => id);
    const merged = miner.merge(mining, learned(miner, MESSAGES).mining);
    mining.learn(shapesOf(MESSAGES).shapes);
    for (const after of [mining, merged]) {
      const names = new Set(after.templates().flatMap(({ id, aliases }) => [id, ...aliases]));
      for (const id of before) expect(names.has(id), id).toBe(true);
    }
  });

  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (messages) => {
        const { mining, shapes } = learned(miner, messages);
        const templates = mining.templates();
        for (let id = 0; id < shapes.length; id++) expect(templates[mining.match(shapes.at(id))]).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });

  it("R-68 stays bounded and finds what it learned under hostile input", () => {
    const random = seededRandom(3);
    const below = (n: number): number => Math.floor(random() * n);
    const word = (): string => Array.from({ length: 4 + below(6) }, () => String.fromCharCode(97 + below(26))).join("");
    const kinds: readonly (() => string | Uint8Array)[] = [
      () => Array.from({ length: 2 + below(12) }, word).join(" "),
      () => Uint8Array.from({ length: 80 }, () => below(256)),
      () => `job ${word()} moved from queue ${word()} to queue ${word()} by scheduler`,
      () => `level=info user=${word()} action=login host=${word()} tenant=${word()} ok`,
      () => `the peers are ${Array.from({ length: 1 + below(30) }, word).join(" ")}`,
      () => Array.from({ length: 1 + below(100) }, () => `${word()},(`).join(""),
    ];
    for (const kind of kinds) {
      const { mining, shapes } = learned(miner, Array.from({ length: 600 }, kind));
      expect(mining.templates().length).toBeLessThanOrEqual(shapes.length);
      for (let id = 0; id < shapes.length; id += 7) expect(mining.match(shapes.at(id))).not.toBe(UNSEEN);
    }
  });
});

/** No message of this suite is too short. */
const OPTIONS: Readonly<Record<string, object>> = { "ft-tree": { shortThreshold: 1 } };

describe.each(lineMiners.map((miner) => [miner.name, miner] as const))("the line miner %s", (name, miner) => {
  const options = OPTIONS[name] ?? {};
  const taught = (messages: readonly string[], more: object = {}): { mining: LineMining; tickets: number[] } => {
    const mining = miner.start({ ...options, ...more });
    return { mining, tickets: messages.map((message) => mining.learn(message)) };
  };
  const textOf = (mining: LineMining, message: string): string | undefined =>
    mining.templates()[mining.match(message)]?.text;

  it("has defaults for all options, says what each may be, and refuses options it does not know", () => {
    expect(miner.options.safeParse({}).success).toBe(true);
    expect(miner.options.safeParse({ nonsense: 1 }).success).toBe(false);
    expect(miner.options.safeParse({ mask: ["("] }).success).toBe(false);
    expect(miner.options.safeParse({ maxTemplates: 0 }).success).toBe(false);
    for (const [option, expected] of miner.expected) expect(expected, option).toMatch(/^a[n ]/);
    expect(miner.summary.length).toBeGreaterThan(10);
  });

  it("knows nothing before it learns", () => {
    const { mining } = taught([]);
    expect(mining.templates()).toEqual([]);
    expect(mining.match("anything at all")).toBe(UNSEEN);
    expect(mining.match("")).toBe(UNSEEN);
  });

  it("finds a template for each message it learned, and for strangers none", () => {
    const { mining, tickets } = taught(MESSAGES);
    const templates = mining.templates();
    for (const [at, message] of MESSAGES.entries()) {
      expect(templates[mining.templateOf(tickets[at]!)], message).toBeDefined();
      expect(templates[mining.match(message)], message).toBeDefined();
    }
    expect(mining.match("kernel panic: not syncing")).toBe(UNSEEN);
  });

  it("numbers templates by their place in the list, with ids and texts that say what they are", () => {
    const templates = taught(MESSAGES).mining.templates();
    expect(templates.map(({ index }) => index)).toEqual(templates.map((_template, at) => at));
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
    for (const { id, text, elements } of templates) {
      expect(id).toMatch(/^[0-9a-f]{12}$/);
      expect(elements.map((element, at) => (at > 0 && element.spaced ? " " : "") + element.text).join("")).toBe(text);
    }
  });

  it("gives what stands in a template's places as it stands in the message", () => {
    const { mining } = taught(MESSAGES);
    let places = 0;
    for (const message of MESSAGES) {
      const index = mining.match(message);
      const values = mining.parameters(index, message);
      const holes = mining.templates()[index]!.text.split("<*>").length - 1;
      expect(values.length, message).toBe(holes);
      for (const value of values) expect(message).toContain(value);
      places += values.length;
    }
    expect(places).toBeGreaterThan(20);
  });

  it("never changes by matching", () => {
    const { mining } = taught(MESSAGES);
    const before = encode(mining.state());
    const templates = mining.templates();
    for (let i = 0; i < 100; i++) mining.match(`session opened for account user${"x".repeat(i)} by somebody`);
    expect(encode(mining.state())).toBe(before);
    expect(mining.templates()).toEqual(templates);
  });

  it("has a state that survives the codec and goes on as if nothing had been", () => {
    const { mining } = taught(MESSAGES);
    const resumed = miner.resume(decode(encode(mining.state())));
    const more = [...USERS.map((user) => `mail for ${user} queued`), ...MESSAGES, "a new message 1", ""];
    for (const message of [...MESSAGES, ...more]) expect(resumed.match(message)).toBe(mining.match(message));
    for (const message of more) expect(resumed.learn(message)).toBe(mining.learn(message));
    expect(resumed.templates()).toEqual(mining.templates());
    expect(() => miner.resume({ nonsense: true })).toThrow(miner.name);
  });

  it("merges two states into one that matches what either matched", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(MESSAGES), fc.shuffledSubarray(MESSAGES), (first, second) => {
        const [a, b] = [taught(first).mining, taught(second).mining];
        const before = [encode(a.state()), encode(b.state())];
        const merged = miner.merge(a, b);
        for (const message of [...first, ...second]) expect(textOf(merged, message), message).toBeDefined();
        const names = new Set(merged.templates().flatMap(({ id, aliases }) => [id, ...aliases]));
        for (const { id } of [...a.templates(), ...b.templates()]) expect(names.has(id), id).toBe(true);
        expect([encode(a.state()), encode(b.state())]).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps every name of a template valid, whatever is learned after", () => {
    const { mining } = taught(MESSAGES.slice(0, 9));
    const before = mining.templates().map(({ id }) => id);
    for (const message of MESSAGES) mining.learn(message);
    const resumed = miner.resume(decode(encode(mining.state())));
    for (const after of [mining, resumed]) {
      const names = new Set(after.templates().flatMap(({ id, aliases }) => [id, ...aliases]));
      for (const id of before) expect(names.has(id), id).toBe(true);
    }
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 60 }), { maxLength: 20 }), (messages) => {
        const { mining, tickets } = taught(messages);
        const templates = mining.templates();
        for (const [at, message] of messages.entries()) {
          if (tickets[at] !== UNSEEN) expect(templates[mining.match(message)]).toBeDefined();
          expect(mining.parameters(mining.match(message), message)).toBeDefined();
        }
      }),
      { numRuns: 200 },
    );
  });

  it("R-66 keeps as many templates as it may; one more takes all the rest", () => {
    const messages = Array.from({ length: 3000 }, (_, i) => `${i}x${i}y ${i}z ${i * 7}q ${i}p ${i}r`);
    const { mining, tickets } = taught(messages, { maxTemplates: 20, ...(name === "drain" ? { st: 1 } : {}) });
    expect(mining.templates().length).toBeLessThanOrEqual(name === "ft-tree" ? 201 : 21);
    expect(mining.isFull()).toBe(true);
    for (const ticket of tickets) expect(mining.templates()[mining.templateOf(ticket)]).toBeDefined();
    expect(mining.match(messages[2999]!)).not.toBe(UNSEEN);
  });

  it("R-68 stays bounded where words are chosen to fill one bucket", () => {
    // One length, one first word, and never enough in common.
    const messages = Array.from({ length: 20_000 }, (_, i) => `go ${i * 3}a w${i % 9} ${i}b ${i * 7}c ${i}d`);
    const { mining } = taught(messages);
    expect(mining.templates().length).toBeLessThan(11_000);
    if (name === "drain") expect([mining.templates().length, mining.isFull()]).toEqual([1001, true]);
    const resumed = miner.resume(mining.state());
    expect(resumed.isFull()).toBe(mining.isFull());
    const more = messages.slice(0, 100).map((message) => `${message} again`.slice(6));
    for (const message of [...messages.slice(-50), ...more]) expect(resumed.learn(message)).toBe(mining.learn(message));
  });
});
