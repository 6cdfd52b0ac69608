export type { Format } from "./format.ts";
export { FORMATS } from "./formats.ts";
export { type Parser, type ParserOptions, parser } from "./parser.ts";
export type { SourceAccounting } from "./source-parser.ts";
