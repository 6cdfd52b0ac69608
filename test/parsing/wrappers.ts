/** Ways in which the lines of a program reach a log. */
export interface Setting {
  readonly name: string;
  readonly wrap: (line: string, index: number) => string;
}

const time = (index: number): string => new Date(Date.UTC(2025, 3, 1, 12, 0, 0, index)).toISOString();

/** One line of Docker's json-file. */
export const dockerLine = (log: string, index: number, stream = "stderr"): string =>
  JSON.stringify({ log, stream, time: time(index) });

export const criLine = (content: string, index: number, stream = "stderr", flag = "F"): string =>
  `${time(index)} ${stream} ${flag} ${content}`;

export const WRAPPED: readonly Setting[] = [
  { name: "CRI", wrap: (line, index) => criLine(line, index) },
  { name: "Docker's json-file", wrap: (line, index) => dockerLine(`${line}\n`, index) },
  { name: "docker compose", wrap: (line) => `web-1  | ${line}` },
];
