export type { SourceAccounting } from "./accounting.ts";
export type { Format } from "./format.ts";
export { FORMATS } from "./formats.ts";
export { type Parser, type ParserOptions, parser } from "./parser.ts";
export { type SentStretch, sendable, sent } from "./sent-stretch.ts";
export { type SourceReader, type SourceReaders, sourceReaders } from "./sources.ts";
export { type ParsedStretch, type ParseStretch, stretchParser } from "./stretch-parser.ts";
export type { LineStretch } from "./stretches.ts";
export { cachedWords } from "./word-cache.ts";
