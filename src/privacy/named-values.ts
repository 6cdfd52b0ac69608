import type { Confirm, SecretRule, Span } from "./rule.ts";
import { isStandIn, valueAt } from "./values.ts";

const KEYS = ["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "access_key", "secret_key"];

/** Whether a quote closes the name and the object ends or goes on: `DB_PASSWORD",`. */
const isName: Confirm = (bytes, _start, at, end) => {
  let i = at;
  while (i < end && i < at + 3 && bytes[i] === 0x5c) i++;
  if (bytes[i] !== 0x22 && bytes[i] !== 0x27) return false;
  for (i++; i < end && i < at + 12 && bytes[i] === 0x20; ) i++;
  return i < end && (bytes[i] === 0x2c || bytes[i] === 0x7d);
};

const QUOTE = "\\\\{0,3}[\"']";
const NAME = `[\\w.-]{0,100}?(?:${KEYS.join("|")})${QUOTE}`;
const KEY = (words: string): string => `${QUOTE}(?:${words})${QUOTE}\\s{0,4}:\\s{0,4}`;
const BETWEEN = "\\s{0,4},\\s{0,4}";
const NAME_FIRST = new RegExp(`${KEY("name|key")}${QUOTE}${NAME}${BETWEEN}${KEY("value")}`, "gi");
const VALUE = new RegExp(KEY("value"), "gi");
const NAME_BEHIND = new RegExp(`${QUOTE}${BETWEEN}${KEY("name|key")}${QUOTE}${NAME}`, "iy");

/** Secrets whose name is a value itself: `{"name":"DB_PASSWORD","value":"x"}`, as Kubernetes writes environments. */
export const namedValue: SecretRule = {
  kind: "named-secret",
  summary: "values beside the name of a password, secret, token or key",
  triggers: KEYS.map((literal) => ({ literal, confirm: isName })),
  find(text) {
    if (!/value/i.test(text)) return [];
    const spans: Span[] = [];
    const take = (at: number, isNamed: (end: number) => boolean): void => {
      const { start, end, quoted } = valueAt(text, at);
      const value = text.slice(start, end);
      if (quoted && value.length >= 3 && !isStandIn(value) && isNamed(end)) spans.push({ start, end });
    };
    for (const match of text.matchAll(NAME_FIRST)) take(match.index + match[0].length, () => true);
    for (const match of text.matchAll(VALUE))
      take(match.index + match[0].length, (end) => {
        NAME_BEHIND.lastIndex = end;
        return NAME_BEHIND.test(text);
      });
    return spans.sort((a, b) => a.start - b.start);
  },
  samples: [
    { text: '{"name":"DB_PASSWORD","value":"s3cret"}', secret: "s3cret" },
    { text: 'env [{"value": "s3\\"cret", "name": "db.password"}]', secret: 's3\\"cret' },
    { text: '{\\"key\\":\\"API_KEY\\",\\"value\\":\\"s3cret\\"}', secret: "s3cret" },
  ],
  counterexamples: [
    '{"name":"DB_PASSWORD","value":""}',
    '{"name":"DB_PASSWORD","value":"$VAULT"}',
    '{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db"}}}',
    '{"name":"DB_HOST","value":"db.internal"}',
    '{"name":"DB_PASSWORD","value":null}',
  ],
};
