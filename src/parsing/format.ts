/** A way to write log lines. Formats are data; one that is added to the list is detected, tested and documented by that alone. */
export interface Format {
  readonly name: string;
  readonly summary: string;
  /** How its lines are read: by layouts, as JSON, as JSON behind other text, as `key=value` pairs, as an event of Windows, as a row of a table whose header names its columns, or by a regular expression of the user's. */
  readonly kind: "text" | "json" | "prefixed-json" | "logfmt" | "event-xml" | "csv" | "pattern";
  /** Of kind text: layouts, tried in this order; see `readLayout`. Of kind pattern: the pattern. Of kind csv: the header, and which number of a date is read first. */
  readonly layouts: readonly string[];
  /** The message may itself be a line of another format: what a container or shipper puts around lines. */
  readonly wraps?: boolean;
  /** Lines that it must read, and win. */
  readonly samples: readonly string[];
  /** Lines that it must refuse. */
  readonly negatives: readonly string[];
}
