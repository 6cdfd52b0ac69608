/** Reads a log once, in one thread: `node bench/read-once.ts FILE`. The benchmark starts two of it at once. */
import { wholeRead } from "./reading.ts";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("expected the path of a log");
await wholeRead(path, 0);
