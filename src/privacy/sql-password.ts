import { type SecretRule, spansOf } from "./rule.ts";

/** Passwords that a statement of SQL sets: `PASSWORD 'x'`, `IDENTIFIED BY 'x'`, with a blank where other formats have a sign. */
export const sqlPassword: SecretRule = {
  kind: "sql-password",
  summary: "passwords in SQL statements",
  triggers: [
    { literal: "password '", confirm: (bytes, _, at, end) => at < end && bytes[at] !== 0x27 },
    { literal: "identified by" },
  ],
  find: (text) =>
    [
      ...spansOf(text, /\b(?:role|user|login|with|encrypted|set)\b[^'\n]{0,60}\bpassword '([^'\n]{1,200})'/dgi),
      ...spansOf(text, /\bidentified by '([^'\n]{1,200})'/dgi),
    ].sort((a, b) => a.start - b.start),
  samples: [
    { text: "ALTER ROLE report WITH PASSWORD 'Falcon-69!x'", secret: "Falcon-69!x" },
    { text: "CREATE USER a IDENTIFIED BY 'b1 c2'", secret: "b1 c2" },
  ],
  counterexamples: ["password '' is empty", "identified by name", "PASSWORD EXPIRE"],
};
