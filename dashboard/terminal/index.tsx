import { render } from "ink";
import { App } from "./app.tsx";
import type { DashboardData } from "./data.ts";

export type { DashboardData } from "./data.ts";

/** Where the dashboard reads keys and draws. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** Source: https://no-color.org, set and not empty. */
const hasColor = (): boolean => (process.env["NO_COLOR"] ?? "") === "";

/** Shows stored results full-screen until `q` or Ctrl-C. Both streams must be terminals. */
export async function showResults(data: DashboardData, { stdin, stdout }: Streams): Promise<void> {
  const app = render(<App data={data} color={hasColor()} />, {
    stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    patchConsole: false,
  });
  await app.waitUntilExit();
}
