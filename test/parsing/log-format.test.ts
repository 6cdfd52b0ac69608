import { describe, expect, it } from "vitest";
import { logFormat } from "../../src/parsing/log-format.ts";

const split = (format: string, line: string): Record<string, string> | undefined => {
  const layout = logFormat(format);
  const bytes = new TextEncoder().encode(`##${line}##`);
  const starts = new Uint32Array(layout.fields.length);
  const ends = new Uint32Array(layout.fields.length);
  if (!layout.match(bytes, 2, bytes.length - 2, starts, ends)) return undefined;
  const text = new TextDecoder();
  return Object.fromEntries(layout.fields.map((field, f) => [field, text.decode(bytes.subarray(starts[f], ends[f]))]));
};

describe("logFormat", () => {
  it("gives each field what stands before the next sign", () => {
    expect(split("<Date> <Time> <Level> <Component>: <Content>", "081109 203518 INFO dfs.X: got a: b")).toEqual({
      Date: "081109",
      Time: "203518",
      Level: "INFO",
      Component: "dfs.X",
      Content: "got a: b",
    });
  });

  it("takes a blank for one or more", () => {
    expect(split("<A> <Content>", "a  \t b c ")).toEqual({ A: "a", Content: "b c " });
  });

  it("takes the whole line where the format is Content alone, also an empty one", () => {
    expect(split("<Content>", "")).toEqual({ Content: "" });
    expect(split("<Content>", "x y")).toEqual({ Content: "x y" });
  });

  it("finds no fields where the line ends too early", () => {
    expect(split("[<Level>] <Content>", "[INFO message")).toBeUndefined();
    expect(split("[<Level>] <Content>", "INFO] message")).toBeUndefined();
  });

  it.each(["", "no fields", "<A> <A> <Content>", "<A> <B>", "<A><Content>"])("refuses the format %j", (format) => {
    expect(() => logFormat(format)).toThrow(/format/);
  });
});
