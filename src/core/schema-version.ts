/** Of the configuration file. A file without one is of the first. */
export const CONFIG_VERSION = 1;

/**
 * Of all files that a run writes. Raised when a key changes its meaning or goes; new keys do not raise it. A file without one
 * was written before there were any: 0.
 */
export const RESULTS_VERSION = 1;

/** Why a file of this version cannot be read, and what to do. */
export interface VersionFault {
  readonly text: string;
  readonly hint: string;
}

/** Undefined: it is no newer version; whether it is one at all is the schema's to say. */
export function newerVersion(given: unknown, known: number): VersionFault | undefined {
  if (typeof given !== "number" || !Number.isInteger(given) || given <= known) return undefined;
  return {
    text: `schema_version ${given} is newer than this version of loganomaly, which knows ${known}`,
    hint: "update loganomaly",
  };
}
