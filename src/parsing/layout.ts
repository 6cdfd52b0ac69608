import { isBlank } from "./bytes.ts";

/** A piece of a layout. */
export type Token =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "blank" }
  | { readonly kind: "field"; readonly name: string; readonly type: string }
  | { readonly kind: "group"; readonly tokens: readonly Token[] };

const FIELDS = /^(time|level|component|host|pid|key|label|skip|message)$/;

/**
 * Reads a layout: literals; a blank for one or more blanks or tabs; `<name>` or `<name:type>`; `{…}` may be absent;
 * a backslash takes the next character as it is.
 */
export function readLayout(layout: string): readonly Token[] {
  const [tokens, at] = readTokens(layout, 0);
  if (at < layout.length) throw new Error(`layout "${layout}": "}" without "{"`);
  return tokens;
}

function readTokens(layout: string, from: number): [Token[], number] {
  const tokens: Token[] = [];
  let literal = "";
  const push = (token: Token): void => {
    if (literal !== "") tokens.push({ kind: "literal", text: literal });
    literal = "";
    tokens.push(token);
  };
  let at = from;
  for (; at < layout.length; at++) {
    const char = layout.charAt(at);
    if (char === "\\") literal += layout.charAt(++at);
    else if (isBlank(char.charCodeAt(0))) push({ kind: "blank" });
    else if (char === "<") {
      const close = layout.indexOf(">", at);
      const [name = "", type = ""] = layout.slice(at + 1, close).split(":");
      if (close < 0 || !FIELDS.test(name)) throw new Error(`layout "${layout}": unknown field at ${at}`);
      push({ kind: "field", name, type });
      at = close;
    } else if (char === "{") {
      const [inside, close] = readTokens(layout, at + 1);
      if (close >= layout.length) throw new Error(`layout "${layout}": "{" is not closed`);
      push({ kind: "group", tokens: inside });
      at = close;
    } else if (char === "}") break;
    else literal += char;
  }
  if (literal !== "") tokens.push({ kind: "literal", text: literal });
  return [tokens, at];
}

const WEIGHTS: Readonly<Record<string, number>> = {
  time: 6,
  level: 5,
  component: 3,
  host: 2,
  pid: 2,
  label: 2,
  key: 1,
};

/** How much a layout asks of a line: what decides between layouts that both fit. Times without a date ask least. */
export const specificity = (tokens: readonly Token[]): number =>
  tokens.reduce((sum, token) => {
    if (token.kind === "literal") return sum + token.text.length;
    if (token.kind === "blank") return sum + 0.5;
    if (token.kind === "group") return sum + 0.2 * specificity(token.tokens);
    if (token.type === "number" || token.type === "date") return sum + 2;
    return sum + (WEIGHTS[token.name] ?? 0.5);
  }, 0);
