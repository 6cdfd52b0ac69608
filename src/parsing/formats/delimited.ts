import type { Format } from "../format.ts";

/** As layouts write them: a backslash takes the tab as it is. */
const SEPARATORS = ["|", ";", ",", "\\\t"];

/** Layouts of lines whose fields are told apart by one sign; `time`: the kinds of times that lead. */
export const delimitedLayouts = (times: readonly string[]): readonly string[] =>
  SEPARATORS.flatMap((sign) => {
    // A blank of a layout takes tabs too.
    const next = sign.endsWith("\t") ? sign : `{ }${sign}{ }`;
    return times.flatMap((time) => [
      `<time:${time}>${next}<level>${next}<component:name>${next}<message>`,
      `<time:${time}>${next}<component:name>${next}<level>${next}<message>`,
      `<time:${time}>${next}<level>${next}<message>`,
      `<time:${time}>${next}<message>`,
    ]);
  });

/** Lines of fields with one sign between them. */
export const delimitedFormats: readonly Format[] = [
  {
    name: "delimited",
    summary:
      "a time, then level, component and message as fields with a bar, a semicolon, a comma or a tab between them",
    kind: "text",
    layouts: delimitedLayouts(["iso", "epoch", "compact"]),
    samples: [
      "1715678057|ERROR|gw|session 5824 rejected",
      "1715678057.25;WARN;gw;session 5824 is slow",
      "1715673602|0x0011|01|1|155",
      "2024-05-14 00:00:03,gw,INFO,session 12 ok",
      "2024-05-14T00:00:03Z\tERROR\tgw\tsession 12 rejected",
      "2024-05-14 00:00:03 | INFO | gw | session 12 ok",
      '2025-04-01T12:00:01.123+0200\tinfo\tbilling\tmain.go:12\tno ledger\t{"id": 12}',
    ],
    negatives: ["17156|ERROR|gw|no time", "1715678057 ERROR gw session 5824 rejected", "ERROR|gw|1715678057"],
  },
];
