import { levelNamed } from "../core/levels.ts";
import { timeEnd } from "./clock.ts";

/** What kind of program wrote a log: it decides how our messages are worded. */
export type Manner = "syslog" | "program" | "json" | "plain";

/** A line taken apart, so that another message can be put behind its head. */
export interface Head {
  readonly manner: Manner;
  /** Everything before the level's word (or before the process, or the message where there is neither). */
  readonly before: string;
  /** As the log writes it, with the spaces that fill its column; empty: none. */
  readonly level: string;
  /** What stands between level and message; for syslog `process[pid]: `. */
  readonly after: string;
  readonly message: string;
  /** What stands behind the message: the rest of a JSON record. */
  readonly tail: string;
}

const PROCESS = /^([^\s:[\]]+(?: ?\([^)\s]*\))?)(\[\d+\])?: /;
const LEVEL_WORD = /^([[(<]?)([A-Za-z]+)([\])>]?)(:?\s+|$)/;
/** `[thread] - `, `[class] `, `class: `, `12 class - `: what log4j layouts put around a message. */
const PLACE =
  /^(?:-\s+)?(?:\[[^\]]*(?:\[[^\]]*\])?[^\]]*\]:? (?:- )?(?:[\w.$]+: )?|[\w.$]+(?:\.[\w$]+)+(?::| -) |[A-Za-z][\w$.-]*: )?/;
const JSON_MESSAGE = /("(?:msg|message|log|event)"\s*:\s*")((?:[^"\\]|\\.)*)"/;
const JSON_LEVEL = /("(?:level|severity|lvl|levelname)"\s*:\s*")([A-Za-z]+)"/;

/** Takes a line apart; undefined: it starts nothing (a stack trace, a blank line). */
export function headOf(line: string): Head | undefined {
  if (line.startsWith("{")) return jsonHead(line);
  const end = timeEnd(line);
  if (end === 0) return undefined;
  const rest = line.slice(end);
  const host = /^(\]?\s+\S+\s+)/.exec(rest);
  const process = host === null ? null : PROCESS.exec(rest.slice(host[0].length));
  // A host and a process behind a time without fraction: a system log.
  if (host !== null && process !== null && levelNamed(host[0].trim()) < 0 && /:\d\d$/.test(line.slice(0, end))) {
    const start = end + host[0].length;
    const after = process[0];
    return {
      manner: "syslog",
      before: line.slice(0, start),
      level: "",
      after,
      message: line.slice(start + after.length),
      tail: "",
    };
  }
  return levelled(line, end);
}

/** Finds a level among the first words behind the time. */
function levelled(line: string, end: number): Head {
  let position = end + (/^[^\s]*\s*/.exec(line.slice(end))?.[0].length ?? 0);
  const start = position;
  for (let word = 0; word < 6 && position < line.length; word++) {
    const rest = line.slice(position);
    const match = LEVEL_WORD.exec(rest);
    const [whole = "", open = "", name = ""] = match ?? [];
    if (match !== null && levelNamed(name) >= 0) {
      const before = line.slice(0, position + open.length);
      const column = whole.slice(open.length);
      const after = PLACE.exec(rest.slice(whole.length))?.[0] ?? "";
      const message = rest.slice(whole.length + after.length);
      return { manner: "program", before, level: column, after, message, tail: "" };
    }
    position += /^\S*\s*/.exec(rest)?.[0].length ?? rest.length;
  }
  return { manner: "plain", before: line.slice(0, start), level: "", after: "", message: line.slice(start), tail: "" };
}

function jsonHead(line: string): Head | undefined {
  const found = JSON_MESSAGE.exec(line);
  if (found === null) return undefined;
  const open = found.index + (found[1] ?? "").length;
  const message = found[2] ?? "";
  const level = JSON_LEVEL.exec(line.slice(0, open));
  const tail = line.slice(open + message.length);
  if (level === null) return { manner: "json", before: line.slice(0, open), level: "", after: "", message, tail };
  const at = level.index + (level[1] ?? "").length;
  const name = level[2] ?? "";
  return {
    manner: "json",
    before: line.slice(0, at),
    level: name,
    after: line.slice(at + name.length, open),
    message,
    tail,
  };
}

/** The head's level column, holding another level in the same case and width. */
export function withLevel(column: string, level: string): string {
  const name = /^[A-Za-z]+/.exec(column)?.[0];
  if (name === undefined) return column;
  const cased =
    name === name.toLowerCase()
      ? level.toLowerCase()
      : name === name.toUpperCase()
        ? level.toUpperCase()
        : level.charAt(0).toUpperCase() + level.slice(1).toLowerCase();
  const behind = column.slice(name.length);
  // `INFO  [`: the level fills a column. `LOG:  `: it does not.
  if (behind.length < 2 || behind.trim() !== "") return cased + behind;
  return cased + " ".repeat(Math.max(1, name.length + behind.length - cased.length));
}
