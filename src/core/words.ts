/** 412,381 */
export const number = (n: number): string =>
  Number.isInteger(n)
    ? n.toLocaleString("en-US")
    : n.toLocaleString("en-US", { maximumFractionDigits: Math.abs(n) < 10 ? 2 : 1 });

/** `1 line`, `412,381 lines` */
export const count = (n: number, noun: string): string => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

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
