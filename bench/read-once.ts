/**
 * The front end over a log, once and from a cold start: `node bench/read-once.ts FILE THREADS`, so many threads beside the first. Prints
 * the lines and the seconds it took by the clock.
 */
import { frontEnd } from "./front-end.ts";
import { wallSeconds } from "./timing.ts";

const [path, threads] = process.argv.slice(2);
if (path === undefined || threads === undefined) throw new Error("expected the path of a log and a number of threads");
const begun = process.hrtime.bigint();
console.log(JSON.stringify({ lines: await frontEnd(path, Number(threads)), seconds: wallSeconds(begun) }));
