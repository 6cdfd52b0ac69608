/** What the language model cost a run: for the summary and `egress.json`. Grows while the run goes on. */
export interface LLMCounters {
  /** Attempts that were sent, retries included. */
  calls: number;
  /** Answers that came from the cache. */
  cached: number;
  /** Calls that the budget did not allow. */
  skipped: number;
  tokensIn: number;
  tokensOut: number;
  /** Attempts that failed. */
  errors: number;
  /** What was sent where: the request's text as UTF-8. */
  readonly sent: Record<string, { calls: number; bytes: number }>;
}

export const newCounters = (): LLMCounters => ({
  calls: 0,
  cached: 0,
  skipped: 0,
  tokensIn: 0,
  tokensOut: 0,
  errors: 0,
  sent: {},
});
