import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the dashboard and the reports speak the same words", () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  expect(read("dashboard/terminal/words.ts")).toBe(
    read("src/report/words.ts").replaceAll('"../core/', '"../../src/core/'),
  );
});
