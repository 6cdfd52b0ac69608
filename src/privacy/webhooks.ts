import { type Confirm, type SecretRule, type Span, spansOf } from "./rule.ts";

const isDigit: Confirm = (bytes, _start, at) => bytes[at]! >= 0x30 && bytes[at]! <= 0x39;

/** Whoever knows these addresses may post. Slack's are with its tokens. */
export const webhook: SecretRule = {
  kind: "webhook",
  summary: "webhook URLs of Discord and Teams",
  triggers: [{ literal: "/webhooks/", confirm: isDigit }, { literal: "/webhookb2/" }],
  find: (text) =>
    [
      ...spansOf(text, /\/webhooks\/\d{15,22}\/([\w-]{40,})/dg),
      ...spansOf(text, /\/webhookb2\/([^\s"'<>\\]{30,})/dg),
    ].sort((a, b) => a.start - b.start),
  samples: [
    { text: `POST /api/webhooks/812345678901234567/${"aB3-".repeat(17)} 429`, secret: "aB3-".repeat(17) },
    {
      text: `https://x.webhook.office.com/webhookb2/${"0a1b".repeat(8)}@t/x failed`,
      secret: `${"0a1b".repeat(8)}@t/x`,
    },
  ],
  counterexamples: ["POST /webhooks/1234/deliveries", "POST /webhooks/812345678901234567/slack", "/webhookb2/none"],
};

/** Base64 of digits begins with `M`, `N` or `O`, then `D`, `T`, `j` or `z`. */
const isThreeParts: Confirm = (bytes, start, at, end) => {
  const before = at - 3 >= start ? bytes[at - 3]! : 0x20;
  if ((before >= 0x30 && before <= 0x39) || ((before | 0x20) >= 0x61 && (before | 0x20) <= 0x7a)) return false;
  for (let i = at + 20; i < at + 26 && i + 34 < end; i++) if (bytes[i] === 0x2e) return bytes[i + 7] === 0x2e;
  return false;
};

export const discordToken: SecretRule = {
  kind: "discord-token",
  summary: "Discord bot tokens: the id of the bot, a time, a signature",
  triggers: [
    {
      first: [..."MNO"].map((each) => each.charCodeAt(0)),
      second: [..."DTjz"].map((each) => each.charCodeAt(0)),
      confirm: isThreeParts,
    },
  ],
  find: (text): Span[] =>
    spansOf(text, /(?<![\w-])[MNO][DTjz][\w-]{20,26}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])/dg, (value) =>
      /^\d{15,20}$/.test(Buffer.from(value.slice(0, value.indexOf(".")), "base64url").toString("latin1")),
    ),
  samples: [
    {
      text: `login with ${Buffer.from("812345678901234567").toString("base64url")}.Ga1B2c.${"aB3-".repeat(9)}x9 failed`,
      secret: `${Buffer.from("812345678901234567").toString("base64url")}.Ga1B2c.${"aB3-".repeat(9)}x9`,
    },
  ],
  counterexamples: ["NTP.sync.ok", "MDaemon.config.loaded", "OTAyMzQ1Njc4OTAxMjM0NTY3.short.part"],
};
