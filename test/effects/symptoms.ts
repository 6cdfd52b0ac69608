import { type Analyzed, analyzed, clockAt, quietLines } from "../pipeline/harness.ts";

interface Said {
  readonly at: number;
  readonly text: string;
}

const every = (count: number, from: number, step: number, text: (i: number) => string): Said[] =>
  Array.from({ length: count }, (_, i) => ({ at: from + i * step, text: text(i) }));

const quiet = quietLines(3000, 10_800).map((line, i): Said => ({ at: i * 3.6, text: line.slice(20) }));

const said: readonly Said[] = [
  ...quiet,
  ...every(420, 0, 10, () => "INFO [web] heartbeat of pump alpha"),
  ...every(40, 100, 250, () => "INFO [web] retrying upload part"),
  ...every(400, 4000, 0.3, () => "INFO [web] retrying upload part"),
  ...every(9, 60, 200, () => "INFO [db] purging stale carts"),
  ...every(300, 8000, 0.3, () => "INFO [db] purging stale carts"),
  ...every(600, 5, 18, (i) => `INFO [cart] page made in ${(20 + ((i * 7) % 20)) * (i > 330 && i < 420 ? 10 : 1)} ms`),
  ...every(30, 7000, 4, (i) => `ERROR [db] query failed on shard ${i % 5}`),
  { at: 5000, text: "FATAL [disk] kernel panic: disk failure on sda, mail sent to dora@example.org" },
  { at: 5500, text: "INFO [odd] zeppelin 981273 landed on the roof terrace with 77 passengers" },
  { at: 5900, text: "WARN [odd] purple elephant 1 seen" },
].sort((a, b) => a.at - b.at);

/** A log with something for every detector. */
export const LOG = [{ name: "app.log", text: `${said.map(({ at, text }) => `${clockAt(at)} ${text}`).join("\n")}\n` }];

/** A configuration with one key set: `llm.timeout`, 5. */
export function configWith(key: string, value: unknown, base: object = {}): object {
  const config: Record<string, unknown> = structuredClone({ ...base });
  const steps = key.split(".");
  let at = config;
  for (const step of steps.slice(0, -1)) {
    const inner: Record<string, unknown> = { ...(typeof at[step] === "object" ? at[step] : {}) };
    at[step] = inner;
    at = inner;
  }
  at[steps.at(-1) ?? ""] = value;
  return config;
}

const known = new Map<string, Promise<Analyzed>>();

/** The log, judged with a configuration; equal ones are judged once. */
export function judged(config: object = {}): Promise<Analyzed> {
  const key = JSON.stringify(config);
  const found = known.get(key) ?? analyzed(LOG, { config, wantScores: true });
  known.set(key, found);
  return found;
}

/** The scores that a detector gave to the judged samples. */
export function scoresOf({ files }: Analyzed, detector: string): readonly number[] | undefined {
  const [head = "", ...rows] = (files["scores.csv"] ?? "").trim().split(/\r?\n/);
  const column = head.split(",").indexOf(detector);
  return column < 0 ? undefined : rows.map((row) => Number(row.split(",")[column]));
}

/** Anomalies in which a detector took part. */
export const flaggedBy = ({ anomalies }: Analyzed, detector: string): number =>
  anomalies.filter(({ detectors }) => detectors.some(({ name }) => name === detector)).length;
