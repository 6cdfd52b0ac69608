import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/core/codec.ts";
import { UNSEEN } from "../../src/core/miner.ts";
import { seededRandom } from "../../src/core/random.ts";
import type { Shapes } from "../../src/core/shapes.ts";
import { type ListedMiner, type Mining, miners } from "../../src/templates/index.ts";
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
  expect(new Set(miners.map(({ name }) => name)).size).toBe(miners.length);
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
