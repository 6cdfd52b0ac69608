import type { Draw, Some } from "./draw.ts";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGITS = "0123456789";
const WORDS: Some<string> = ["Tulip", "Falcon", "Harbour", "Velvet", "Quartz", "Meadow", "Cobalt", "Walnut"];

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Made-up credentials in the shape of real ones. */
export const secrets = {
  awsKey: (draw: Draw): string => `AKIA${draw.text(`${UPPER}234567`, 16)}`,
  awsSecret: (draw: Draw): string => draw.text(`${UPPER}${LOWER}${DIGITS}+/`, 40),
  githubToken: (draw: Draw): string => `ghp_${draw.text(UPPER + LOWER + DIGITS, 36)}`,
  password: (draw: Draw): string => `${draw.pick(WORDS)}-${draw.pick(WORDS)}${draw.int(10, 99)}!${draw.text(LOWER, 3)}`,
  /** Signed like HS256, with a signature of noise. */
  jwt: (draw: Draw): string =>
    [
      encode({ alg: "HS256", typ: "JWT" }),
      encode({ sub: `svc-${draw.int(100, 999)}`, scope: "orders:write", iat: draw.int(1_770_000_000, 1_780_000_000) }),
      draw.text(`${UPPER}${LOWER}${DIGITS}-_`, 43),
    ].join("."),
} as const;
