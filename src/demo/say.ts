import type { File, Level, Saying } from "./entry.ts";

type More = Pick<Saying, "trace" | "pid">;

const says =
  (file: File) =>
  (component: string, message: string, level: Level = "INFO", more: More = {}): Saying => ({
    file,
    level,
    component,
    message,
    ...more,
  });

/** What the shop's server says. */
export const web = says("web");
/** What the database says. */
export const db = says("db");
/** What the workers say. */
export const queue = says("queue");
/** What the login host says. */
export const auth = says("auth");
