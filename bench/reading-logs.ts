const pad = (n: number, width = 2): string => String(n).padStart(width, "0");
const clock = (i: number): string => {
  const second = Math.floor(i / 50);
  return `${pad(Math.floor(second / 3600) % 24)}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`;
};

/** What a line says: sentences of a service, with values. */
const SAYINGS: readonly ((n: number) => string)[] = [
  (n) => `Received block blk_${n * 7919}43 of size ${n % 67108864} from /10.250.${n % 19}.${n % 214}`,
  (n) => `session ${(n * 2654435761) % 4294967296} closed after ${n % 900} ms, ${n % 41} requests`,
  (n) => `GET /api/orders/${n % 10007}?page=${n % 7} answered 200 in ${n % 300} ms`,
  (n) => `cache hit ratio ${(n % 100) / 100} for region eu-west-${n % 3}`,
  (n) => `user u${n % 5003} opened document ${n % 9973}`,
];

/** A line of each of some usual formats. */
export const FORMS: Readonly<Record<string, (i: number, says: string) => string>> = {
  hdfs: (i, says) => `081109 ${clock(i).replaceAll(":", "")} ${i % 400} INFO dfs.DataNode$PacketResponder: ${says}`,
  log4j: (i, says) =>
    `2026-03-17 ${clock(i)},${pad(i % 1000, 3)} INFO  [worker-${i % 8}] shop.orders.Service - ${says}`,
  syslog: (i, says) => `Mar 17 ${clock(i)} web-${i % 5} orders[${1000 + (i % 50)}]: ${says}`,
  json: (i, says) =>
    `{"time":"2026-03-17T${clock(i)}.${pad(i % 1000, 3)}Z","level":"info","logger":"orders","msg":${JSON.stringify(says)}}`,
};

/** `lines` lines of a form, the same each time. */
export function generated(form: string, lines: number): string {
  const write = FORMS[form];
  if (write === undefined) throw new Error(`no form ${form}`);
  const out: string[] = [];
  for (let i = 0; i < lines; i++) out.push(write(i, SAYINGS[(i * 31) % SAYINGS.length]!(i)));
  return `${out.join("\n")}\n`;
}
