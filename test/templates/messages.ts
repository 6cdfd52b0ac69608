import type { Shape, Shapes } from "../../src/core/shapes.ts";
import { elementsOf } from "../../src/templates/message-elements.ts";
import { scanner } from "../../src/templates/scanner.ts";
import { shapeTable } from "../../src/templates/shape-table.ts";

const encoder = new TextEncoder();

/** The elements of a message, as `kind:text` without the first letters of the obvious. */
export function cut(message: string): string {
  const scanned = scanner();
  const bytes = encoder.encode(message);
  return elementsOf(scanned, scanned.scan(bytes, 0, bytes.length), bytes)
    .map(({ text }) => text)
    .join(" ");
}

/** The shapes of messages, and the shape id of each. */
export function shapesOf(messages: readonly (string | Uint8Array)[]): { shapes: Shapes; ids: number[] } {
  const table = shapeTable();
  const ids = messages.map((message) => {
    const bytes = typeof message === "string" ? encoder.encode(message) : message;
    return table.idOf(bytes, 0, bytes.length);
  });
  return { shapes: table.shapes, ids };
}

/** The shape of one message, from a table of its own. */
export const shapeOf = (message: string): Shape => shapesOf([message]).shapes.at(0);
