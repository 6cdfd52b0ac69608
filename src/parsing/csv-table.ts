import { QUOTE } from "./bytes.ts";
import { csvColumns, csvFormat, csvHeader, DAY_FIRST, isSeparatorLine, MONTH_FIRST } from "./csv-header.ts";
import { Fields } from "./fields.ts";
import { fit, type Recognizer, recognizers } from "./recognizer.ts";
import { hasHalfDays, type SampleLine } from "./sample-line.ts";

/** Columns that the first lines name, and what is doubtful about them. */
export interface NamedColumns {
  readonly recognizer: Recognizer;
  readonly doubts: readonly string[];
}

/** Lines that begin outside of quotes: what stands within is part of a row. */
function rowsOf(lines: readonly SampleLine[]): readonly SampleLine[] {
  let isInside = false;
  return lines.filter(({ bytes, start, end }) => {
    const isRow = !isInside;
    for (let at = start; at < end; at++) if (bytes[at] === QUOTE) isInside = !isInside;
    return isRow;
  });
}

/** The table whose columns the first line names; its dates are read in the way that fits more of them. */
export function tableOf([first, ...lines]: readonly SampleLine[]): NamedColumns | undefined {
  if (first === undefined) return undefined;
  if (isSeparatorLine(first.bytes, first.start, first.end)) return tableOf(lines);
  const header = csvHeader(first.bytes, first.start, first.end);
  const rows = rowsOf(lines);
  if (header === undefined || rows.length === 0) return undefined;
  const fields = new Fields();
  const [dayFirst, monthFirst] = [DAY_FIRST, MONTH_FIRST].map((order) => {
    const recognizer = recognizers([csvFormat(header, order)])[0]!;
    const times = rows.map(({ bytes, start, end }) => {
      if (fit(recognizer, bytes, start, end, fields) === 0) return undefined;
      return fields.moment.month > 0 ? 0 : fields.moment.ms;
    });
    const timed = times.filter((time) => time !== undefined && !Number.isNaN(time)).length;
    return { recognizer, times, timed, fits: times.filter((time) => time !== undefined).length };
  });
  if (dayFirst === undefined || monthFirst === undefined) return undefined;
  const isTie =
    dayFirst.timed === monthFirst.timed && dayFirst.times.some((time, i) => !Object.is(time, monthFirst.times[i]));
  const best = monthFirst.timed > dayFirst.timed || (isTie && hasHalfDays(rows)) ? monthFirst : dayFirst;
  if (best.fits * 2 < rows.length) return undefined;
  const doubts: string[] = [];
  if (isTie) {
    const read = best === dayFirst ? "day" : "month";
    doubts.push(`no date of the first ${rows.length} rows tells the day from the month: the ${read} is read first`);
  }
  if ((csvColumns(header)?.times.length ?? 0) > 0 && best.timed * 2 < best.fits)
    doubts.push(
      `the times of ${best.fits - best.timed} of the first ${best.fits} rows are written in no way that is known`,
    );
  return { recognizer: best.recognizer, doubts };
}
