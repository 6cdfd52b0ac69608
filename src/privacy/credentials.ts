import { type Confirm, type SecretRule, type Span, spansOf } from "./rule.ts";

const base64 = (value: string): string => Buffer.from(value, "base64").toString("latin1");

/** Whether `:` or `=` follows soon: `cookie:`, `"authorization": `. */
const isAssigned: Confirm = (bytes, _start, at, end) => {
  for (let i = at; i < end && i < at + 6; i++) if (bytes[i] === 0x3a || bytes[i] === 0x3d) return true;
  return false;
};

/** Whether seven characters of base64 follow soon. */
const isValue: Confirm = (bytes, _start, at, end) => {
  let run = 0;
  for (let i = at; i < end && i < at + 18 && run < 7; i++) {
    const byte = bytes[i]!;
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
    run = isLetter || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2f ? run + 1 : 0;
  }
  return run === 7;
};

/** JSON Web Tokens: three parts, the first a JSON object. */
export const jwt: SecretRule = {
  kind: "jwt",
  summary: "JSON Web Tokens",
  triggers: [{ literal: "eyJ", isExact: true }],
  // What stands before must not belong to the same run of characters: so each run is read once.
  find: (text) => spansOf(text, /(?<![\w-])eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*){1,3}/dg),
  samples: [
    {
      text: "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
      secret: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    },
    { text: "jwt=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", secret: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0." },
  ],
  counterexamples: ["eyJ", "eyJabc.def", "keyJobManager.start.now", "heyJude12345.abcd.efgh"],
};

const SCHEME = /bearer|basic|digest|negotiate|ntlm|token|apikey|hawk|ssws|bot|aws4-hmac-sha256/i;

/** Base64 of `user:password`. */
const isPair = (value: string): boolean => /^[\x20-\x7e]{0,200}:[\x20-\x7e]{0,200}$/.test(base64(value));

/** Whole groups of four that look drawn: a pair in another encoding, or a token in place of one. */
const isEncoded = (value: string): boolean =>
  value.length >= 20 &&
  value.length % 4 === 0 &&
  /\d/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value.slice(1));

/** Bearer and basic credentials, and whatever an Authorization header carries. */
export const authorization: SecretRule = {
  kind: "authorization",
  summary: "Authorization headers, bearer and basic credentials",
  triggers: [
    { literal: "bearer" },
    { literal: "basic " },
    { literal: "authorization", confirm: isAssigned },
    ...["auth=", "auth:", 'auth"', "auth'", "auth\\"].map((literal) => ({ literal, confirm: isValue })),
  ],
  find(text) {
    const header = spansOf(
      text,
      /authorization\\{0,3}["']?[ ]?[:=][ ]?\\{0,3}["']?([A-Za-z0-9-]{1,20}[ ]{1,2}[^\s"'\\,;<>]{4,}|[^\s"'\\,;<>[]{16,})/dgi,
      (value) => {
        const [scheme = "", rest] = value.split(/ +/);
        if (rest === undefined) return /\d/.test(value);
        return SCHEME.test(scheme) && !rest.startsWith("[");
      },
    ).map(({ start, end }): Span => {
      const blank = text.lastIndexOf(" ", end - 1);
      return { start: Math.max(start, blank + 1), end };
    });
    const bearer = spansOf(
      text,
      /\bbearer[ :=][ ]?([A-Za-z0-9+/=._~-]{8,})/dgi,
      (value) => /\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1))) || value.length >= 24,
    );
    const basic = spansOf(text, /\bbasic ([A-Za-z0-9+/]{7,}={0,2})/dgi, isPair);
    // `.npmrc` and the configuration of Docker: the pair is all that says so.
    const pair = spansOf(
      text,
      /(?<![A-Za-z0-9])_?auth\\{0,3}["']?[ ]?[:=][ ]?\\{0,3}["']?([A-Za-z0-9+/]{7,400}={0,2})(?![A-Za-z0-9+/=])/dgi,
      (value) => isPair(value) || isEncoded(value),
    );
    return [...header, ...bearer, ...basic, ...pair];
  },
  samples: [
    { text: "Authorization: Bearer abcdef.ghij", secret: "abcdef.ghij" },
    { text: "sent bearer A1b2C3d4E5f6 to peer", secret: "A1b2C3d4E5f6" },
    { text: "Authorization: Basic dXNlcjpwYXNz", secret: "dXNlcjpwYXNz" },
    { text: "retry with Basic YWxpY2U6c2VjcmV0 now", secret: "YWxpY2U6c2VjcmV0" },
    { text: '{"authorization":"Token 0123456789ab"}', secret: "0123456789ab" },
    { text: '{"auths":{"r.example":{"auth":"dXNlcjpwYXNz"}}}', secret: "dXNlcjpwYXNz" },
    { text: '"r.example":{"auth":"zITMkJ3b3N3chBFdlJ3YlNlOi9mY"}', secret: "zITMkJ3b3N3chBFdlJ3YlNlOi9mY" },
    { text: '"r.example":{"auth": "SsO8cmdlbjpwYXNzd29ydDEyMw=="}', secret: "SsO8cmdlbjpwYXNzd29ydDEyMw==" },
    { text: "//r.example/:_auth=dXNlcjpwYXNz", secret: "dXNlcjpwYXNz" },
    { text: "proxy-authorization: digest4711-abcdef-0815", secret: "digest4711-abcdef-0815" },
  ],
  counterexamples: [
    "bearer token refreshed",
    "Bearer authentication required",
    "basic authentication failed",
    "Basic realm=restricted",
    "authorization: failed for user",
    "authorization: none",
    "Authorization: Bearer [authorization·1]",
    "auth=required auth: disabled",
    'auth: "AuthenticationProvider" auth=OAuth2AuthorizationCode',
    "pam_unix(sshd:auth): authentication failure",
  ],
};

/** Cookies: the value of a Set-Cookie header, all values of a Cookie header. */
export const cookie: SecretRule = {
  kind: "cookie",
  summary: "values in Cookie and Set-Cookie headers",
  triggers: [{ literal: "cookie", confirm: isAssigned }],
  find(text) {
    const spans: Span[] = [];
    for (const match of text.matchAll(/(set-?)?cookie\\{0,3}["']?[ ]?[:=][ ]?\\{0,3}["']?/gi)) {
      const pair = /[ ]?([\w.%!#$&*+^|~-]{1,128})=("?)((?!\[)[^\s;,"'\\]*)"?/y;
      pair.lastIndex = match.index + match[0].length;
      for (let found = pair.exec(text); found !== null; found = pair.exec(text)) {
        const value = found[3] ?? "";
        const start = found.index + found[0].indexOf("=") + 1 + (found[2] ?? "").length;
        if (value.length >= 2) spans.push({ start, end: start + value.length });
        // What follows in Set-Cookie are attributes: Path, Expires.
        if (match[1] !== undefined || text[pair.lastIndex] !== ";") break;
        pair.lastIndex++;
      }
    }
    return spans;
  },
  samples: [
    { text: "Set-Cookie: sid=abc123; Path=/; HttpOnly", secret: "abc123" },
    { text: "Cookie: a=first1; b=second2", secret: "first1" },
    { text: "Cookie: a=first1; b=second2", secret: "second2" },
    { text: '"cookie":"session=xyz-987"', secret: "xyz-987" },
  ],
  counterexamples: [
    "cookie: disabled",
    "Set-Cookie: sid=; Path=/",
    "cookies accepted",
    "cookie=3",
    "Cookie: a=[cookie·1]",
  ],
};

/** Private keys: the whole block, to its end or to the end of the record. */
export const privateKey: SecretRule = {
  kind: "private-key",
  summary: "PEM and PGP private keys",
  triggers: [{ literal: "private key" }],
  find(text) {
    const spans: Span[] = [];
    const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
    for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
      const tail = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
      tail.lastIndex = begin.lastIndex;
      const end = tail.exec(text) === null ? text.length : tail.lastIndex;
      spans.push({ start: found.index, end });
      begin.lastIndex = end;
    }
    return spans;
  },
  samples: [
    {
      text: "key:\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----\ndone",
      secret: "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----",
    },
    { text: "-----BEGIN PRIVATE KEY-----\\nMIIE cut off", secret: "-----BEGIN PRIVATE KEY-----\\nMIIE cut off" },
    { text: "-----BEGIN OPENSSH PRIVATE KEY-----", secret: "-----BEGIN OPENSSH PRIVATE KEY-----" },
    { text: "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ", secret: "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ" },
  ],
  counterexamples: [
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "private key loaded",
    "MIIEpAIBAAKCAQEAx2+lone/base64/continuation/line==",
  ],
};
