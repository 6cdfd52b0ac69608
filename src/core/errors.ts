/**
 * Something the user can put right: printed as two lines without a stack.
 * `message` says where, what was expected and what came; `hint` says what to do.
 * Exit code 2: what was typed or configured; 1: what the machine refused.
 */
export class UserError extends Error {
  readonly hint: string;
  readonly exitCode: 1 | 2;
  constructor(message: string, hint = "", exitCode: 1 | 2 = 2, options?: ErrorOptions) {
    super(message, options);
    this.name = "UserError";
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** Why a model call failed. Classified once, where the status is known. */
export type LLMErrorKind =
  | "network"
  | "timeout"
  | "rate_limit"
  | "server"
  | "empty"
  | "auth"
  | "not_found"
  | "bad_request"
  | "quota"
  | "too_large"
  | "aborted";

export class LLMError extends Error {
  readonly kind: LLMErrorKind;
  readonly retryable: boolean;
  /** Seconds the server asked to wait. */
  readonly retryAfter: number | undefined;
  readonly status: number | undefined;
  constructor(
    message: string,
    details: { kind: LLMErrorKind; retryable: boolean; retryAfter?: number | undefined; status?: number | undefined },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "LLMError";
    this.kind = details.kind;
    this.retryable = details.retryable;
    this.retryAfter = details.retryAfter;
    this.status = details.status;
  }
}
