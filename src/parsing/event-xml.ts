import { LEVEL } from "../core/levels.ts";
import { standsAt } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";
import { anyTime } from "./times.ts";

/** Levels of Windows events. Source: winmeta.xml; 0 is logged always. */
const LEVELS = [LEVEL.info, LEVEL.critical, LEVEL.error, LEVEL.warn, LEVEL.info, LEVEL.debug];
/** Bytes of data that are told. */
const LONGEST = 64 * 1024;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const textOf = (xml: string): string =>
  xml
    .replace(/<[^>]*>/g, " ")
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, " ")
    .trim();

/** Reads a Windows event as one `<Event>` element, as `wevtutil qe /f:xml` prints them; false: the line is none. */
export function readEventXml(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  if (!standsAt(bytes, start, end, "<Event") || (bytes[start + 6] !== 32 && bytes[start + 6] !== 62)) return false;
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  /** What stands between two texts. */
  const between = (open: string, close: string): readonly [number, number] | undefined => {
    const at = line.indexOf(open);
    const from = at + open.length;
    const to = at < 0 ? -1 : line.indexOf(close, from);
    return to < 0 ? undefined : [start + from, start + to];
  };
  const quoted = (open: string) => between(`${open}'`, "'") ?? between(`${open}"`, '"');
  if (between("<System>", "</System>") === undefined || !line.includes("</Event>")) return false;
  fields.clear(bytes);
  const time = quoted("SystemTime=");
  if (time !== undefined) anyTime(bytes, time[0], time[1], fields.moment);
  const level = between("<Level>", "</Level>");
  if (level !== undefined) fields.level = LEVELS[(bytes[level[0]] ?? 0) - 48] ?? LEVEL.none;
  for (const [slot, span] of [
    [SLOT.component, quoted("<Provider Name=")],
    [SLOT.host, between("<Computer>", "</Computer>")],
  ] as const) {
    if (span === undefined || span[1] - span[0] > 160) continue;
    fields.spans[slot] = span[0];
    fields.spans[slot + 1] = span[1];
  }
  const decoder = new TextDecoder();
  const said =
    between("<Message>", "</Message>") ??
    between("<EventData>", "</EventData>") ??
    between("<UserData>", "</UserData>");
  const id = between("<EventID", "</EventID>");
  const number = id === undefined ? "" : decoder.decode(bytes.subarray(id[0], id[1])).replace(/^[^>]*>/, "");
  const text =
    said === undefined ? "" : textOf(decoder.decode(bytes.subarray(said[0], Math.min(said[1], said[0] + LONGEST))));
  fields.messageIn = new TextEncoder().encode(`event ${number}${text === "" ? "" : `: ${text}`}`);
  fields.spans[SLOT.message] = 0;
  fields.spans[SLOT.message + 1] = fields.messageIn.length;
  return true;
}
