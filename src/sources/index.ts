export { type FindOptions, findSources } from "./find-sources.ts";
export { type LineSplitter, type LineSplitterOptions, lineSplitter } from "./line-splitter.ts";
export { missingInput } from "./missing-input.ts";
export { type StreamSourceOptions, streamSource } from "./stream-source.ts";
