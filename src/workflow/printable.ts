/** Escape sequences: CSI, OSC with either end, and two-character ones. */
const ESCAPES =
  /[\u001b\u009b](?:\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)?|[[()#;?]{0,4}[0-9;:?]{0,64}[ -/]{0,4}[@-~]?)/g;
/** Zero-width, bidirectional, tag and private-use characters: what a person cannot see, a model can. */
const INVISIBLE = /\p{Cf}|\p{Co}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** One line of text without anything that moves a cursor, hides or reorders; at most `limit` characters, cut with `…`. */
export function printable(text: string, limit: number): string {
  const cut = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const clean = cut.toWellFormed().replace(ESCAPES, "").replace(INVISIBLE, "").replace(CONTROLS, " ").trim();
  if (clean.length <= limit) return clean;
  return `${clean
    .slice(0, Math.max(0, limit - 1))
    .toWellFormed()
    .replace(/\ufffd$/, "")
    .trimEnd()}…`;
}

/**
 * Breaks the special tokens of chat templates. Local servers turn them into turns of the conversation wherever they
 * stand (measured with llama-server; Ollama's tokenizer splits on each of them).
 */
export const neutralise = (text: string): string =>
  text
    .replace(/<([|\uff5c])/g, "<¦")
    .replace(/([|\uff5c])>/g, "¦>")
    .replace(
      /\[(\/?)(INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|IMG|PREFIX|SUFFIX|MIDDLE)\]/gi,
      "($1$2)",
    )
    .replace(/<<(\/?)SYS>>/gi, "‹‹$1SYS››")
    .replace(
      /<(\/?)(s|bos|eos|pad|unk|mask|think|thinking|tool_call|tool_response|start_of_turn|end_of_turn|start_header_id|end_header_id|assistant|system|user|human|im_start|im_end|eot_id|endoftext)>/gi,
      "‹$1$2›",
    );

/** A fence longer than any run of fence characters in the text, so that the text cannot close it. */
export function fenceFor(text: string): string {
  let longest = 0;
  for (const [run] of text.matchAll(/`+|~+/g)) longest = Math.max(longest, run.length);
  return "`".repeat(Math.max(4, longest + 1));
}

/** The text up to the last whole word within `limit` characters, without a word that needs a next one. */
export function cutAtWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit + 1);
  const space = head.lastIndexOf(" ");
  let cut = (space > limit / 3 ? head.slice(0, space) : text.slice(0, limit)).toWellFormed();
  for (let before = ""; before !== cut; ) {
    before = cut;
    cut = cut
      .replace(/[\s,;:=–—(["'“-]+$/, "")
      .replace(
        /\s(?:of|to|for|with|the|an?|and|or|at|in|from|by|on|is|was|has|after|before|because|its?|no|not)$/i,
        "",
      );
  }
  return cut;
}

/** A text as a sentence: a capital at the front, a full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const first = /^[a-z]+(?=[\s,;:]|$)/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
