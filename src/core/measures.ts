/** How a value is written: its unit, with the blank before it where people put one. */
export const UNITS = [
  "",
  " ns",
  " µs",
  " us",
  " ms",
  " s",
  " min",
  " h",
  " %",
  " B",
  " KB",
  " MB",
  " GB",
  " KiB",
  " MiB",
  " GiB",
  " MHz",
  " rpm",
  " °C",
  " C",
] as const;

const SPELLINGS: Readonly<Record<string, string>> = {
  nsec: "ns",
  usec: "us",
  msec: "ms",
  msecs: "ms",
  millis: "ms",
  milliseconds: "ms",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  mins: "min",
  minutes: "min",
  hours: "h",
  percent: "%",
  bytes: "B",
  kB: "KB",
  kb: "KB",
  mb: "MB",
  gb: "GB",
};

/** Names of quantities: the number behind one measures, whatever it counts. */
const QUANTITY =
  /(?:^|[^A-Za-z])(?:took|duration|elapsed|latency|lag|delay|depth|size|length|len|usage|used|utili[sz]ation|load|heap|rss|memory|mem|temperature|temp|rate|throughput|backlog|pending|queued|waiting|waited|wait|rtt|runtime|uptime|age|hits|misses|active|open|free|cpu|threads|connections|sessions|lateness|offset|jitter|loss|ratio|score)(?:[_ ]?(?:time|ms|s|sec|seconds|bytes|mb|kb|count|total|pct|percent))?["']?\s{0,2}[:=]?\s{0,2}["']?$/i;

const PLACE = /<(?:num|ip|hex|path|uuid|time|\*)>/g;

/**
 * What the place-th value (from 0) of a template measures: an index into UNITS; -1: it names something, as a port or an
 * identifier does, or nothing tells. A number measures when a unit follows it or the name of a quantity stands before it.
 */
export function measureOf(template: string, place: number): number {
  const found = [...template.matchAll(PLACE)][place];
  if (found === undefined) return -1;
  const after = template.slice(found.index + found[0].length, found.index + found[0].length + 16);
  const word = /^ ?([A-Za-zµ°%]{1,12})(?![A-Za-z0-9_])/.exec(after)?.[1];
  if (word !== undefined) {
    const unit = UNITS.findIndex((each) => each.trim() === (SPELLINGS[word] ?? word));
    if (unit > 0) return unit;
  }
  return QUANTITY.test(template.slice(Math.max(0, found.index - 40), found.index)) ? 0 : -1;
}
