const HOUR = 3_600_000;

/** The hour of a time, modulo `period` hours: 0 and up. Whole numbers of 32 bits are divided several times faster than others. */
export function hourOf(time: number, period: number): number {
  const hour = Math.floor(time / HOUR);
  const whole = hour | 0;
  const rest = whole === hour ? whole % period : hour % period;
  return rest < 0 ? rest + period : rest;
}
