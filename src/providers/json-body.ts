import { LLMError } from "../core/errors.ts";

/** A call whose answer must be one JSON object: the packages fail on anything else in their own ways. */
export const jsonBody =
  (who: string, call: typeof fetch): typeof fetch =>
  async (input, init) => {
    const response = await call(input, init);
    const body = await response.text();
    if (body.trim() === "") {
      throw new LLMError(`${who} broke off before the answer`, { kind: "network", retryable: true });
    }
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      value = undefined;
    }
    if (typeof value !== "object" || value === null) {
      throw new LLMError(`${who} does not speak the protocol that was expected; check llm.endpoint`, {
        kind: "server",
        retryable: false,
        status: response.status,
      });
    }
    return new Response(body, { status: response.status, headers: response.headers });
  };
