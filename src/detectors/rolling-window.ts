import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { columnOf } from "../core/matrix.ts";
import { number, percent } from "../core/words.ts";

interface Options {
  readonly window_size: number;
  readonly repetition_threshold: number;
}

/**
 * Flood: one statement fills at least `repetition_threshold` of a rolling window of `window_size` lines. Where the rest of the
 * run repeats it nearly as much, or hardly any rest is left, that is how this log is: the share is told, but it is no flood.
 */
export const rollingWindow: Detector<Options, Options> = {
  name: "rolling_window",
  summary: "floods: one template fills a rolling window of lines",
  options: z.strictObject({
    window_size: z.int().min(2).max(1_000_000).default(1000).describe("lines in the rolling window"),
    repetition_threshold: z
      .number()
      .gt(0)
      .max(1)
      .default(0.75)
      .describe("share of the window that one template must fill to be a flood"),
  }),
  sees: "window",
  gives: "change",
  window: (options) => ({ events: options.window_size, share: options.repetition_threshold }),
  fit: (_, options) => options,
  score(state, samples) {
    const share = columnOf(samples.features, "share");
    const rest = columnOf(samples.features, "rest_share");
    const count = columnOf(samples.features, "count");
    const events = columnOf(samples.features, "events");
    const whole = columnOf(samples.features, "source_events");
    return Float64Array.from({ length: samples.length }, (_, row) => {
      if (share(row) < state.repetition_threshold) return share(row);
      if (rest(row) > share(row) / 2 || events(row) > whole(row) / 2) return share(row);
      return 3.2 + Math.min(1, Math.max(0, Math.log10(count(row) / 1000)));
    });
  },
  explain(_, samples, row) {
    const column = (name: string): number => columnOf(samples.features, name)(row);
    const observed = `${percent(column("count"), column("events"))} of ${number(column("events"))} lines`;
    const expected = `${percent(column("rest_share"), 1)} elsewhere`;
    return [
      {
        kind: "FLOOD",
        observed,
        expected,
        text: `One message fills ${observed}; normal is ${percent(column("rest_share"), 1)}.`,
        values: [column("share"), column("rest_share")],
      },
    ];
  },
};
