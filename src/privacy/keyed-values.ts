import type { SecretRule, Span } from "./rule.ts";
import { isStandIn, valuesAt } from "./values.ts";

const PAM = /^(?:auth|account|session|password|setcred|chauthtok)$/;

/** Words before a key that make it part of a sentence: `invalid password: access denied`. */
const PROSE =
  /(?:^|[^a-z])(?:invalid|wrong|bad|incorrect|unexpected|unknown|expired|missing|illegal|unrecognized|failed|empty|no|of|for|the|a|an|your|this|with|without|by|in|reset|change|changed|new token|parse|syntax)[\s"']{1,3}$/i;

interface Keyed {
  readonly kind: string;
  readonly summary: string;
  /** Last words of a key, lower case; `-`, `_` or nothing may stand where a hyphen does. */
  readonly keys: readonly string[];
  /** Keys that must not be the tail of a longer word, such as `pass` in `compass`. */
  readonly wholeKeys?: readonly string[];
  accept(value: string, is: { readonly key: string; readonly quoted: boolean; readonly spaced: boolean }): boolean;
  readonly samples: readonly { readonly text: string; readonly secret: string }[];
  readonly counterexamples: readonly string[];
}

const asRegex = (key: string): string => key.replaceAll("-", "[-_. ]?");
const spellings = (key: string): string[] => ["", "-", "_", ".", " "].map((mark) => key.replaceAll("-", mark));
/** What may close a key: quotes, and the bracket of `user["password"]`. */
const QUOTES = [0x22, 0x27, 0x60, 0x5d];
const isLetter = (character: string): boolean => /[a-z]/i.test(character);

/** Most blanks between a key, its separator and its value: tables are aligned with them. */
const ALIGNED = 40;
const BLANKS = `[ \\t\\u00a0\\u2000-\\u200b\\u202f\\u205f\\u3000]{0,${ALIGNED}}`;

/** Whether a separator stands behind a key: `key=`, `"key": `, `--key `. Ordinary lines say `password` without one. */
function isSeparated(bytes: Uint8Array, start: number, at: number, end: number): boolean {
  let i = at;
  while (i < end && i < at + 3 && bytes[i] === 0x5c) i++;
  if (i < end && QUOTES.includes(bytes[i] ?? 0)) i++;
  const behind = i;
  // `key%3D`, `key%22%3A`: escapes of URLs.
  if (i + 2 < end && bytes[i] === 0x25 && (bytes[i + 1] === 0x32 || bytes[i + 1] === 0x33)) return true;
  while (i < end && i < behind + ALIGNED && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++;
  // Blanks and separators beyond ASCII: the rule looks at them.
  if (i < end && bytes[i]! >= 0x80) return true;
  if (i < end && (bytes[i] === 0x3d || bytes[i] === 0x3a || bytes[i] === 0x3e)) return true;
  if (i !== behind + 1 || bytes[behind] !== 0x20) return false;
  let first = at - 1;
  while (first >= start && first > at - 60 && bytes[first] !== 0x20) first--;
  return bytes[first + 1] === 0x2d;
}

/** A key inside a longer word counts only where the word changes case: `dbPass`, not `compass`. */
function isWholeKey(text: string, start: number): boolean {
  const [before, first] = [text[start - 1] ?? "", text[start] ?? ""];
  if (!isLetter(before)) return true;
  return before === before.toLowerCase() && first === first.toUpperCase();
}

function keyedRule(of: Keyed): SecretRule {
  const whole = new Set((of.wholeKeys ?? []).map((key) => key.replaceAll("-", "")));
  const keys = [...of.keys, ...(of.wholeKeys ?? [])];
  const pattern = new RegExp(
    `(${keys.map(asRegex).join("|")})(?:\\\\{0,3}["'\`\\]])?(?:${BLANKS}(?:=>|:=|==|[:=\\uff1a\\uff1d])(${BLANKS})|(>)|( ))`,
    "gid",
  );
  return {
    kind: of.kind,
    summary: of.summary,
    triggers: [...new Set(keys.flatMap(spellings))].map((literal) => ({ literal, confirm: isSeparated })),
    find(text) {
      const spans: Span[] = [];
      let from = 0;
      for (const match of text.matchAll(pattern)) {
        const [at, behind] = match.indices?.[0] ?? [0, 0];
        if (at < from) continue;
        const key = (match[1] ?? "").toLowerCase().replaceAll(/[-_. ]/g, "");
        if (whole.has(key) && !isWholeKey(text, at)) continue;
        const before = text.slice(Math.max(0, at - 40), at);
        // A blank alone separates only behind a command line's `--password` or `-Password`.
        if (match[4] !== undefined && (!/(?:^|\s)--?[\w-]{0,38}$/.test(before) || /[-|<>&]/.test(text[behind] ?? "-")))
          continue;
        for (const { start, end, quoted } of valuesAt(text, behind)) {
          // `<password>value</password>`
          if (match[3] !== undefined && (quoted || !text.startsWith("</", end))) continue;
          const value = text.slice(start, end);
          const spaced = match[2] !== undefined && match[2] !== "" && !quoted;
          if (isStandIn(value)) continue;
          // `password= user=x`: the value is empty, the next key follows.
          if (spaced && /^[\w.-]{1,40}[=:]/.test(value)) continue;
          // `pam_unix(chpasswd:chauthtok)`: a service and what it was asked for.
          if (text[end] === ")" && PAM.test(value)) continue;
          if (!quoted && /^[a-z]+[.:!]?$/i.test(value) && (text[end] ?? "") !== "&" && PROSE.test(before)) continue;
          if (!of.accept(value, { key, quoted, spaced })) continue;
          spans.push({ start, end });
          from = end;
        }
      }
      return spans;
    },
    samples: of.samples,
    counterexamples: of.counterexamples,
  };
}

const hasDigit = (value: string): boolean => /\d/.test(value);
const isRandomLike = (value: string): boolean =>
  (hasDigit(value) && isLetter(value)) || (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1))) || value.length >= 20;
const isPath = (value: string): boolean => /^(?:\/|~|\.\.?\/|[A-Z]:\\)/i.test(value) && !/[=+]/.test(value);
/** Text, not a secret: unquoted behind a colon and a blank, where sentences go on. */
const goesOn = (value: string, spaced: boolean): boolean => spaced && !(value.length >= 6 && hasDigit(value));

export const password = keyedRule({
  kind: "password",
  summary: "values of password, passwd, pwd, pass, passphrase",
  keys: ["passwords", "password", "passwd", "passphrase", "passwort"],
  wholeKeys: ["pwd", "pass", "psw", "pw"],
  // Of several passwords sentences speak, too: `failed passwords: 3 of bob`.
  accept: (value, { key, quoted, spaced }) =>
    (quoted || key !== "passwords") &&
    !isPath(value) &&
    !(spaced && /^[a-z]+[.!?:]?$/.test(value) && value.length < 4) &&
    !/^\d{1,3}$/.test(value),
  samples: [
    { text: "login password=hunter2 ok", secret: "hunter2" },
    { text: "db password: hunter2", secret: "hunter2" },
    { text: "password   =    Zq4skj2Yy1Cz", secret: "Zq4skj2Yy1Cz" },
    { text: "Password            : hunter2Two", secret: "hunter2Two" },
    { text: "password=\u00a0Zq4skj2Yy1Cz", secret: "Zq4skj2Yy1Cz" },
    { text: "password\u3000=\u2009Zq4skj2Yy1Cz", secret: "Zq4skj2Yy1Cz" },
    { text: "password\uff1aZq4skj2Yy1Cz", secret: "Zq4skj2Yy1Cz" },
    { text: '{"user":"a","password":"s3cr et!"}', secret: "s3cr et!" },
    { text: '{"log":"{\\"password\\":\\"n3sted\\",\\"a\\":1}"}', secret: "n3sted" },
    { text: '{"password":{"value":"s3cret"}}', secret: "s3cret" },
    { text: '{\\"password\\": {\\"value\\": \\"s3cret\\"}}', secret: "s3cret" },
    { text: '{"passwords":["s3cret","s4cret"]}', secret: "s3cret" },
    { text: '{"passwords":["s3cret", "s4cret"]}', secret: "s4cret" },
    { text: "passwd='pa ss' next", secret: "pa ss" },
    { text: "DB_PASSWORD=Tr0ub4dor&x=1", secret: "Tr0ub4dor" },
    { text: "dbPass=abcd1234;", secret: "abcd1234" },
    { text: "Server=x;Uid=y;Pwd=letmein;", secret: "letmein" },
    { text: ':password=>"ruby1"', secret: "ruby1" },
    { text: "<password>xmlsecret</password>", secret: "xmlsecret" },
    { text: "mysql --password hunter3 -h db", secret: "hunter3" },
    { text: "nuget push -Password hunter4 -h x", secret: "hunter4" },
    { text: '{"password":"ab\\"cd\\\\","x":"y"}', secret: 'ab\\"cd\\\\' },
    { text: '{"log":"{\\"password\\":\\"n3\\\\\\"sted\\",\\"a\\":1}"}', secret: 'n3\\\\\\"sted' },
    { text: "spring.datasource.password = letmein", secret: "letmein" },
    { text: "password=12345", secret: "12345" },
    { text: "passphrase: correct-horse-9", secret: "correct-horse-9" },
  ],
  counterexamples: [
    "password= user=x",
    "password   =    user=x",
    "password \u2013 reset",
    "password\u5bc6\u7801\u9519\u8bef",
    "password      :    ",
    "password=",
    'password=""',
    '{"password":{"required":true}}',
    '{"password":{"value":null}}',
    '{"passwords":[]}',
    "passwords: reset by bob",
    '{"password":["***"]}',
    "password changed for root",
    "invalid password",
    "Failed password for invalid user admin from 1.2.3.4 port 22 ssh2",
    "error: invalid password: access denied",
    "password=****** ok",
    "password=$DB_PASSWORD",
    "password=[password·1]",
    "PWD=/root ; USER=root",
    "OLDPWD=/home",
    "compass=north bypass=yes",
    "login --password --host db",
    "re-password asked - password reset",
    "tests pass: 12 fail: 0",
    "password: null",
    "check pass; user unknown",
    "password_changed=true",
    "chpasswd[30938]: pam_unix(chpasswd:chauthtok): user does not exist",
  ],
});

export const apiKey = keyedRule({
  kind: "api-key",
  summary: "values of api key, access key, account key and their like",
  keys: [
    "api-key",
    "access-key",
    "account-key",
    "encryption-key",
    "master-key",
    "signing-key",
    "app-key",
    "license-key",
  ],
  accept: (value, { spaced }) => value.length >= 6 && !isPath(value) && !goesOn(value, spaced),
  samples: [
    { text: "api_key=ab12cd34ef", secret: "ab12cd34ef" },
    { text: "apikey: 0123abcd4567", secret: "0123abcd4567" },
    { text: "X-Api-Key: 9f8e7d6c5b4a", secret: "9f8e7d6c5b4a" },
    { text: '"apiKey": "q1w2e3r4t5"', secret: "q1w2e3r4t5" },
    {
      text: "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    { text: "AccountName=x;AccountKey=Zm9vYmFyYmF6cXV4MTIz==;", secret: "Zm9vYmFyYmF6cXV4MTIz==" },
    { text: '"SecretAccessKey":"abcdEFGH1234"', secret: "abcdEFGH1234" },
  ],
  counterexamples: [
    "api key not found",
    "invalid api key: access denied",
    "apikey=null",
    "api_key=",
    "access key: not configured",
    "SharedAccessKeyName=root",
  ],
});

export const token = keyedRule({
  kind: "token",
  summary: "values of tokens: access, refresh, session, csrf, one-time",
  keys: ["token"],
  accept: (value, { quoted, spaced }) =>
    value.length >= 6 &&
    !isPath(value) &&
    !/^\d{1,7}$/.test(value) &&
    // `token=Token{bb4ab40 …}`: an object as Java shows it.
    !/^[A-Za-z]\w{0,40}\{/.test(value) &&
    !goesOn(value, spaced) &&
    (!quoted || !/\s/.test(value)),
  samples: [
    { text: "token=abcdef123", secret: "abcdef123" },
    { text: "GET /x?access_token=zzTop99&y=1", secret: "zzTop99" },
    { text: '"refreshToken":"r1.abc-def"', secret: "r1.abc-def" },
    { text: "X-Auth-Token: 77aa88bb99", secret: "77aa88bb99" },
    { text: "csrf_token='k3yk3y'", secret: "k3yk3y" },
  ],
  counterexamples: [
    "token refreshed",
    '"client_token":"hmac-sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
    "token expired: retry",
    "Unexpected token: } in JSON",
    "unexpected token: identifier",
    "token=null",
    "token: 512",
    "max_tokens=4096 token_type=bearer",
    "invalid token: signature mismatch",
    'token="two words here"',
    "AppWindowToken{f075180 token=Token{bb4ab40 ActivityRecord{530e026 u0 com.a/.B t761}}}",
  ],
});

export const secret = keyedRule({
  kind: "secret",
  summary: "values of secrets, credentials, private keys, one-time codes",
  keys: [
    "secret",
    "secret-key",
    "secret_key_base",
    "client-secret",
    "private-key",
    "shared-access-signature",
    "credential",
    "credentials",
    "auth-key",
    "otp-code",
  ],
  wholeKeys: ["secretkey", "otp", "cvv", "cvc"],
  accept: (value, { quoted, spaced }) =>
    value.length >= 3 && !isPath(value) && !goesOn(value, spaced && value.length > 2) && (!quoted || !/\s/.test(value)),
  samples: [
    { text: "client_secret=abc.def-1", secret: "abc.def-1" },
    { text: '"secret":"s3cr3t"', secret: "s3cr3t" },
    { text: "SECRET_KEY=django-insecure-1", secret: "django-insecure-1" },
    { text: "secret_key_base: Zq4skj2Yy1Cz", secret: "Zq4skj2Yy1Cz" },
    { text: "otp=123456 sent", secret: "123456" },
    { text: "cvv=123", secret: "123" },
  ],
  counterexamples: [
    'secret "default-token" not found',
    "secret: not found",
    "secretName=tls",
    "no secret: using default",
    "secret=<none>",
    "credentials: invalid",
  ],
});

export const signature = keyedRule({
  kind: "signature",
  summary: "signatures of presigned requests",
  keys: ["signature"],
  wholeKeys: ["sig"],
  accept: (value, { spaced }) =>
    // Words with blanks are the name of a rule: `"signature":"ET SCAN …"`.
    value.length >= 20 && hasDigit(value) && isRandomLike(value) && !/\s/.test(value) && !(spaced && isPath(value)),
  samples: [
    {
      text: "GET /b/k?X-Amz-Signature=0123456789abcdef0123456789abcdef&x=1",
      secret: "0123456789abcdef0123456789abcdef",
    },
    { text: "?sv=2020&sig=abcDEF123%2Bghi456jkl%3D", secret: "abcDEF123%2Bghi456jkl%3D" },
  ],
  counterexamples: [
    "sig=11",
    "signature: mismatch",
    "signature=invalid",
    "sig=SIGTERM",
    '"signature":"ET SCAN Suspicious inbound to mySQL port 3306"',
  ],
});

export const sessionCookie = keyedRule({
  kind: "session",
  summary: "session ids of web servers",
  keys: [
    "jsessionid",
    "phpsessid",
    "asp.net_sessionid",
    "connect.sid",
    "aspsessionid",
    "laravel_session",
    "session-cookie",
  ],
  accept: (value) => value.length >= 8 && hasDigit(value),
  samples: [
    { text: "GET /cart;jsessionid=0A1B2C3D4E5F HTTP/1.1", secret: "0A1B2C3D4E5F" },
    { text: "PHPSESSID=q1w2e3r4t5y6", secret: "q1w2e3r4t5y6" },
  ],
  counterexamples: ["jsessionid=none", "PHPSESSID rotated"],
});
