import { commandLine } from "./command-lines.ts";
import { authorization, cookie, jwt, privateKey } from "./credentials.ts";
import { readings } from "./escapes.ts";
import { apiKey, password, secret, sessionCookie, signature, token } from "./keyed-values.ts";
import { namedValue } from "./named-values.ts";
import { card, iban } from "./numbers.ts";
import type { SecretRule } from "./rule.ts";
import { sqlPassword } from "./sql-password.ts";
import { toldPassword } from "./told-passwords.ts";
import { urlCredentials } from "./url-credentials.ts";
import { VENDOR_TOKENS } from "./vendor-tokens.ts";
import { discordToken, webhook } from "./webhooks.ts";

/** What is looked for. Where two rules find the same place, the one listed first names it. */
export const SECRET_RULES: readonly SecretRule[] = [
  privateKey,
  jwt,
  ...VENDOR_TOKENS,
  discordToken,
  webhook,
  card,
  iban,
  urlCredentials,
  authorization,
  cookie,
  sessionCookie,
  password,
  namedValue,
  sqlPassword,
  toldPassword,
  commandLine,
  apiKey,
  secret,
  token,
  signature,
];

/** A secret in a text: characters [start, end), and its kind. */
export interface FoundSecret {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** All secrets in a text, also behind its escapes, in order; overlapping finds become one, named by the rule listed first. */
export function findSecrets(
  text: string,
  rules: readonly Pick<SecretRule, "kind" | "find">[] = SECRET_RULES,
): FoundSecret[] {
  const found = rules.flatMap((rule, rank) =>
    rule.find(text).map(({ start, end }) => ({ kind: rule.kind, rank, start, end })),
  );
  for (const { text: plain, starts } of readings(text))
    for (const [rank, rule] of rules.entries())
      for (const { start, end } of rule.find(plain))
        found.push({ kind: rule.kind, rank, start: starts[start] ?? 0, end: starts[end] ?? text.length });
  found.sort((a, b) => a.start - b.start || a.rank - b.rank);
  const merged: (typeof found)[number][] = [];
  for (const each of found) {
    const last = merged.at(-1);
    if (last === undefined || each.start >= last.end) merged.push({ ...each });
    else {
      if (each.rank < last.rank) Object.assign(last, { kind: each.kind, rank: each.rank });
      last.end = Math.max(last.end, each.end);
    }
  }
  return merged.map(({ kind, start, end }) => ({ kind, start, end }));
}
