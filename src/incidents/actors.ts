import { type Dictionary, dictionary, NONE } from "../core/dictionary.ts";

/** Messages about proving who one is, that went wrong; and the same that went well. */
const REFUSED =
  /authentication fail\w*|failed (?:password|login|publickey|none|attempt)|login (?:attempt )?fail\w*|invalid (?:user|password|credentials?|login)|check pass|user unknown|unknown user|break-?in|anonymous|more (?:user )?authentication|bad password|wrong password|logon fail\w*|unauthori[sz]ed|not allowed because|denied for user|maximum authentication/i;
const ACCEPTED =
  /accepted (?:password|publickey|keyboard)|login (?:successful|succeeded|ok)|logged in|authenticated|session opened|logon succe\w*/i;

export const isRefusal = (messages: readonly string[]): boolean => messages.some((m) => REFUSED.test(m));
export const isAcceptance = (messages: readonly string[]): boolean =>
  messages.some((m) => ACCEPTED.test(m) && !REFUSED.test(m));

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const RHOST = new TextEncoder().encode("rhost=");

/** Where in the message the peer stands: behind `rhost=`, or the first IPv4 address. */
function peer(bytes: Uint8Array, start: number, end: number): readonly [number, number] | undefined {
  outer: for (let i = start; i + RHOST.length < end; i++) {
    for (let j = 0; j < RHOST.length; j++) if (bytes[i + j] !== RHOST[j]) continue outer;
    let to = i + RHOST.length;
    while (to < end && bytes[to]! > 32) to++;
    if (to > i + RHOST.length) return [i + RHOST.length, to];
    break;
  }
  for (let i = start; i < end; i++) {
    if (!isDigit(bytes[i]!) || (i > start && (isDigit(bytes[i - 1]!) || bytes[i - 1] === 46))) continue;
    let to = i;
    let parts = 0;
    for (; parts < 4; parts++) {
      const from = to;
      while (to < end && to - from < 3 && isDigit(bytes[to]!)) to++;
      if (to === from) break;
      if (parts < 3) {
        if (bytes[to] !== 46) break;
        to++;
      }
    }
    if (
      parts === 4 &&
      !(to < end && (isDigit(bytes[to]!) || (bytes[to] === 46 && to + 1 < end && isDigit(bytes[to + 1]!))))
    )
      return [i, to];
  }
  return undefined;
}

/** Who is behind messages about logins. */
export interface Actors {
  /** Number of the peer that the message names; NONE: it names none. */
  of(bytes: Uint8Array, start: number, end: number): number;
  readonly names: Dictionary;
}

export function actors(): Actors {
  const names = dictionary();
  return {
    names,
    of(bytes, start, end) {
      const found = peer(bytes, start, end);
      return found ? names.intern(bytes, found[0], found[1]) : NONE;
    },
  };
}
