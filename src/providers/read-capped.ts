import { LLMError } from "../core/errors.ts";

/** An answer of a model is a few kilobytes; a megabyte is a babbling one. */
export const ANSWER_LIMIT_BYTES = 1 << 20;

/** Reads a body to its end, but not beyond `limitBytes`: then the connection is dropped and LLMError `too_large` thrown. */
export async function readCapped(
  response: Response,
  who: string,
  limitBytes: number = ANSWER_LIMIT_BYTES,
): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > limitBytes) {
      await reader.cancel().catch(() => undefined);
      throw new LLMError(`${who} sent more than ${limitBytes} bytes for one answer`, {
        kind: "too_large",
        retryable: false,
      });
    }
    text += decoder.decode(value, { stream: true });
  }
}
