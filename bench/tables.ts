import type { BenchRun, JobFigures, MiningFigures, ReadingFigures } from "./run-file.ts";

/** A Markdown table with its columns aligned. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
/** The middle one; of an even number the lower of the two. */
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN;
/** Lines per second in millions. */
export const millions = (rate: number): string => (rate / 1e6).toFixed(2);
const thousandths = (rate: number): string => (rate / 1e6).toFixed(3);
export const times = (ratio: number): string => (ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0));
const whole = (n: number): string => Math.round(n).toLocaleString("en-US");
const megabytes = (rate: number, bytesPerLine: number): string => ((rate * bytesPerLine) / 1e6).toFixed(0);

/** Geometric mean and worst of the mining stage, and how many times as fast as the peers on the same lines. */
export function miningHeadline({ systems, peers }: MiningFigures): {
  readonly warm: number;
  readonly cold: number;
  readonly worst: { readonly system: string; readonly warm: number };
  readonly drain: number;
  /** By peer; undefined: it is absent. `atLength`: cold on all lines, against the peer's speed on the first of them. */
  readonly peers: readonly ({ readonly rate: number; readonly ratio: number; readonly atLength: number } | undefined)[];
} {
  const worst = systems.reduce((least, each) => (each.warm < least.warm ? each : least));
  const headOf = (peer: number) => {
    const rates = systems.flatMap(({ samplePeers }) => samplePeers[peer] ?? []);
    if (rates.length < systems.length) return undefined;
    const rate = geometricMean(rates);
    const against = (name: "sampleAuto" | "cold"): number => geometricMean(systems.map((each) => each[name])) / rate;
    return { rate, ratio: against("sampleAuto"), atLength: against("cold") };
  };
  return {
    warm: geometricMean(systems.map(({ warm }) => warm)),
    cold: geometricMean(systems.map(({ cold }) => cold)),
    worst,
    drain: geometricMean(systems.map(({ sampleAuto, sampleDrain }) => sampleAuto / sampleDrain)),
    peers: peers.map((_, peer) => headOf(peer)),
  };
}

const asTheyArePart = ({ asTheyAre }: MiningFigures): string =>
  asTheyAre.length === 0
    ? ""
    : `

Logs as they are, whole lines, each once, cold: messages are repeated above, and most of a repeated message is looked up. Alike: the share of
lines that differ from an earlier one in nothing but digits.

${table(
  ["log", "lines", "bytes a line", "cold", "MB/s", "shapes", "alike"],
  asTheyAre.map(({ log, lines, bytes, cold, shapes, repeated }) => [
    log,
    whole(lines),
    (bytes / lines).toFixed(0),
    millions(cold),
    megabytes(cold, bytes / lines),
    whole(shapes),
    `${(100 * repeated).toFixed(0)} %`,
  ]),
)}`;

function miningPart(figures: MiningFigures): string {
  const { systems, lines, sampleLines, repetitions, peerRepetitions, peers } = figures;
  const head = miningHeadline(figures);
  const slowest = systems.reduce((least, each) => (each.cold < least.cold ? each : least));
  const present = peers.flatMap(({ name, found }, at) => ("absent" in found ? [] : [{ name, at }]));
  const named = peers.map(({ name, package: from, found }) =>
    "absent" in found
      ? `${name} is left out: ${found.absent}.`
      : `${name}: ${from} ${found.version} from PyPI on Python ${found.python}, its defaults.`,
  );
  const mean = (name: "sampleAuto" | "sampleDrain"): string =>
    millions(geometricMean(systems.map((each) => each[name])));
  return `### Template mining

${whole(lines)} lines of each system, bytes in memory to template ids, CPU time of one thread, best of ${repetitions}; millions of lines a second.
Warm: line ends, scan, key, look-up. Cold: the same from an empty table, then mining and a template for each line.

${table(
  ["system", "bytes a line", "warm", "MB/s", "cold", "shapes", "templates"],
  [
    ...systems.map(({ system, bytesPerLine, warm, cold, shapes, templates }) => [
      system,
      bytesPerLine.toFixed(0),
      millions(warm),
      megabytes(warm, bytesPerLine),
      millions(cold),
      whole(shapes),
      whole(templates),
    ]),
    ["**geometric mean**", "", `**${millions(head.warm)}**`, "", `**${millions(head.cold)}**`, "", ""],
    [
      "**worst**",
      "",
      `**${millions(head.worst.warm)}** (${head.worst.system})`,
      "",
      `**${millions(slowest.cold)}** (${slowest.system})`,
      "",
      "",
    ],
  ],
)}

Against peers: the first ${whole(sampleLines)} of the same lines, all from an empty state, CPU time of one thread, best of ${repetitions} (programs
of others: of ${peerRepetitions}). \`drain\` is this house's Drain in TypeScript, which gives what Drain3 gives; all but auto get lines that are strings
already. The last columns set auto's speed on all ${whole(lines)} lines, cold, against a peer's on the first ${whole(sampleLines)}: none was run on more.

${named.map((text) => `- ${text}`).join("\n")}

${table(
  [
    "system",
    "auto",
    "drain",
    ...present.map(({ name }) => name),
    "auto / drain",
    ...present.map(({ name }) => `auto / ${name}`),
    ...present.map(({ name }) => `on all / ${name}`),
  ],
  [
    ...systems.map(({ system, cold, sampleAuto, sampleDrain, samplePeers }) => [
      system,
      millions(sampleAuto),
      millions(sampleDrain),
      ...present.map(({ at }) => thousandths(samplePeers[at]!)),
      times(sampleAuto / sampleDrain),
      ...present.map(({ at }) => times(sampleAuto / samplePeers[at]!)),
      ...present.map(({ at }) => times(cold / samplePeers[at]!)),
    ]),
    [
      "geometric mean",
      mean("sampleAuto"),
      mean("sampleDrain"),
      ...present.map(({ at }) => thousandths(head.peers[at]!.rate)),
      times(head.drain),
      ...present.map(({ at }) => times(head.peers[at]!.ratio)),
      ...present.map(({ at }) => times(head.peers[at]!.atLength)),
    ].map((cell) => `**${cell}**`),
  ],
)}${asTheyArePart(figures)}`;
}

export type CoresFigures = NonNullable<ReadingFigures["cores"]>;
/** How many times one core two cores do, and two programs: the median of the rounds. */
export const coresHeadline = ({ rounds }: CoresFigures): { readonly two: number; readonly programs: number } => ({
  two: median(rounds.map((each) => each.two / each.one)),
  programs: median(rounds.map((each) => each.programs / each.one)),
});

function coresPart(figures: CoresFigures): string {
  const { log, lines, bytes, rounds } = figures;
  const { two, programs } = coresHeadline(figures);
  return `

The front end on one core and on two (one more thread), ${whole(lines)} lines (${(bytes / 1e6).toFixed(0)} MB) of ${log}, each a program from a cold start, by the clock.
Two programs: as many programs that share nothing, each on a core of its own: more than that the machine's second core does not give.

${table(
  ["round", "one core", "two cores", "two programs", "two cores / one", "two programs / one"],
  [
    ...rounds.map((each, at) => [
      String(at + 1),
      millions(each.one),
      millions(each.two),
      millions(each.programs),
      (each.two / each.one).toFixed(2),
      (each.programs / each.one).toFixed(2),
    ]),
    ["**median**", "", "", "", `**${two.toFixed(2)}**`, `**${programs.toFixed(2)}**`],
  ],
)}`;
}

function readingPart({ repetitions, logs, cores }: ReadingFigures): string {
  return `### Reading

Millions of lines a second, best of ${repetitions}. Front end: file to events with time, level, component and shape, format detection included, CPU
time of one thread. Reading: with secrets looked for and events kept, by the clock. Byte loop: the least that a
program in JavaScript does to see words (newline, space, FNV hash), CPU time. \`wc -l\`: by the clock, a twentieth of twenty times.

${table(
  ["log", "bytes a line", "front end", "reading", "byte loop", "wc -l", "front end / byte loop", "front end / wc -l"],
  logs.map(({ log, lines, bytes, frontEnd, alone, tokenLimit, wc }) => [
    log,
    (bytes / lines).toFixed(0),
    millions(frontEnd),
    millions(alone),
    millions(tokenLimit),
    wc === null ? "" : millions(wc),
    `1/${times(tokenLimit / frontEnd)}`,
    wc === null ? "" : `1/${times(wc / frontEnd)}`,
  ]),
)}${cores === undefined ? "" : coresPart(cores)}`;
}

function jobPart({ repetitions, logs }: JobFigures): string {
  const stages = [...new Set(logs.flatMap((each) => each.stages.map(({ name }) => name)))];
  return `### The main job without a model

The built command, start to exit by the clock, fastest of ${repetitions} and the highest memory of them. Stages in seconds, of the fastest.

${table(
  ["log", "lines", "MB", "seconds", "lines/s", "peak memory", ...stages],
  logs.map(({ log, lines, bytes, seconds, mebibytes, stages: spent }) => [
    log,
    whole(lines),
    (bytes / 1e6).toFixed(0),
    seconds.toFixed(2),
    whole(lines / seconds),
    `${mebibytes} MiB`,
    ...stages.map((stage) => spent.find(({ name }) => name === stage)?.seconds.toFixed(2) ?? ""),
  ]),
)}`;
}

/** More than this, and the machine had other work: figures are lower than they need to be. */
export const QUIET_LOAD = 1.5;

/** When, where, by what. */
export function provenance({ date, commit, command, machine, node, loadBefore, seconds }: BenchRun): string {
  const load = loadBefore[0] ?? 0;
  return `\`${command}\`, ${date}, commit ${commit}, ${machine.cores} cores of ${machine.processor}, ${machine.memoryGibibytes} GiB, ${machine.system},
Node ${node}, load ${loadBefore.map((each) => each.toFixed(1)).join(" ")} at the start, ${seconds.toFixed(0)} s.${
    load < QUIET_LOAD ? "" : " **The machine had other work: to be measured again.**"
  }`;
}

/** The parts that were measured, as Markdown. */
export const parts = ({ mining, reading, job }: BenchRun): string =>
  [mining && miningPart(mining), reading && readingPart(reading), job && jobPart(job)]
    .filter((part) => part !== undefined)
    .join("\n\n");

/** What is kept beside a run's file, to be read. */
export const page = (run: BenchRun): string => `# Speed, ${run.date}\n\n${provenance(run)}\n\n${parts(run)}\n`;
