const KINDS = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
type KindName = keyof typeof KINDS;
const isKind = (name: unknown): name is KindName => typeof name === "string" && name in KINDS;

/** Plain data with typed arrays as JSON text. Every fitted state goes through here. */
export const encode = (state: unknown): string =>
  JSON.stringify(state, (_, value: unknown) =>
    ArrayBuffer.isView(value) && isKind(value.constructor.name)
      ? {
          $: value.constructor.name,
          data: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
        }
      : value,
  );

/** The inverse of `encode`. */
export const decode = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !("$" in value) || !("data" in value)) return value;
    if (!isKind(value.$)) return value;
    const bytes = Uint8Array.from(Buffer.from(String(value.data), "base64"));
    return new KINDS[value.$](bytes.buffer);
  });
