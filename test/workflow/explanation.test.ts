import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteOf } from "../../src/workflow/clause.ts";
import { classifyByRules } from "../../src/workflow/index.ts";
import { refusedCase } from "./cases.ts";

const line = (id: string, at: number, message: string, head = "2026-03-16T03:41:52Z ERROR [db] ") => ({
  id,
  source_file: "logs/app.log",
  line: at,
  time: "2026-03-16T03:41:52Z",
  level: "error" as const,
  component: "db",
  message,
  text: `${head}${message}`,
});

const quotesOf = (text: string): string[] => [...text.matchAll(/“([^”]*)”/g)].map(([, quote]) => quote ?? "");

describe("an explanation", () => {
  it("cites the line that it quotes, not the first one", () => {
    const subject = refusedCase({
      log: "write failed: no space left on device",
      template: "write failed: no space left on device",
      evidence: [
        line("e1", 10, "flushing segment 9"),
        line("e2", 12, "write failed: no space left on device"),
        line("e3", 40, "gave up after 3 attempts"),
      ],
      telling: "e2",
    });
    const { explanation } = classifyByRules(subject);
    expect(explanation[0]).toMatchObject({ evidence: ["e2", "e1"] });
    expect(explanation[0]?.text).toContain("“write failed: no space left on device”");
    expect(explanation[1]).toEqual({ text: "240 in 1 min; normal is 3.", evidence: ["e2"] });
    expect(explanation[2]).toEqual({ text: "At 03:41:52: “gave up after 3 attempts”.", evidence: ["e3"] });
  });

  it("quotes only what stands in the line that it cites first, letter by letter", () => {
    const text = fc.oneof(fc.lorem({ maxCount: 40 }), fc.string({ unit: "binary", maxLength: 300 }));
    fc.assert(
      fc.property(text, text, fc.constantFrom("failed", "", "  cannot\t", '"error"'), (one, other, word) => {
        const evidence = [line("e1", 3, one), line("e2", 5, `${other} ${word} ${one}`)];
        const subject = refusedCase({ log: evidence[1]!.message, template: other, evidence, telling: "e2" });
        for (const claim of classifyByRules(subject).explanation) {
          const cited = evidence.find(({ id }) => id === claim.evidence[0]);
          for (const quote of claim.text.includes("”") && !/”.*”/.test(claim.text) ? quotesOf(claim.text) : [])
            if (!`${one}${other}`.includes("“")) expect(cited?.text).toContain(quote);
        }
      }),
    );
  });

  it("quotes a message that was put together from fields by the part that reports the failure", () => {
    const text = 'level=error msg="write failed" err="write /data/1.seg: no space left on device"';
    const message = "write failed: write /data/1.seg: no space left on device";
    expect(quoteOf(text, message, "no space left", 120)).toBe("write /data/1.seg: no space left on device");
    expect(quoteOf('{"m":"say \\"no\\": access denied"}', 'say "no": access denied', "denied", 120)).toBe(
      ": access denied",
    );
  });
});
