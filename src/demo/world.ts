import type { Draw, Some } from "./draw.ts";

/** Names and numbers of the imagined shop, so that all four logs speak of the same things. */
export const world = {
  user: (draw: Draw): number => 38_000 + Math.floor(draw.random() ** 2 * 14_000),
  /** Documentation networks (RFC 5737) and private ones: no address of a real host. */
  customerAddress: (draw: Draw): string => `198.51.100.${draw.int(1, 254)}`,
  staffAddress: (draw: Draw): string => `10.0.4.${draw.int(10, 29)}`,
  attackerAddress: (draw: Draw): string => `203.0.113.${draw.int(2, 254)}`,
  order: (draw: Draw): string => `${draw.int(88_200, 88_230)}-${draw.int(1000, 9999)}`,
  product: (draw: Draw): number => 1000 + Math.floor(draw.random() ** 2 * 6000),
  sku: (draw: Draw): string => `${draw.pick(SKU_GROUPS)}-${draw.int(1000, 9999)}`,
  request: (draw: Draw): string => draw.hex(12),
  job: (draw: Draw): string => draw.hex(8),
  port: (draw: Draw): number => draw.int(32_768, 60_999),
  money: (draw: Draw): string => draw.logNormal(48, 0.7).toFixed(2),
  milliseconds: (draw: Draw, median: number): number => Math.max(1, Math.round(draw.logNormal(median, 0.45))),
  decimals: (draw: Draw, median: number): string => Math.max(0.05, draw.logNormal(median, 0.5)).toFixed(3),
  client: (draw: Draw): string => draw.pick(CLIENTS),
  staff: (draw: Draw): string => draw.pick(STAFF),
  query: (draw: Draw): string => draw.pick(QUERIES),
} as const;

const SKU_GROUPS: Some<string> = ["TEE", "MUG", "BAG", "CAP", "KEY", "BTL", "PEN"];
const CLIENTS: Some<string> = ["web", "web", "ios", "android"];
const STAFF: Some<string> = ["anna", "boris", "chen", "deploy", "elif", "marta"];
const QUERIES: Some<string> = [
  "red mug",
  "travel bag",
  "gift card",
  "cap",
  "bottle 500ml",
  "tee xl",
  "notebook a5",
  "pen refill",
  "key ring",
  "lunch box",
];
