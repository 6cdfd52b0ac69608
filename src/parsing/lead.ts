import { Moment, type TimeReader } from "./moment.ts";
import { OP, type Program } from "./program.ts";

/** What many programs begin with: a time, behind a sign that must stand there, or may, or none. */
interface Lead {
  readonly literal: Uint8Array;
  readonly isOptional: boolean;
  readonly read: TimeReader;
  /** A line that begins with this byte has more before its time, and is not looked at here; 0: none has. */
  readonly unless: number;
}

/** Beginnings of programs, each tried once a line however many programs share it. */
export interface Leads {
  /** Number of a program's beginning; -1: it has none of these. */
  of(program: Program | undefined): number;
  /** Another line. */
  next(): void;
  /** Whether the line begins so. */
  fits(lead: number, bytes: Uint8Array, start: number, end: number): boolean;
}

const NOTHING = new Uint8Array(0);

export function leads(): Leads {
  const known: Lead[] = [];
  const moment = new Moment();
  /** Of the line: 1 it fits, 2 it does not. */
  let tried = new Uint8Array(0);
  return {
    of(program) {
      const ops = program?.ops ?? [];
      const opening = ops[0]?.code === OP.choice && ops[1]?.code === OP.literal ? ops[0] : undefined;
      const at = opening?.target ?? 0;
      const unless = opening === undefined ? 0 : (ops[1]?.literal[0] ?? 0);
      const [first, second] = [ops[at], ops[at + 1]];
      const hasSign = first?.code === OP.literal || first?.code === OP.maybe;
      const time = hasSign ? second : first;
      if (first === undefined || time?.code !== OP.time) return -1;
      const literal = hasSign ? first.literal : NOTHING;
      const isOptional = first.code === OP.maybe;
      const index = known.findIndex(
        (lead) =>
          lead.read === time.read &&
          lead.isOptional === isOptional &&
          lead.unless === unless &&
          Buffer.compare(lead.literal, literal) === 0,
      );
      if (index >= 0) return index;
      tried = new Uint8Array(known.push({ literal, isOptional, read: time.read, unless }));
      return known.length - 1;
    },
    next() {
      tried.fill(0);
    },
    fits(lead, bytes, start, end) {
      const before = tried[lead]!;
      if (before > 0) return before === 1;
      const { literal, isOptional, read, unless } = known[lead]!;
      if (unless > 0 && bytes[start] === unless) return true;
      let i = 0;
      while (i < literal.length && start + i < end && bytes[start + i] === literal[i]) i++;
      const stands = i === literal.length;
      const doesFit = (stands || isOptional) && read(bytes, stands ? start + i : start, end, moment) >= 0;
      tried[lead] = doesFit ? 1 : 2;
      return doesFit;
    },
  };
}
