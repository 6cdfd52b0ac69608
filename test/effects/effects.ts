/** What a key does, shown: by its name in the configuration. */
export type Effects = Readonly<Record<string, () => Promise<void>>>;
