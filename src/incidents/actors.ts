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

/** What stands before the address of who asked, and before that of who was asked. */
const ASKING =
  /(?:\b(?:from|rip|src|srcip|saddr|client|remote|peer|caller|addr|host)(?: ?ip| ?addr(?:ess)?)?[ :=]{1,3}|failed for )['"[(<]?$/i;
const ASKED =
  /(?:@|\b(?:lip|dst|dstip|daddr|to|on|local|laddr|server|via)(?: ?ip| ?addr(?:ess)?)?[ :=]{1,3}['"[(<]?)$/i;
/** Characters before an address that are looked at. */
const BEFORE = 24;

/** Where an IPv4 address ends that begins at `i`; -1: none does. */
function addressEnd(bytes: Uint8Array, i: number, end: number): number {
  let to = i;
  for (let part = 0; part < 4; part++) {
    const from = to;
    while (to < end && to - from < 3 && isDigit(bytes[to]!)) to++;
    if (to === from) return -1;
    if (part < 3 && bytes[to++] !== 46) return -1;
  }
  const goesOn = to < end && (isDigit(bytes[to]!) || (bytes[to] === 46 && to + 1 < end && isDigit(bytes[to + 1]!)));
  return goesOn || to > end ? -1 : to;
}

/** Where in the message the peer stands: behind `rhost=`, or the first IPv4 address behind a word that names the peer, or else the first that is not the server's. */
function peer(bytes: Uint8Array, start: number, end: number): readonly [number, number] | undefined {
  outer: for (let i = start; i + RHOST.length < end; i++) {
    for (let j = 0; j < RHOST.length; j++) if (bytes[i + j] !== RHOST[j]) continue outer;
    let to = i + RHOST.length;
    while (to < end && bytes[to]! > 32) to++;
    if (to > i + RHOST.length) return [i + RHOST.length, to];
    break;
  }
  let other: readonly [number, number] | undefined;
  let own: readonly [number, number] | undefined;
  for (let i = start; i < end; i++) {
    if (!isDigit(bytes[i]!) || (i > start && (isDigit(bytes[i - 1]!) || bytes[i - 1] === 46))) continue;
    const to = addressEnd(bytes, i, end);
    if (to < 0) continue;
    const before = String.fromCharCode(...bytes.subarray(Math.max(start, i - BEFORE), i)).replace(/::ffff:$/, "");
    if (ASKING.test(before)) return [i, to];
    if (ASKED.test(before)) own ??= [i, to];
    else other ??= [i, to];
    i = to;
  }
  return other ?? own;
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
