import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlarmFacts, isAlarm, isSeldom } from "../../src/decisions/alarm.ts";

const CALM: AlarmFacts = { gravity: 0, strength: 0, kind: "episode", incident: 0, isSeldom: true, isFirst: false };
const KINDS = ["actor", "chronic", "episode", "span", "secret"] as const;

describe("an alarm", () => {
  it.each<[string, Partial<AlarmFacts>, boolean]>([
    ["a secret, wherever it stands", { kind: "secret" }, true],
    ["a grave line without any incident", { gravity: 3 }, true],
    ["a grave member of a flood", { gravity: 3, kind: "span", incident: 4, isSeldom: false }, true],
    ["a grave line of a chronic complaint", { gravity: 3, kind: "chronic", isSeldom: false }, true],
    ["the first line of a told incident", { isFirst: true, incident: 2.4 }, true],
    ["the first line of a chronic complaint that is told", { isFirst: true, incident: 2.5, kind: "chronic" }, true],
    ["the first line of what is not told", { isFirst: true, incident: 0 }, false],
    ["a calm line", {}, false],
    ["a calm line of an incident", { incident: 5 }, false],
    ["a failure outside any incident", { gravity: 2.8, strength: 2.8 }, false],
    ["a failure in an incident that is only low", { gravity: 2, strength: 3, incident: 2.9 }, false],
    ["a strong failure in an incident", { gravity: 1.6, strength: 2.4, incident: 3 }, true],
    ["a weak failure in an incident", { gravity: 1.6, strength: 2.3, incident: 5 }, false],
    ["something strong that is no failure", { gravity: 1.4, strength: 3, incident: 5 }, false],
    ["a strong failure that comes often", { gravity: 2, strength: 3, incident: 5, isSeldom: false }, false],
    ["a refused login of an actor, however often", { gravity: 1.6, kind: "actor", incident: 4, isSeldom: false }, true],
    ["a calm line of an actor", { gravity: 1, kind: "actor", incident: 4 }, false],
    ["a failing member of a flood", { gravity: 2, strength: 3, kind: "span", incident: 4 }, false],
    ["a later line of a chronic complaint", { gravity: 2, strength: 3, kind: "chronic", incident: 3.5 }, false],
  ])("%s", (_, facts, expected) => {
    expect(isAlarm({ ...CALM, ...facts })).toBe(expected);
  });

  it("does not go away when a line gets graver, stronger, or its incident worse", () => {
    const facts = fc.record({
      gravity: fc.double({ min: 0, max: 4.2, noNaN: true }),
      strength: fc.double({ min: 0, max: 8, noNaN: true }),
      kind: fc.constantFrom(...KINDS),
      incident: fc.double({ min: 0, max: 8, noNaN: true }),
      isSeldom: fc.boolean(),
      isFirst: fc.boolean(),
    });
    const more = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(facts, fc.constantFrom("gravity", "strength", "incident"), more, (of, key, plus) => {
        if (isAlarm(of)) expect(isAlarm({ ...of, [key]: of[key] + plus })).toBe(true);
      }),
    );
  });
});

describe("seldom", () => {
  it("is a dozen lines, or one in a hundred", () => {
    expect([isSeldom(12, 100), isSeldom(13, 100), isSeldom(20, 2000), isSeldom(21, 2000)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
