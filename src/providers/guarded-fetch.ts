import { LLMError } from "../core/errors.ts";
import { aborted, failureOfConnection, failureOfStatus, retryAfterSeconds } from "./failures.ts";
import { readCapped } from "./read-capped.ts";

/** What a guarded call needs to know of the place it goes to. */
export interface Guard {
  /** For messages: `Ollama at localhost:11434`. */
  readonly who: string;
  /** How the server is started, said when nothing listens. */
  readonly start: string;
  /** What to do when the model is missing. */
  readonly fix: string;
  readonly timeoutSeconds: number;
  /** Nothing may be sent there; undefined: it may. */
  readonly refusal: LLMError | undefined;
  readonly now: () => number;
}

const messageIn = (body: string): string => {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null || !("error" in parsed)) return "";
    const { error } = parsed;
    if (typeof error === "string") return error;
    if (typeof error !== "object" || error === null) return "";
    const parts = ["message", "code", "type"].map((key) => Object.entries(error).find(([name]) => name === key)?.[1]);
    return parts.filter((part) => typeof part === "string").join(" ");
  } catch {
    return /^\s*</.test(body) ? "" : body;
  }
};

/**
 * A `fetch` for the providers' packages: one signal and one timeout over head and body, an answer of bounded size, every
 * failure an LLMError before the package sees it (they print to stdout, lose Retry-After, hang on a stalled body),
 * and no redirect is followed: text goes only to the host that was configured.
 */
export const guardedFetch =
  (guard: Guard, signal: AbortSignal): typeof fetch =>
  async (input, init) => {
    const { who, timeoutSeconds, refusal } = guard;
    if (refusal !== undefined) throw refusal;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutSeconds * 1000);
    try {
      const response = await fetch(input, {
        ...init,
        redirect: "manual",
        signal: AbortSignal.any([signal, late.signal]),
      });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw new LLMError(`${who} redirected the call to another address; refused`, {
          kind: "bad_request",
          retryable: false,
        });
      }
      const body = await readCapped(response, who);
      if (!response.ok) {
        const retryAfter = retryAfterSeconds(response.headers, guard.now());
        throw failureOfStatus(who, response.status, messageIn(body), retryAfter, guard.fix);
      }
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      if (signal.aborted) throw aborted(error);
      if (late.signal.aborted) {
        throw new LLMError(`${who} did not answer within ${timeoutSeconds} s`, { kind: "timeout", retryable: true });
      }
      throw failureOfConnection(who, error, guard.start);
    } finally {
      clearTimeout(timer);
    }
  };
