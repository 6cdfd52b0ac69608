import { type SecretRule, spansOf } from "./rule.ts";

/** One form of a vendor's token: what it begins with, what follows (a regular expression without unbounded repetition inside). */
interface Form {
  readonly prefix: string;
  readonly body: string;
  /** How many letters, digits, `_` or `-` stand behind the prefix at least. */
  readonly atLeast: number;
}

const ALNUM = "[A-Za-z0-9]";
const TEXT = "[A-Za-z0-9_-]";
const HEX = "[0-9a-f]";
const form = (prefix: string, body: string, atLeast = 4): Form => ({ prefix, body, atLeast });

const literal = (prefix: string): string => prefix.replaceAll(/[.+*?^$()[\]{}|\\/]/g, "\\$&");

/** A cheap look at what follows a prefix: one comparison for most lines that hold it by chance. */
const isFollowedBy = (count: number) => (bytes: Uint8Array, _start: number, at: number, end: number) => {
  if (at + count > end) return false;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i] ?? 0;
    const isBody = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
    if (!isBody && byte !== 0x5f && byte !== 0x2d) return false;
  }
  return true;
};

/** Samples are put together here so that no file of this repository holds what a scanner takes for a real token. */
const filler = (length: number, alphabet = "a1B2c3D4e5F6g7H8"): string =>
  Array.from({ length }, (_, i) => alphabet[i % alphabet.length]).join("");
const hex = (length: number): string => filler(length, "0a1b2c3d4e5f6789");

function vendor(
  kind: string,
  summary: string,
  forms: readonly Form[],
  samples: readonly string[],
  counterexamples: readonly string[] = [],
): SecretRule {
  const alternatives = forms.map(({ prefix, body }) => `${literal(prefix)}${body}`).join("|");
  // A token starts a word; where it fails, at most its minimal length was read.
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${alternatives})`, "gd");
  return {
    kind,
    summary,
    triggers: forms.map(({ prefix, atLeast }) => ({
      literal: prefix,
      isExact: true,
      isPossible: isFollowedBy(atLeast),
    })),
    find: (text) => spansOf(text, pattern),
    samples: samples.flatMap((secret) => [
      { text: `using ${secret} now`, secret },
      { text: `x="${secret}"`, secret },
    ]),
    counterexamples,
  };
}

const AWS = ["AKIA", "ASIA", "ABIA", "ACCA", "AGPA", "AIDA", "AROA", "ANPA", "ANVA", "AIPA"];

export const VENDOR_TOKENS: readonly SecretRule[] = [
  vendor(
    "aws-key",
    "AWS access key ids",
    AWS.map((prefix) => form(prefix, "[A-Z0-9]{16}(?![A-Za-z0-9])", 16)),
    [`AKIA${filler(16, "A1B2C3D4")}`, `ASIA${filler(16, "Z9Y8X7W6")}`],
    ["AKIA", "AKIASHORT", `AKIA${filler(20, "A1B2C3D4")}`],
  ),
  vendor(
    "github-token",
    "GitHub tokens",
    [...["p", "o", "u", "s", "r"].map((each) => form(`gh${each}_`, `${ALNUM}{36,}`)), form("github_pat_", "\\w{22,}")],
    [`ghp_${filler(36)}`, `ghs_${filler(40)}`, `github_pat_${filler(60)}`],
    ["ghp_short", "github_pat_"],
  ),
  vendor(
    "gitlab-token",
    "GitLab tokens",
    ["pat", "dt", "rt", "cbt", "ptt", "ft", "soat", "oas", "imt", "agent"].map((each) =>
      form(`gl${each}-`, `${TEXT}{20,}`),
    ),
    [`glpat-${filler(20)}`, `glrt-${filler(24)}`],
    ["glpat-short"],
  ),
  vendor(
    "slack-token",
    "Slack tokens and webhooks",
    [
      ...["a", "b", "e", "o", "p", "r", "s"].map((each) => form(`xox${each}-`, `${TEXT}{10,}`)),
      form("xapp-", `${TEXT}{20,}`),
      form("hooks.slack.com/services/", "T\\w{6,}/B\\w{6,}/\\w{16,}", 1),
    ],
    [
      `xoxb-${filler(24, "12345-6789a")}`,
      `xapp-1-${filler(30)}`,
      `hooks.slack.com/services/T${filler(8, "A1")}/B${filler(8, "A1")}/${filler(24)}`,
    ],
    ["xoxb-", "hooks.slack.com/services/help"],
  ),
  vendor(
    "stripe-key",
    "Stripe keys",
    [
      ...["sk", "rk", "pk"].flatMap((each) =>
        ["live", "test"].map((mode) => form(`${each}_${mode}_`, `${ALNUM}{16,}`)),
      ),
      form("whsec_", `${ALNUM}{24,}`),
    ],
    [`sk_live_${filler(24)}`, `rk_test_${filler(24)}`, `whsec_${filler(32)}`],
    ["sk_live_", "task_test_case"],
  ),
  vendor(
    "google-key",
    "Google API keys, OAuth tokens and client secrets",
    [form("AIza", `${TEXT}{35}`, 20), form("ya29.", `${TEXT}{20,}`), form("GOCSPX-", `${TEXT}{20,}`)],
    [`AIza${filler(35)}`, `ya29.${filler(40)}`, `GOCSPX-${filler(28)}`],
    ["AIzaShort", "ya29.x"],
  ),
  vendor(
    "anthropic-key",
    "Anthropic keys",
    [form("sk-ant-", `${TEXT}{20,}`)],
    [`sk-ant-api03-${filler(40)}`],
    ["sk-ant-"],
  ),
  vendor(
    "openai-key",
    "OpenAI keys and those made like them",
    [form("sk-", `(?=${TEXT}{0,60}\\d)${TEXT}{20,}`, 20)],
    [`sk-${filler(48)}`, `sk-proj-${filler(60)}`, `sk-svcacct-${filler(40)}`],
    ["task-0123456789012345678901234", "sk-SK", "sk-learn-pipeline-with-a-long-name-x"],
  ),
  vendor("npm-token", "npm tokens", [form("npm_", `${ALNUM}{36,}`)], [`npm_${filler(36)}`], ["npm_config_registry"]),
  vendor("pypi-token", "PyPI tokens", [form("pypi-", `${TEXT}{50,}`)], [`pypi-${filler(80)}`], ["pypi-mirror"]),
  vendor(
    "sendgrid-key",
    "SendGrid keys",
    [form("SG.", `${TEXT}{16,64}\\.${TEXT}{16,}`, 16)],
    [`SG.${filler(22)}.${filler(43)}`],
    ["SG.example.com", "MSG.01"],
  ),
  vendor(
    "twilio-key",
    "Twilio keys and account ids",
    ["SK", "AC"].map((prefix) => form(prefix, `${HEX}{32}(?![A-Za-z0-9])`, 32)),
    [`SK${hex(32)}`, `AC${hex(32)}`],
    ["AC0123", `AC${hex(40)}`],
  ),
  vendor(
    "cloud-token",
    "tokens of clouds and hosting: DigitalOcean, Heroku, Fly, Databricks, PlanetScale, Vault, Terraform, Doppler",
    [
      ...["dop_v1_", "doo_v1_", "dor_v1_"].map((prefix) => form(prefix, `${HEX}{64}`)),
      form("HRKU-", `${TEXT}{30,}`),
      form("fo1_", `${TEXT}{40,}`),
      form("FlyV1 fm", `${TEXT}{20,}`, 0),
      form("dapi", `${HEX}{32}(?![A-Za-z0-9])`, 32),
      form("pscale_tkn_", `${TEXT}{30,}`),
      form("pscale_pw_", `${TEXT}{30,}`),
      form("hvs.", `${TEXT}{24,}`),
      form("hvb.", `${TEXT}{24,}`),
      form("dp.pt.", `${ALNUM}{40,}`),
      form("dckr_pat_", `${TEXT}{20,}`),
      form("tskey-", `${TEXT}{16,}`),
    ],
    [
      `dop_v1_${hex(64)}`,
      `dapi${hex(32)}`,
      `hvs.${filler(24)}`,
      `dckr_pat_${filler(27)}`,
      `pscale_tkn_${filler(43)}`,
      `dp.pt.${filler(43)}`,
    ],
    ["dapi-server", "hvs.example"],
  ),
  vendor(
    "service-token",
    "tokens of services: Hugging Face, Grafana, Sentry, Linear, Postman, New Relic, Shopify, Square, Mailgun, Atlassian, Dynatrace, Telegram",
    [
      form("hf_", `${ALNUM}{30,}`),
      form("glsa_", `${ALNUM}{32}_${HEX}{8}`),
      form("glc_", "[A-Za-z0-9+/=]{32,}"),
      form("sntrys_", `[A-Za-z0-9+/=_]{40,}`),
      form("sntryu_", `${HEX}{64}`),
      form("lin_api_", `${ALNUM}{32,}`),
      form("PMAK-", `${HEX}{24}-${HEX}{34}`),
      form("NRAK-", "[A-Z0-9]{27}"),
      ...["shpat_", "shpca_", "shppa_", "shpss_"].map((prefix) => form(prefix, `${HEX}{32}`)),
      form("sq0atp-", `${TEXT}{22}`),
      form("sq0csp-", `${TEXT}{43}`),
      form("key-", `${HEX}{32}(?![A-Za-z0-9])`, 32),
      form("ATATT3", "[A-Za-z0-9_=-]{50,}"),
      form("dt0c01.", `${ALNUM}{24}\\.${ALNUM}{64}`),
      form("figd_", `${TEXT}{40}`),
      form("secret_", `${ALNUM}{43}(?![A-Za-z0-9])`, 43),
      form("AGE-SECRET-KEY-1", "[A-Z0-9]{58}"),
    ],
    [
      `hf_${filler(34, "aBcDeFgH")}`,
      `glsa_${filler(32)}_${hex(8)}`,
      `lin_api_${filler(40)}`,
      `PMAK-${hex(24)}-${hex(34)}`,
      `NRAK-${filler(27, "A1B2C3")}`,
      `shpat_${hex(32)}`,
      `sq0atp-${filler(22)}`,
      `key-${hex(32)}`,
      `ATATT3${filler(60)}`,
      `dt0c01.${filler(24, "A1B2")}.${filler(64, "A1B2")}`,
      `AGE-SECRET-KEY-1${filler(58, "Q1W2E3")}`,
    ],
    ["hf_model_loaded", "key-value store", `key-${hex(40)}`, "secret_name"],
  ),
  {
    kind: "telegram-token",
    summary: "Telegram bot tokens",
    triggers: [":AA", "%3AAA"].map((prefix) => ({ literal: prefix, isExact: true, isPossible: isFollowedBy(33) })),
    // In URLs they stand right behind `bot`.
    find: (text) => spansOf(text, /(?<![A-Za-z0-9])(?:bot)?(\d{8,10}(?::|%3A)AA[\w-]{33})(?![\w-])/dg),
    samples: [
      { text: `bot${""} 123456789:AA${filler(33)} ok`, secret: `123456789:AA${filler(33)}` },
      { text: `GET /bot123456789:AA${filler(33)}/sendMessage`, secret: `123456789:AA${filler(33)}` },
      { text: `/bot1234567890%3AAA${filler(33)}/getMe`, secret: `1234567890%3AAA${filler(33)}` },
    ],
    counterexamples: ["12345678:AA", `robot123456789:AA${filler(20)}`],
  },
];
