import type { Severity } from "../core/anomaly.ts";

/** Own 16-colour table: no other escape sequence is ever written. Source: ECMA-48, SGR. */
const SGR = { bold: 1, dim: 2, critical: 91, high: 33, medium: 93, low: 34, good: 32 } as const;

/** Text in a style, or as it is where colours are off. */
export type Paint = Readonly<Record<Severity | "bold" | "dim" | "good", (text: string) => string>>;

/** Every style is closed by a full reset, so that none leaks into what follows. */
export function paintOf(color: boolean): Paint {
  const style =
    (...codes: readonly number[]) =>
    (text: string): string =>
      color && text !== "" ? `\u001b[${codes.join(";")}m${text}\u001b[0m` : text;
  return {
    bold: style(SGR.bold),
    dim: style(SGR.dim),
    critical: style(SGR.bold, SGR.critical),
    high: style(SGR.bold, SGR.high),
    medium: style(SGR.medium),
    low: style(SGR.low),
    good: style(SGR.good),
  };
}
