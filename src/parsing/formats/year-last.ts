import type { Format } from "../format.ts";
import { appFormats } from "./app.ts";
import { delimitedLayouts } from "./delimited.ts";
import { structuredFormats } from "./structured.ts";

const LIKE = ["log4j", "python", "celery", "app", "timed"];

/** Every layout of general formats that leads with an ISO time, with another kind of time in its place. */
const layoutsWith = (time: string): readonly string[] => [
  // Before what has only a time and a message: the first layout that fits reads the line.
  ...delimitedLayouts([time]),
  ...[...appFormats, ...structuredFormats]
    .filter(({ name }) => LIKE.includes(name))
    .flatMap(({ layouts }) => layouts)
    .filter((layout) => layout.includes("<time:iso>"))
    .map((layout) => layout.replace("<time:iso>", `<time:${time}>`)),
  // What the event viewer of Windows writes as CSV.
  `<level>,<time:${time}>,<component:wide>,<skip:number>,<skip>,<message>`,
];

/** Lines with dates that end with the year. Which number is the day is decided over the first lines of a source. */
export const yearLastFormats: readonly Format[] = [
  {
    name: "day-first",
    summary: "dd.mm.yyyy, dd/mm/yyyy or dd-mm-yyyy and a time, then what other formats have behind their time",
    kind: "text",
    layouts: layoutsWith("dayFirst"),
    samples: [
      "14.05.2024 00:00:03 [Kasse3] Beleg 21608 gebucht, Betrag 33,57 EUR",
      "14/05/2024 00:00:03,123 ERROR [pool] connection refused",
      "[14-05-2024 00:00:03] started",
      "14.05.2024 00:00:03;ERROR;gw;rejected",
      '14/05/2024 00:00:03,ERROR,gw,"session 12, rejected"',
    ],
    negatives: [
      "05/14/2024 00:00:03 there is no month 14",
      "31.04.2024 00:00:03 there is no such day",
      "14.05.2024 said",
    ],
  },
  {
    name: "month-first",
    summary: "mm/dd/yyyy or mm-dd-yyyy and a time, then what other formats have behind their time",
    kind: "text",
    layouts: layoutsWith("monthFirst"),
    samples: [
      "05/14/2024 00:00:03 ERROR [pool] connection refused",
      "5/14/2024 1:02:03 PM service started",
      "05/14/2024 00:00:03.123 [main] INFO  a.b.Shop - started",
      'Error,5/14/2024 1:02:03 PM,Service Control Manager,7031,None,"The Spooler service ended"',
    ],
    negatives: ["14/05/2024 00:00:03 there is no month 14", "05.14.2024 00:00:03 dots put the day first"],
  },
];
