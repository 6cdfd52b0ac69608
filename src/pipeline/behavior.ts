import type { BehaviorFinding } from "../core/behavior.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { LEVEL, LEVELS } from "../core/levels.ts";
import { type LinearPattern, linearPattern } from "../core/linear-pattern.ts";
import type { BehavioralRule, FieldExtraction, FileSettings, Settings } from "../core/settings.ts";
import { count } from "../core/words.ts";
import { type RuleAtWork, ruleAtWork } from "../detectors/behavior.ts";
import { type FieldLine, type FieldReader, fieldReader } from "../features/fields.ts";
import type { Privacy } from "../privacy/reveal.ts";
import type { Model } from "./learn.ts";
import { recordText, sourceNames, wordTexts } from "./lookup.ts";
import type { Events } from "./read.ts";

/** What the behavioral rules found, and what they could not do. */
export interface Behavior {
  readonly findings: readonly BehaviorFinding[];
  readonly notes: readonly string[];
}

/** Settings of one file, and the sources they hold for. */
export interface FileScope extends FileSettings {
  readonly sources: ReadonlySet<number>;
}

/** Bytes of a record in which fields and patterns are looked for. */
const LOOKED_AT = 16_384;

/** A rule, what it looks for, and how often its fields were there. */
interface Work {
  readonly rule: BehavioralRule;
  readonly at: RuleAtWork;
  readonly pattern: LinearPattern | undefined;
  /** Fields that some line had. */
  readonly met: Set<string>;
  /** Lines in which fields were looked for. */
  looked: number;
}

/** What one source's lines are given to. */
interface Desk {
  readonly fields: FieldReader;
  readonly works: readonly Work[];
}

/** The same name twice: the first one counts. */
const named = <T extends { readonly name: string }>(own: readonly T[], others: readonly T[]): readonly T[] => [
  ...own,
  ...others.filter(({ name }) => own.every((one) => one.name !== name)),
];

/** One walk over the run, and none where no rule is configured. Lines the user called normal do not count. */
export function behaviorOf(
  events: Events,
  model: Model,
  settings: Settings,
  files: readonly FileScope[],
  isKnownNormal: Uint8Array,
  privacy: Privacy,
): Behavior {
  const everywhere = settings.behavioral.enabled ? settings.behavioral.rules : [];
  const all: Work[] = [];
  const working = (rules: readonly BehavioralRule[]): readonly Work[] =>
    rules.map((rule) => {
      const pattern = rule.pattern === null ? undefined : linearPattern(rule.pattern);
      const work: Work = { rule, at: ruleAtWork(rule), pattern, met: new Set(), looked: 0 };
      all.push(work);
      return work;
    });
  const shared = working(everywhere);
  const own = files.map((file) => ({ ...file, works: working(file.behavioral_rules) }));
  if (all.length === 0) return { findings: [], notes: unusedFields(settings.field_extraction, settings, []) };
  if (!model.run.clock.isTimed)
    return { findings: [], notes: ["behavioral rules were not used: they need times, and no line carries one"] };
  const desks = events.sources.map((_, source): Desk => {
    const mine = own.filter(({ sources }) => sources.has(source));
    const works = mine.flatMap((file) => file.works);
    return {
      fields: fieldReader(
        named(
          mine.flatMap((file) => file.field_extraction),
          settings.field_extraction,
        ),
      ),
      works: [...works, ...shared.filter(({ rule }) => works.every((work) => work.rule.name !== rule.name))],
    };
  });
  const lineOf = lineReader(events, privacy);
  for (const { base, events: batch, time, statement } of model.run.stretches())
    for (let i = 0; i < batch.length; i++) {
      const { fields, works } = desks[batch.source[i]!]!;
      if (works.length === 0) continue;
      const line = lineOf(batch, i);
      for (const work of works)
        judgeLine(work, fields, line, { time: time[i]!, event: base + i, statement: statement[i]! }, isKnownNormal);
    }
  const notes = [
    ...unusedFields(
      [...settings.field_extraction, ...files.flatMap((file) => file.field_extraction)],
      settings,
      all.map(({ rule }) => rule),
    ),
    ...all.flatMap(missingOf),
  ];
  return { findings: all.flatMap((work) => work.at.findings()), notes };
}

/** Lines as fields are looked for in them. */
function lineReader(events: Events, privacy: Privacy): (batch: EventBatch, row: number) => FieldLine {
  const word = wordTexts(events, privacy);
  const names = sourceNames(events, privacy);
  return (batch, row) => ({
    text: recordText(events, privacy, batch, row, LOOKED_AT),
    clean: privacy.redact,
    column(name) {
      switch (name) {
        case "level":
          return batch.level[row] === LEVEL.none ? "" : (LEVELS[batch.level[row]!] ?? "");
        case "component":
          return word(batch.component[row]!);
        case "host":
          return word(batch.host[row]!);
        case "source_file":
          return names[batch.source[row]!] ?? "";
        default:
          return "";
      }
    },
  });
}

function judgeLine(
  work: Work,
  fields: FieldReader,
  line: FieldLine,
  place: { readonly time: number; readonly event: number; readonly statement: number },
  isKnownNormal: Uint8Array,
): void {
  const { rule, at, pattern } = work;
  // A pattern that is looked for in the whole line settles most lines before any field is read.
  const isOfLine = pattern !== undefined && (rule.field === null || rule.type === "distinct_count");
  if (isOfLine && rule.type !== "ratio" && !pattern.test(line.text)) return;
  work.looked++;
  const read = (name: string | null): string => {
    const value = name === null ? "" : fields.of(name, line);
    if (name !== null && value !== "") work.met.add(name);
    return value;
  };
  const group = read(rule.group_by);
  const value = read(rule.field);
  if ((rule.group_by !== null && group === "") || (rule.field !== null && value === "")) return;
  if (rule.type === "ratio") at.seen(group, place.time);
  if (isKnownNormal[place.statement] === 1) return;
  const text = isOfLine || rule.field === null ? line.text : value;
  const isMet = pattern === undefined || (isOfLine && rule.type !== "ratio") || pattern.test(text);
  if (isMet) at.hit({ ...place, group, value });
}

function missingOf({ rule, at, met, looked }: Work): string[] {
  const name = `the behavioral rule "${rule.name}"`;
  const missing = [rule.group_by, rule.field].filter((field) => field !== null && !met.has(field));
  const lines = looked === 1 ? "the 1 line" : `the ${count(looked, "line")}`;
  return [
    ...(looked > 0 && missing.length > 0
      ? [`${name} has no effect: ${lines} it looked at had no field ${missing.join(" and ")} (see field_extraction)`]
      : []),
    ...(at.leftOut > 0 ? [`${name} left out ${count(at.leftOut, "line")}: too many lines, groups or values`] : []),
  ];
}

function unusedFields(
  fields: readonly FieldExtraction[],
  settings: Settings,
  rules: readonly BehavioralRule[],
): string[] {
  if (settings.behavioral.rules.length > 0 && !settings.behavioral.enabled) return [];
  const names = [...new Set(fields.map(({ name }) => name))].filter((name) =>
    rules.every(({ group_by, field }) => group_by !== name && field !== name),
  );
  if (names.length === 0) return [];
  return [
    `no behavioral rule uses ${count(names.length, "field")} of field_extraction: ${names.slice(0, 5).join(", ")}`,
  ];
}
