import type { LogRecord } from "../../src/index.ts";

/** A quiet shop, one record a second; `odd` stand in place of the records of that index. */
export function shop(length: number, odd: Readonly<Record<number, LogRecord>> = {}): LogRecord[] {
  return Array.from({ length }, (_, i): LogRecord => {
    const timestamp = new Date(Date.UTC(2026, 2, 16, 3, 40, i)).toISOString();
    const isSlow = i % 4 === 3;
    return (
      odd[i] ?? {
        timestamp,
        level: isSlow ? "warn" : "info",
        component: i % 3 === 0 ? "Db" : "Web",
        log: isSlow ? `slow query of ${i} ms` : `request ${i} served`,
      }
    );
  });
}

/** Records one after the other, as a stream gives them. */
export async function* streamed(records: readonly LogRecord[]): AsyncGenerator<LogRecord> {
  for (const record of records) yield await Promise.resolve(record);
}

export const REFUSED = {
  timestamp: "2026-03-16T03:43:20.000Z",
  level: "error",
  component: "Db",
  log: "Connection failed: timeout after 30 s\n  at Db.connect(db.js:10)\n2026-03-16T01:00:00Z INFO [Web] looks like a head\n\nlast line",
};
