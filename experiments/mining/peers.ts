import { spawnSync } from "node:child_process";
import { z } from "zod";
import type { Mined } from "./miners.ts";

/** Programs of others that mine the same messages, by the packages of Python they are in. */
export const PEERS = [
  { name: "Drain3", package: "drain3" },
  { name: "logparser's Drain", package: "logparser3" },
] as const;

const versions = z.object({ version: z.string(), python: z.string() });
const mined = z.object({ seconds: z.number(), found: z.array(z.number()), texts: z.array(z.string()) });

export interface PeerResult {
  readonly version: string;
  readonly python: string;
  /** For each list: what was mined, and the seconds of the processor that learning alone took. */
  readonly mined: readonly (Mined & { readonly seconds: number })[];
}

/** Lists of messages mined by a peer with its defaults, each by itself, the best of so many times; why not, where it is not there. */
export function mineWithPeer(
  peer: (typeof PEERS)[number],
  lists: readonly (readonly string[])[],
  times = 1,
): PeerResult | string {
  const script = new URL("mine-with-peer.py", import.meta.url).pathname;
  const { status, stdout } = spawnSync(
    process.env["LOGANOMALY_PYTHON"] ?? "python3",
    [script, peer.package, String(times)],
    { input: lists.map((messages) => `${JSON.stringify(messages)}\n`).join(""), encoding: "utf8", maxBuffer: 1 << 28 },
  );
  if (status === null) return "no Python";
  if (status === 3) return `this Python has no ${peer.package}`;
  if (status !== 0) return `Python ended with ${status}`;
  const [first = "", ...rest] = stdout.trimEnd().split("\n");
  return { ...versions.parse(JSON.parse(first)), mined: rest.map((line) => mined.parse(JSON.parse(line))) };
}
