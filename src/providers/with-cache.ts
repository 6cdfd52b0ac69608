import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { LLMError } from "../core/errors.ts";
import type { Completion, LLMProvider, LLMRequest, Wrap } from "../core/llm-provider.ts";
import type { LLMCounters } from "./counters.ts";

/** Raised when what an entry holds changes its meaning. */
const VERSION = 1;

const entry = z.object({
  version: z.literal(VERSION),
  text: z.string().max(1 << 20),
  model: z.string(),
  inputTokens: z.number().nonnegative(),
  outputTokens: z.number().nonnegative(),
});

/** A completion that was not paid for now. */
export interface CachedCompletion extends Completion {
  readonly isCached: true;
}

/** What an answer depends on. The prompt's version stands in its text. */
export const cacheKey = (provider: LLMProvider, request: LLMRequest): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        VERSION,
        provider.name,
        provider.model,
        request.system,
        request.messages.map(({ role, text }) => [role, text]),
        request.schema ?? null,
        request.maxTokens,
        request.temperature,
      ]),
    )
    .digest("hex");

const isCachedNow = (completion: Completion): CachedCompletion => ({ ...completion, isCached: true });

/**
 * One call for one content, across runs: answers in files named by the hash of the question. A question holds no secrets and no
 * identifiers, so neither does an answer. Equal questions asked at the same time share one call. A file that is
 * broken, or a folder that cannot be written, costs a call and nothing else.
 */
export const withCache =
  (folder: string, counters: LLMCounters): Wrap =>
  (provider) => {
    const flying = new Map<string, Promise<Completion>>();
    const fileOf = (key: string): string => join(folder, key.slice(0, 2), `${key}.json`);
    const read = async (key: string): Promise<CachedCompletion | undefined> => {
      try {
        const found = entry.parse(JSON.parse(await readFile(fileOf(key), "utf8")));
        const usage = { inputTokens: found.inputTokens, outputTokens: found.outputTokens };
        return { text: found.text, finish: "stop", usage, model: found.model, isCached: true };
      } catch {
        return undefined;
      }
    };
    const write = async (key: string, { text, model, usage }: Completion): Promise<void> => {
      const file = fileOf(key);
      const temporary = `${file}.${randomUUID()}.tmp`;
      try {
        await mkdir(join(folder, key.slice(0, 2)), { recursive: true, mode: 0o700 });
        await writeFile(temporary, JSON.stringify({ version: VERSION, text, model, ...usage }), { mode: 0o600 });
        await rename(temporary, file);
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    };
    const ask = async (key: string, request: LLMRequest, signal: AbortSignal): Promise<Completion> => {
      const found = await read(key);
      if (found !== undefined) return found;
      const completion = await provider.complete(request, signal);
      if (completion.finish === "stop") await write(key, completion);
      return completion;
    };
    return {
      ...provider,
      async complete(request, signal) {
        const key = cacheKey(provider, request);
        for (let other = flying.get(key); other !== undefined; other = flying.get(key)) {
          try {
            const completion = isCachedNow(await other);
            counters.cached++;
            return completion;
          } catch (error) {
            // The other caller gave up; that is no answer for this one.
            if (!(error instanceof LLMError && error.kind === "aborted") || signal.aborted) throw error;
          }
        }
        const asked = ask(key, request, signal);
        flying.set(key, asked);
        try {
          const completion = await asked;
          if ("isCached" in completion) counters.cached++;
          return completion;
        } finally {
          flying.delete(key);
        }
      },
    };
  };
