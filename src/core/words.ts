/** `412,381`; what is no whole number has at most one digit behind the point, below 10 two. Not `Intl`, whose tables take time at each start. */
export const number = (n: number): string => {
  const size = Math.abs(n);
  if (!(size < 1e21)) return String(n);
  const digits = Number.isInteger(n) ? 0 : size < 10 ? 2 : 1;
  // By its digits, not by what they are as a binary number: 0.015 is rounded up.
  const rounded = size < 1e-6 ? 0 : Number(`${Math.round(Number(`${size}e${digits}`))}e-${digits}`);
  const [whole = "", part] = String(n < 0 ? -rounded : rounded).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
};

/** `1 line`, `412,381 lines`, `2 anomalies`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

/** `412,381 lines`; where a part of the input could not be read, `the 412,381 lines that could be read`. */
export const seenLines = (lines: number, isPartial: boolean): string =>
  isPartial ? `the ${count(lines, "line")} that could be read` : count(lines, "line");

/** `31.4 %`, `< 0.1 %`; the blank is a no-break space. */
export const percent = (part: number, whole: number): string => {
  if (whole <= 0) return "0\u00a0%";
  const share = (part / whole) * 100;
  if (share > 0 && share < 0.1) return "<\u00a00.1\u00a0%";
  return `${share >= 99.95 || share === 0 ? Math.round(share) : share.toFixed(1)}\u00a0%`;
};

/** `45 s`, `37 min`, `1 h 11 min`, `3 d 4 h`: cut, never rounded up. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return `${Math.max(0, Math.round(milliseconds))}\u00a0ms`;
  if (seconds < 120) return `${seconds}\u00a0s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}\u00a0h${minutes % 60 ? ` ${minutes % 60}\u00a0min` : ""}`;
  return `${Math.floor(hours / 24)}\u00a0d${hours % 24 ? ` ${hours % 24}\u00a0h` : ""}`;
};

/** Long words: `36 min 44 s`, `17 h 57 min`, `2 d 3 h`. */
export function longDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (big: number, bigUnit: string, small: number, unit: string): string =>
    small === 0 ? `${number(big)} ${bigUnit}` : `${number(big)} ${bigUnit} ${small} ${unit}`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  if (seconds < 86_400) return two(Math.floor(seconds / 3600), "h", Math.floor(seconds / 60) % 60, "min");
  return two(Math.floor(seconds / 86_400), "d", Math.floor(seconds / 3600) % 24, "h");
}

/** Short words for lists: `37m`, `1h 11m`, `17h 57m`, `2d 3h`; to the nearest unit. */
export function shortDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "—";
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(milliseconds / 60_000);
  const two = (big: number, bigUnit: string, small: number, unit: string): string =>
    small === 0 ? `${number(big)}${bigUnit}` : `${number(big)}${bigUnit} ${small}${unit}`;
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 1440) return two(Math.floor(minutes / 60), "h", minutes % 60, "m");
  const hours = Math.round(milliseconds / 3_600_000);
  return two(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** How long a stretch is; in a run without times, whose clock ticks a second a line, how many lines. */
export const stretch = (milliseconds: number, isTimed: boolean): string =>
  isTimed ? duration(milliseconds) : count(Math.round(milliseconds / 1000), "line");
