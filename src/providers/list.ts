import { anthropic } from "./anthropic.ts";
import type { ListedProvider } from "./listed-provider.ts";
import { ollama } from "./ollama.ts";
import { openai, openaiCompatible } from "./openai.ts";

/** All providers. One file and one line here make a new one. */
export const PROVIDERS: readonly ListedProvider[] = [ollama, openai, anthropic, openaiCompatible];
