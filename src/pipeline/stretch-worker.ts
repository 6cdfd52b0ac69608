import { parentPort, workerData } from "node:worker_threads";
import { type SentStretch, sent } from "../parsing/index.ts";
import { type ReadStretch, type StretchReading, stretchReader } from "./read-stretch.ts";

/** Buffers of plain data, each once. */
function buffersOf({ parsed, wordBytes, wordEnds, suspicious, spent }: ReadStretch): ArrayBuffer[] {
  const views = [...Object.values(parsed.events), parsed.times, wordBytes, wordEnds, suspicious, spent].filter(
    (value) => ArrayBuffer.isView(value),
  );
  return [...new Set(views.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

/** Reads stretches for the thread that made this one, one after the other. */
const reading: StretchReading = workerData;
const read = stretchReader(reading);
const received = sent();
parentPort?.on("message", (stretch: SentStretch) => {
  const done = read(received(stretch));
  parentPort?.postMessage(done, buffersOf(done));
});
parentPort?.postMessage("ready");
