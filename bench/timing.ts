/** Seconds of the processor, all threads of this process together. */
export function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Seconds of the clock. */
export const wallSeconds = (since: bigint): number => Number(process.hrtime.bigint() - since) / 1e9;

/** The least of so many tries: what disturbs only ever adds. */
export function bestOf(times: number, seconds: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) best = Math.min(best, seconds());
  return best;
}
