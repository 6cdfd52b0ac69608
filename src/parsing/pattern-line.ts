import { linearGroups } from "../core/linear-pattern.ts";
import { type Fields, SLOT } from "./fields.ts";
import { expandGrok, type PatternFault } from "./grok.ts";
import { levelValue, syslogLevel } from "./level-words.ts";
import { fieldTime } from "./times.ts";

/** Reads a line by a pattern of the user's; false: it does not match. */
export type LineReader = (bytes: Uint8Array, start: number, end: number, fields: Fields) => boolean;

/** What groups of these names are. */
const ROLES: Readonly<Record<string, string>> = {
  time: "time timestamp @timestamp ts date datetime date_time log_time logtime",
  level: "level loglevel log_level severity lvl",
  priority: "pri syslog_pri priority",
  component: "component logger class module program service app application process category tag",
  host: "host hostname logsource server node",
  key: "key session session_id request_id trace_id",
  message: "message msg content text",
};
const ROLE_OF = new Map(
  Object.entries(ROLES).flatMap(([role, words]) => words.split(" ").map((word): [string, string] => [word, role])),
);

/** `[log][level]`, `log.level` and `Level` are a level; `host.name` is a host. */
const roleOf = (name: string): string | undefined => {
  const parts = name
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .split(/[.[\]]+/);
  const last = parts.at(-1) === "name" ? parts.at(-2) : parts.at(-1);
  return ROLE_OF.get(last ?? "");
};

/** Bytes of a line that a pattern sees; a message that reaches their end goes on to the end of the line. */
const SEEN = 32 * 1024;

/** Whether the text is a pattern, and no layout: grok, or a regular expression with named groups. */
export const isPattern = (text: string): boolean => /%\{|\(\?P?<[A-Za-z_]/.test(text);

/** Compiles a grok pattern or a regular expression whose named groups say what they hold. */
export function patternReader(pattern: string): LineReader | PatternFault {
  const expanded = expandGrok(pattern);
  if ("text" in expanded) return expanded;
  const compiled = linearGroups(expanded.source);
  if (typeof compiled === "string") return { text: `is no pattern of RE2's syntax (${compiled})` };
  const roles = compiled.names.map(([name, group]): readonly [string | undefined, number] => {
    const field = /^f(\d+)$/.exec(name);
    return [roleOf(field === null ? name : (expanded.names[Number(field[1])] ?? name)), group];
  });
  const groupsOf = (role: string): readonly number[] => roles.flatMap(([has, group]) => (has === role ? [group] : []));
  const [time, level, priority, message] = ["time", "level", "priority", "message"].map(groupsOf);
  const slots = (["component", "host", "key"] as const).map((role) => [SLOT[role], groupsOf(role)] as const);
  if (!roles.some(([role]) => role !== undefined))
    return { text: "names nothing that is used: name its parts time, level, component, host or message" };
  return (bytes, start, end, fields) => {
    const cut = Math.min(end, start + SEEN);
    const spans = compiled.match(bytes.subarray(start, cut));
    if (spans === undefined) return false;
    fields.clear(bytes);
    const from = (group: number): number => start + (spans[2 * group] ?? 0);
    const to = (group: number): number => start + (spans[2 * group + 1] ?? 0);
    const isFound = (group: number): boolean => (spans[2 * group] ?? -1) >= 0 && to(group) > from(group);
    const times = time?.filter(isFound) ?? [];
    const [first, last] = [times[0], times.at(-1)];
    // A date and a time of day in two groups are one time.
    if (
      first !== undefined &&
      last !== undefined &&
      !fieldTime(bytes, Math.min(from(first), from(last)), Math.max(to(first), to(last)), fields.moment)
    )
      for (const group of times) if (fieldTime(bytes, from(group), to(group), fields.moment)) break;
    const said = level?.find(isFound);
    if (said !== undefined) fields.level = levelValue(bytes, from(said), to(said));
    const number = priority?.find(isFound);
    if (number !== undefined && fields.level === 0) {
      const value = Number(new TextDecoder().decode(bytes.subarray(from(number), to(number))));
      if (Number.isInteger(value) && value >= 0 && value <= 191) fields.level = syslogLevel(value & 7);
    }
    for (const [slot, groups] of slots) {
      const group = groups.find(isFound);
      if (group === undefined || to(group) - from(group) > 160) continue;
      fields.spans[slot] = from(group);
      fields.spans[slot + 1] = to(group);
    }
    const text = message?.find(isFound);
    fields.spans[SLOT.message] = text === undefined ? start : from(text);
    fields.spans[SLOT.message + 1] = text === undefined || to(text) === cut ? end : to(text);
    return true;
  };
}
