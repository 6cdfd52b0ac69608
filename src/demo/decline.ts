import { type Draw, drawing } from "./draw.ts";
import type { Saying } from "./entry.ts";
import { ROUTINES, type Routine } from "./routine.ts";
import { auth, db, queue, web } from "./say.ts";
import { world } from "./world.ts";

/** A value that is told again and again; `factor` is how many times the usual it is. */
export interface Gauge {
  readonly name: string;
  /** Records an hour. */
  readonly perHour: number;
  readonly say: (draw: Draw, factor: number) => Saying;
}

/** Values that stand in ordinary lines all day, and rise slowly when something degrades. */
export const GAUGES: readonly Gauge[] = [
  {
    name: "the standby falls behind",
    perHour: 30,
    say: (draw, factor) =>
      db("walsender", `standby db-2 replayed to ${draw.hex(2)}/${draw.hex(8)}, lag ${millis(draw, 24, factor)} ms`),
  },
  {
    name: "jobs wait longer and longer",
    perHour: 36,
    say: (draw, factor) =>
      queue("broker", `queue orders depth=${draw.int(2, 40)} oldest job waits ${millis(draw, 180, factor)} ms`),
  },
  {
    name: "pauses of the garbage collector grow",
    perHour: 40,
    say: (draw, factor) =>
      web("main", `gc pause (young) ${draw.int(300, 420)}M->${draw.int(80, 140)}M in ${millis(draw, 11, factor)} ms`),
  },
  {
    name: "the user directory answers ever more slowly",
    perHour: 30,
    say: (draw, factor) => auth("authd", `directory ldap-${draw.int(1, 3)} answered in ${millis(draw, 16, factor)} ms`),
  },
  {
    name: "rendering of the invoices takes longer and longer",
    perHour: 34,
    say: (draw, factor) =>
      queue(
        "mail",
        `invoice ${draw.int(400_000, 499_999)} rendered in ${millis(draw, 320, factor)} ms pages=${draw.int(1, 4)}`,
      ),
  },
];

const millis = (draw: Draw, median: number, factor: number): number => world.milliseconds(draw, median * factor);

/** A component that begins to talk of trouble; each wording is new, none is an error. */
export interface Tone {
  readonly component: string;
  readonly description: string;
  readonly says: readonly ((draw: Draw) => Saying)[];
}

export const TONES: readonly Tone[] = [
  {
    component: "thumbs",
    description: "the picture worker runs out of scratch space",
    says: [
      (draw) =>
        queue(
          "thumbs",
          `scratch directory nearly full, ${draw.int(1, 9)} % left, picture of product ${world.product(draw)} delayed`,
          "WARN",
        ),
      (draw) =>
        queue(
          "thumbs",
          `could not reserve ${draw.int(10, 90)} MB for product ${world.product(draw)}, falling back to low quality`,
          "WARN",
        ),
      (draw) => queue("thumbs", `previous picture of product ${world.product(draw)} kept, new one failed`, "ERROR"),
    ],
  },
  {
    component: "search",
    description: "the search runs on a stale index",
    says: [
      (draw) =>
        web("search", `shard ${draw.int(0, 4)} does not answer, results of "${world.query(draw)}" incomplete`, "WARN"),
      (draw) => web("search", `index is stale by ${draw.int(20, 90)} min, refresh failed`, "WARN"),
      (draw) => web("search", `query "${world.query(draw)}" aborted: too many open scrolls`, "ERROR"),
    ],
  },
  {
    component: "webhooks",
    description: "a partner's endpoint refuses what it is sent",
    says: [
      (draw) => queue("webhooks", `partner ${draw.int(1, 9)} refused order.paid: signature mismatch`, "ERROR"),
      (draw) => queue("webhooks", `delivery ${draw.hex(8)} given up, kept for manual replay`, "WARN"),
      (draw) =>
        queue("webhooks", `secret of partner ${draw.int(1, 9)} could not be refreshed, using the old one`, "WARN"),
    ],
  },
];

/** Ordinary complaints whose rate can rise for an hour or two, without ever being a rush. */
export const COMPLAINTS: readonly Routine[] = ROUTINES.filter(
  ({ perHour, say }) => perHour <= 7 && ["WARN", "ERROR"].includes(say(drawing(0)).level),
);
