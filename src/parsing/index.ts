export type { Format } from "./format.ts";
export { FORMATS } from "./formats.ts";
export { FORMAT_NAMES, type OwnFormat, patternProblem, unreadSample } from "./own-format.ts";
export { type Parser, type ParserOptions, parser, type Reading } from "./parser.ts";
export { RECORD_FORMATS, type RecordFormat } from "./records.ts";
export type { SourceAccounting } from "./source-accounting.ts";
