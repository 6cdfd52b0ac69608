import { type Confirm, type SecretRule, type Span, spansOf } from "./rule.ts";

/** Where user and password stand in `scheme://user:password@host`; `at` is the byte behind `://`. No colon: no password. */
interface Credentials {
  readonly colon: number | undefined;
  readonly end: number;
}

function credentialsIn(code: (at: number) => number, at: number, end: number): Credentials | undefined {
  let colon: number | undefined;
  let stop = -1;
  const limit = Math.min(end, at + 600);
  for (let i = at; i < limit; i++) {
    const c = code(i);
    // Blank, quotes, `/`, `<`, `>`, `?`, `#`, `\` end what can be user and password.
    if (
      c <= 0x20 ||
      c === 0x22 ||
      c === 0x27 ||
      c === 0x2f ||
      c === 0x3c ||
      c === 0x3e ||
      c === 0x3f ||
      c === 0x23 ||
      c === 0x5c
    )
      break;
    if (c === 0x3a) colon ??= i;
    else if (c === 0x40) stop = i;
  }
  // Behind the last at sign a colon is that of a port.
  return stop < 0 ? undefined : { colon: colon !== undefined && colon < stop ? colon : undefined, end: stop };
}

/** Shortest user part that is taken for a token. */
const TOKEN = 20;
/** A user part that is no name: `https://token@host`. */
const isToken = (user: string): boolean =>
  /^[\w-]{20,}$/.test(user) &&
  /\d/.test(user) &&
  ((/[a-z]/.test(user) && /[A-Z]/.test(user)) || /^(?=.*[a-z])[0-9a-z]{32,}$/.test(user));
/** What Sentry has in front of its host is a name of a project, and public. */
const PUBLIC_HOST = /^@(?:[\w.-]{1,100}\.)?sentry\b/;
const MASK = /^(?:\*+|x{3,}|\[[\w· -]*\]|\$\{[^}]*\}|\{\{?[\w.]*\}?\}|<[\w -]*>|%s)$/i;

const hasCredentials: Confirm = (bytes, _start, at, end) => {
  const found = credentialsIn((i) => bytes[i] ?? 0, at, end);
  return found !== undefined && (found.end > (found.colon ?? found.end) + 1 || found.end - at >= TOKEN);
};

/** Whether an at sign, written `%40`, stands behind an escaped `://`. */
const hasEscapedAt: Confirm = (bytes, _start, at, end) => {
  for (let i = at, stop = Math.min(end - 1, at + 600); i < stop && bytes[i]! > 0x20; i++)
    if (bytes[i] === 0x34 && bytes[i + 1] === 0x30) return true;
  return false;
};

/** `user:password@tcp(host)`, as drivers of Go write it: what stands before the at sign. */
function passwordsOfDrivers(text: string): Span[] {
  return spansOf(text, /@(?:tcp6?|unix)\(/dgi).flatMap(({ start: end }) => {
    const [, user, value = ""] =
      /(^|[\s"'`=,;(>])[^\s"'`=,;():@/<>]{1,64}:([^\s"'`<>]{1,128})$/.exec(text.slice(Math.max(0, end - 200), end)) ??
      [];
    return user === undefined || MASK.test(value) ? [] : [{ start: end - value.length, end }];
  });
}

export const urlCredentials: SecretRule = {
  kind: "url-password",
  summary: "passwords and tokens in URLs and data source names: scheme://user:password@host",
  triggers: [
    { literal: "://", confirm: hasCredentials },
    { literal: "%3a%2f%2f", confirm: hasEscapedAt },
    { literal: "%253a%252f%252f", confirm: hasEscapedAt },
    { literal: "jdbc:oracle:", isExact: true },
    { literal: "@tcp(" },
    { literal: "@tcp6(" },
    { literal: "@unix(" },
  ],
  find(text) {
    const spans: Span[] = [];
    for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      const start = at + 3;
      const found = credentialsIn((i) => text.charCodeAt(i), start, text.length);
      if (found === undefined) continue;
      const userEnd = found.colon ?? found.end;
      if (isToken(text.slice(start, userEnd)) && !PUBLIC_HOST.test(text.slice(found.end, found.end + 120)))
        spans.push({ start, end: userEnd });
      const value = text.slice(userEnd + 1, found.end);
      if (value !== "" && !MASK.test(value)) spans.push({ start: userEnd + 1, end: found.end });
    }
    return [
      ...spans,
      ...spansOf(text, /jdbc:oracle:\w{1,8}:[^\s/@"']{1,64}\/([^\s/@"']{1,128})@/dg),
      ...passwordsOfDrivers(text),
    ].sort((a, b) => a.start - b.start);
  },
  samples: [
    { text: "jdbc:oracle:thin:scott/t1ger@db:1521:orcl", secret: "t1ger" },
    { text: "connect postgres://app:s3cret@db:5432/x", secret: "s3cret" },
    { text: "redis://:onlypass@cache:6379", secret: "onlypass" },
    { text: "https://bob:p@ss:w0rd@example.com/a", secret: "p@ss:w0rd" },
    { text: "https://bob@corp:s3cret@proxy:8080/", secret: "s3cret" },
    { text: "mongodb+srv://u:pw1@h1,h2/db", secret: "pw1" },
    { text: `clone https://${"0a1b2c3d4e".repeat(4)}@github.com/x/y.git`, secret: "0a1b2c3d4e".repeat(4) },
    { text: `https://${"aB3dE5gH7j".repeat(3)}:x-oauth-basic@github.com/x`, secret: "aB3dE5gH7j".repeat(3) },
    { text: "dsn=app:s3cret@tcp(db:3306)/shop", secret: "s3cret" },
    { text: "root:p@ss/w0rd@unix(/run/mysqld.sock)/shop", secret: "p@ss/w0rd" },
  ],
  counterexamples: [
    "http://host:8080/path@v2",
    "http://user@host/",
    "ssh://git@host:22/x",
    "http://user@host:8080/",
    "postgres://app:***@db",
    "http://[::1]:80/",
    "a://b:@c",
    "https://a-long-name-of-a-service-account-7@host/x",
    `https://${"0a1b2c3d".repeat(4)}@o1.ingest.sentry.io/2`,
    "app:***@tcp(db:3306)/shop",
    "app@tcp(db:3306)/shop",
    "https%3A%2F%2Fshop.example%2Fa%3Fb%3D40",
  ],
};
