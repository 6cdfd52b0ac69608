import { privacy } from "../privacy/reveal.ts";
import { type Mining, miners, parametersOf, type ShapeTable, shapeTable } from "../templates/index.ts";
import { CONTEXT, recordEvents } from "./record-events.ts";
import { checkedRecord, checkedRecords, type LogRecord, logOf } from "./records.ts";

/** What a set of messages has in common, without secrets. */
export interface Template {
  /** 12 hexadecimal digits, the same wherever the same template is found. */
  readonly id: string;
  /** `Connection from <ip> closed after <num> ms`. */
  readonly text: string;
  /** Ids it had before more was learned; still valid as names of it. */
  readonly aliases: readonly string[];
}

/** A record and the template it stands under. Secrets are taken out of both. */
export interface MinedRecord {
  record: LogRecord;
  template: string;
  template_id: string;
  parameters: string[];
}

/** Starts the default miner. */
export function startMining(): Mining {
  const [miner] = miners;
  if (!miner) throw new Error("the list of miners is empty");
  return miner.start({});
}

/** A record's shape in the table, and the bytes of its message; undefined: it is blank. */
type Shaped = { readonly shape: number; readonly message: Uint8Array } | undefined;

/** The shape of every record. A record that continues another one is taken by itself. */
function shaped(records: readonly LogRecord[], table: ShapeTable, context: readonly LogRecord[]): Shaped[] {
  const { events, eventOf } = recordEvents(records, { context, table });
  try {
    return records.map((record, i): Shaped => {
      const event = eventOf[i]!;
      if (event < 0) {
        const message = Buffer.from(logOf(record).trim());
        return message.length === 0 ? undefined : { shape: table.idOf(message, 0, message.length), message };
      }
      const { base, events: batch } = events.store.stretchOf(event);
      const row = event - base;
      return {
        shape: batch.shape[row]!,
        message: batch.bytes.slice(batch.messageStart[row]!, batch.messageEnd[row]!),
      };
    });
  } finally {
    events.store.close();
  }
}

/** Learns which messages records are made of. */
export class TemplateMiner {
  readonly #table = shapeTable();
  readonly #mining = startMining();
  readonly #privacy = privacy();
  readonly #context: LogRecord[] = [];

  /** Learns more records; what was learned before stays, and its ids stay valid. */
  learn(records: readonly LogRecord[]): this {
    const checked = checkedRecords(records);
    const known = this.#table.shapes.length;
    shaped(checked, this.#table, this.#context);
    this.#context.push(...checked.slice(0, CONTEXT - this.#context.length));
    this.#mining.learn(this.#table.shapes, known);
    return this;
  }

  /** The template of a record; undefined: none that was learned. Changes nothing. */
  match(record: LogRecord): Template | undefined {
    const table = shapeTable();
    const [found] = shaped([checkedRecord(record, 1)], table, this.#context);
    return found ? this.templates()[this.#mining.match(table.shapes.at(found.shape))] : undefined;
  }

  /** All that was learned, in order of first appearance. */
  templates(): Template[] {
    return this.#mining.templates().map(({ id, text, aliases }) => ({ id, text: this.#privacy.redact(text), aliases }));
  }
}

/** One row a record, in their order: its template and its values. A blank record has an empty template. */
export function mineTemplates(records: readonly LogRecord[]): MinedRecord[] {
  const checked = checkedRecords(records);
  const table = shapeTable();
  const found = shaped(checked, table, []);
  const mining = startMining();
  mining.learn(table.shapes);
  const { reveal, redact } = privacy();
  const templates = mining.templates().map((template) => ({ ...template, shown: redact(template.text) }));
  const templateOf = Int32Array.from({ length: table.shapes.length }, (_, id) => mining.match(table.shapes.at(id)));
  return found.map((each, i): MinedRecord => {
    const record = checked[i]!;
    const template = each && templates[templateOf[each.shape]!];
    if (!template) return { record, template: "", template_id: "", parameters: [] };
    const message = reveal(each.message, 0, each.message.length);
    const parameters = parametersOf(template, message).map(({ text }) => text);
    return { record, template: template.shown, template_id: template.id, parameters };
  });
}
