import { type Confirm, type SecretRule, spansOf } from "./rule.ts";

/** Names of ways to store a password, and other words with a digit. */
const WORD = /^(?:sha|md[45]|bcrypt|scrypt|argon|pbkdf|base64|utf|rfc|v?\d|[a-z]+:\/\/|\/)/i;

/** A sentence goes on with words; a password has a digit or a mark in it. Quoted, a capital is enough. */
function isTold(value: string): boolean {
  const isQuoted = /^["'`]/.test(value);
  const bare = value.replace(/^["'`]+|["'`.,;:!?)\]]+$/g, "");
  if (WORD.test(bare)) return false;
  return isQuoted ? /[^a-z]/.test(bare.slice(1)) : /[a-z]/i.test(bare) && /[\d@#$%^&*!]/.test(bare);
}

/** Whether a digit, a mark or a quote stands behind: what all told passwords have. */
const isUnlikeWords: Confirm = (bytes, _start, at, end) => {
  for (let i = at, stop = Math.min(end, at + 1_024); i < stop; i++)
    if (bytes[i]! > 0x20 && bytes[i]! < 0x40 && bytes[i] !== 0x2c && bytes[i] !== 0x2e) return true;
    else if (bytes[i] === 0x40 || bytes[i] === 0x5e || bytes[i] === 0x60) return true;
  return false;
};

/** Passwords that a sentence tells: `the password is x`. */
export const toldPassword: SecretRule = {
  kind: "told-password",
  summary: "passwords that sentences tell: the password is, was set to",
  triggers: [
    "password is ",
    "password was ",
    "password set to ",
    "password changed to ",
    "password reset to ",
    "passphrase is ",
  ].map((literal) => ({ literal, confirm: isUnlikeWords })),
  find: (text) =>
    spansOf(
      text,
      /\b(?:password|passphrase) (?:is|was|(?:(?:is|was) )?(?:now|(?:set|changed|reset) to)):? ((?!\[)[^\s<>,;]{6,200})/dgi,
      isTold,
    ).map(({ start, end }) => ({ start: start + (/["'`]/.test(text[start] ?? "") ? 1 : 0), end })),
  samples: [
    { text: "the password is Zq4skj2Yy1Cz", secret: "Zq4skj2Yy1Cz" },
    { text: "Your password was reset to hunter2", secret: "hunter2" },
  ],
  counterexamples: [
    "the password is incorrect",
    "password is required for user7",
    "password is 8 characters long, 12characters at least",
    "Your password was changed on 2026-03-16",
    "the password is SHA256-hashed",
    "the password is 'required'",
    "password is [password·1]",
    "password was rejected: 403",
  ],
};
