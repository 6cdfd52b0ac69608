import { byteReader, restOf } from "./byte-reader.ts";
import { contentHead } from "./content-head.ts";
import { codecOf, decompressed, type Gauge } from "./decompress.ts";
import { isBinary } from "./magic.ts";
import { isTar, type TarReader, tarReader } from "./tar.ts";
import { Unreadable } from "./unreadable.ts";

/** Files of an archive that are read; the input of a run has no more files than that. */
const MEMBERS = 10_000;
/** Entries that are looked at for them. */
const ENTRIES = 100_000;
/** What of an archive is not read is told so often; the rest is a count. */
const FAULTS = 1000;

/** A file within an archive. */
export interface Member {
  /** Its path in the archive, without what would lead out of a folder. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly year: number | undefined;
  /** Its bytes as the archive holds them, unpacked. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** What an archive holds: texts, and what of it is not read. Warnings without a name are of the whole. */
export interface Listing {
  readonly gauge: Gauge;
  readonly members: readonly Member[];
  readonly faults: readonly { readonly name: string; readonly fault: Unreadable }[];
}

/** Gathers the members of an archive, in their order; of two of a name the later one stands for both, as it does when unpacked. */
export class Lister {
  readonly gauge: Gauge;
  readonly #members = new Map<string, Member>();
  readonly #faults: { name: string; fault: Unreadable }[] = [];
  #entries = 0;
  #more = 0;

  /** `storedBytes`: size of the archive. */
  constructor(storedBytes: number) {
    this.gauge = { given: 0, stored: storedBytes };
  }

  /** Whether there is room for one more; told once if not. */
  hasRoom(): boolean {
    if (this.#entries++ < ENTRIES && this.#members.size < MEMBERS) return true;
    this.fault(
      "",
      new Unreadable(
        "archive",
        `more than ${MEMBERS} texts or ${ENTRIES} entries in one archive: the others are not read`,
      ),
    );
    return false;
  }

  /** Adds a file whose content begins so. */
  add(member: Member, head: Uint8Array): void {
    const fault = contentFault(head);
    if (fault) this.fault(member.name, fault);
    else {
      this.#members.delete(member.name);
      this.#members.set(member.name, member);
    }
  }

  fault(name: string, fault: Unreadable): void {
    if (name === "" || this.#faults.length < FAULTS) this.#faults.push({ name, fault });
    else this.#more++;
  }

  listing(): Listing {
    this.gauge.given = 0;
    if (this.#more > 0) this.fault("", new Unreadable("archive", `${this.#more} more files in it are not read`));
    return { gauge: this.gauge, members: [...this.#members.values()], faults: this.#faults };
  }
}

/** Why a member that begins so is not read. */
export function contentFault(head: Uint8Array): Unreadable | undefined {
  if (isZip(head) || isTar(head))
    return new Unreadable("archive", "an archive within an archive: not opened; unpack it first");
  if (codecOf(head) !== undefined || isBinary(head)) return new Unreadable("binary", "binary, skipped");
  return undefined;
}

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/** A path that leads nowhere but into its archive: nothing is written there, but names are shown. */
export const memberName = (path: string): string =>
  path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .map((part) => (part === ".." ? "__" : part))
    .join("/");

/** The members of a tar. `open` gives its stored bytes, compressed or not. */
export async function listTar(
  open: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  storedBytes: number,
): Promise<Listing> {
  const lister = new Lister(storedBytes);
  const shared = new SharedTar(open);
  const { tar, rest } = shared.start(new AbortController().signal, (fault) => lister.fault("", fault));
  try {
    for (let index = 0; ; index++) {
      const member = await tar.next();
      if (member === undefined) {
        // Whether what is behind the last member is whole.
        for await (const _ of rest());
        break;
      }
      if (!lister.hasRoom()) break;
      if (!member.isFile || member.sizeBytes === 0) continue;
      const name = memberName(member.name);
      const head = await contentHead(() => tar.content(), false);
      const year = new Date(member.modified).getUTCFullYear();
      lister.add(
        {
          name,
          sizeBytes: member.sizeBytes,
          year: Number.isNaN(year) ? undefined : year,
          open: (signal) => shared.member(index, signal),
        },
        head,
      );
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    // A member that is cut off says so itself, when it is read.
    if (tar.isAtEnd) lister.fault("", error);
  } finally {
    await shared.close();
  }
  return lister.listing();
}

/** A tar whose members are read in turn: it is walked once for all of them, and again for one that lies behind. */
class SharedTar {
  readonly #open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  #tar: TarReader | undefined;
  #close: () => Promise<void> = () => Promise.resolve();
  /** Members that were come to. */
  #seen = 0;

  constructor(open: (signal: AbortSignal) => AsyncIterable<Uint8Array>) {
    this.#open = open;
  }

  start(
    signal: AbortSignal,
    warn: (fault: Unreadable) => void = () => undefined,
  ): { tar: TarReader; rest: () => AsyncIterable<Uint8Array> } {
    const reader = byteReader(decompressed(() => this.#open(signal), { canReopen: true, warn }));
    this.#close = () => reader.close();
    this.#seen = 0;
    this.#tar = tarReader(reader);
    return { tar: this.#tar, rest: () => restOf(reader) };
  }

  async close(): Promise<void> {
    this.#tar = undefined;
    await this.#close();
  }

  async *member(index: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    let isDone = false;
    try {
      if (this.#tar === undefined || this.#seen > index) {
        await this.close();
        this.start(signal);
      }
      const tar = this.#tar;
      if (tar === undefined) return;
      for (; this.#seen <= index; this.#seen++) if ((await tar.next()) === undefined) return;
      yield* tar.content();
      isDone = tar.isAtEnd;
    } finally {
      if (!isDone) await this.close();
    }
  }
}
