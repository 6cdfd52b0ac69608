import { LLMError, type LLMErrorKind } from "../core/errors.ts";

/** Codes of a 429 that waiting does not cure. */
const TERMINAL = /insufficient_quota|credit_balance_exhausted|billing|spend_limit/i;
/** TLS: the same certificate comes again. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const TOO_LONG = /context length|too long|longer than|maximum context/i;

/** Text of a server, safe to print: one line, no control characters, short. */
export const printableReason = (text: string): string =>
  text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/g, " ")
    .trim()
    .slice(0, 200);

/** Seconds in a `Retry-After` header, as seconds or as a date; `now` in milliseconds since the epoch. */
export function retryAfterSeconds(headers: Headers, now: number): number | undefined {
  const fine = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(fine)) return Math.max(0, fine / 1000);
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  // RFC 9110 dates only: "Sun, 06 Nov 1994 08:49:37 GMT" is one of the forms Date.parse must know.
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** Classifies an HTTP status once, where it is known. `reason`: what the server said. */
export function failureOfStatus(
  who: string,
  status: number,
  reason: string,
  retryAfter: number | undefined,
  fix: string,
): LLMError {
  const said = printableReason(reason);
  const fail = (kind: LLMErrorKind, retryable: boolean, text: string): LLMError =>
    new LLMError(`${who} ${text}${said === "" ? "" : `: ${said}`}`, { kind, retryable, retryAfter, status });
  if (status === 401 || status === 403) return fail("auth", false, `refused the key (${status})`);
  if (status === 404) return fail("not_found", false, `does not have the model (404); ${fix}`);
  if (status === 429) {
    return TERMINAL.test(reason)
      ? fail("quota", false, "says the account's quota is used up (429)")
      : fail("rate_limit", true, "is rate limited (429)");
  }
  if (status === 408) return fail("timeout", true, "timed out (408)");
  if (status === 413 || (status === 400 && TOO_LONG.test(reason))) {
    return fail("too_large", false, `found the prompt too long (${status})`);
  }
  if (status === 409 || status >= 500) return fail("server", true, `failed (${status})`);
  return fail("bad_request", false, `refused the request (${status})`);
}

const codeOf = (error: unknown): string => {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return "";
};

/** Classifies what a connection threw. `start`: how the server is started, said when nothing listens. */
export function failureOfConnection(who: string, error: unknown, start: string): LLMError {
  if (error instanceof LLMError) return error;
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) {
    return new LLMError(
      `${who}: the certificate was not accepted (${code}); trust its issuer with NODE_EXTRA_CA_CERTS=ca.pem, or check llm.endpoint`,
      { kind: "network", retryable: false },
    );
  }
  const what =
    code === "ECONNREFUSED"
      ? `did not answer (ECONNREFUSED); ${start}`
      : code === "ENOTFOUND" || code === "EAI_AGAIN"
        ? `was not found (${code}); check llm.endpoint`
        : `broke off the connection${code === "" ? "" : ` (${code})`}; check llm.endpoint`;
  return new LLMError(`${who} ${what}`, { kind: "network", retryable: true }, { cause: error });
}

export const aborted = (cause?: unknown): LLMError =>
  new LLMError("the call was aborted", { kind: "aborted", retryable: false }, { cause });
