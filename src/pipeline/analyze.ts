import type { Incident } from "../core/anomaly.ts";
import type { Candidate } from "../core/candidate.ts";
import type { Explained } from "../core/case.ts";
import { isDamage } from "../core/damage.ts";
import { linearPattern } from "../core/linear-pattern.ts";
import type { Wrap } from "../core/llm-provider.ts";
import type { Results } from "../core/results.ts";
import type { Run, Warning } from "../core/run.ts";
import type { FileSettings, Settings } from "../core/settings.ts";
import type { LogSource } from "../core/source.ts";
import { count } from "../core/words.ts";
import { incidentRecord } from "../incidents/record.ts";
import { kindOf, type Privacy, privacy } from "../privacy/reveal.ts";
import { findSources } from "../sources/index.ts";
import type { LogAnalysisWorkflow } from "../workflow/index.ts";
import { anomalyList, statementWords } from "./anomalies.ts";
import { type Asking, openAsking } from "./asking.ts";
import type { FileScope } from "./behavior.ts";
import { type CountedRun, counted } from "./counted.ts";
import { candidatesOf, explain } from "./explain.ts";
import { fileScopes } from "./file-scopes.ts";
import { judge } from "./judge.ts";
import { learn } from "./learn.ts";
import { lookup } from "./lookup.ts";
import { marksOf } from "./marks.ts";
import { overview } from "./overview.ts";
import { type Events, read } from "./read.ts";
import { readingOf } from "./reading.ts";
import { scoresOf } from "./scores.ts";
import { summarise } from "./summary.ts";
import { veil } from "./veil.ts";

export interface AnalyzeRequest {
  readonly inputs: readonly string[];
  /** Folders that are not read: where the run writes to. */
  readonly exclude: readonly string[];
  readonly name: string;
  readonly settings: Settings;
  /** Settings of single files of the input. */
  readonly fileSettings?: readonly FileSettings[];
  readonly configHash: string;
  readonly version: string;
  readonly wantScores: boolean;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly run: Run;
  /** A workflow of the caller's, with its own steps; default: the four steps. */
  readonly workflow?: LogAnalysisWorkflow;
  /** The model is asked later, about the candidates of this run. */
  readonly isPreparing?: boolean;
  /** Sees every request to the model as it is sent, and may keep it. */
  readonly guard?: Wrap;
}

type SourcesRequest = Omit<AnalyzeRequest, "inputs" | "exclude" | "stdin">;

/** What a run gave. Text is fetched while results are walked, so close it after they were written. */
export interface Analysis {
  readonly results: Results;
  readonly egress: object;
  readonly model: { readonly seconds: number; readonly calls: number };
  /** What a model was or may be asked about. */
  readonly candidates: readonly Candidate[];
  /** What could not be done, one sentence each; empty when all was. */
  readonly incomplete: readonly string[];
  close(): void;
}

/** The main job: reads, learns what is normal from the input itself, judges the input against it, and explains. */
export async function analyze(request: AnalyzeRequest): Promise<Analysis> {
  const { settings } = request;
  const run = counted(request.run);
  const sources = await findSources(request.inputs, {
    exclude: request.exclude,
    stdin: request.stdin,
    batchSize: settings.batch_size,
    encoding: settings.encoding,
    emit: run.emit,
  });
  const sizes = sources.map(({ sizeBytes }) => sizeBytes);
  run.emit({
    type: "read-start",
    files: sources.length,
    sizeBytes: sizes.every((size) => size !== undefined)
      ? sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
      : undefined,
  });
  return analyzeCounted(sources, request, run);
}

/** The door to text, with the user's own kinds of secrets. */
export const secretsOf = ({ rules }: Settings): Privacy =>
  privacy({
    additional: rules.additional_security_patterns.map(({ name, pattern }) => ({
      name,
      pattern: linearPattern(pattern),
    })),
  });

/** The same for sources that are already there. */
export const analyzeSources = (sources: readonly LogSource[], request: SourcesRequest): Promise<Analysis> =>
  analyzeCounted(sources, request, counted(request.run));

async function analyzeCounted(
  sources: readonly LogSource[],
  request: SourcesRequest,
  run: CountedRun,
): Promise<Analysis> {
  const { settings } = request;
  const files = fileScopes(request.fileSettings ?? [], sources);
  const secrets = secretsOf(settings);
  const stage = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const begun = run.now();
    run.emit({ type: "stage-start", stage: name });
    const result = await work();
    run.emit({ type: "stage-end", stage: name, milliseconds: run.now() - begun });
    return result;
  };
  const { workflow, guard, isPreparing } = request;
  const asking = await openAsking({ settings, secrets, run, workflow, guard, isOffline: isPreparing === true });
  const events = await stage("read", () =>
    read(
      sources,
      {
        privacy: secrets,
        maxLines: settings.max_log_lines,
        largeLines: settings.large_log_warning_threshold,
        marks: marksOf(settings, secrets),
        workers: settings.workers,
        reading: readingOf(settings),
      },
      run,
    ),
  );
  try {
    return await analyzeEvents(events, request, run, files, secrets, asking, stage);
  } catch (error) {
    events.store.close();
    throw error;
  }
}

async function analyzeEvents(
  events: Events,
  request: SourcesRequest,
  run: CountedRun,
  files: readonly FileScope[],
  secrets: Privacy,
  asking: Asking,
  stage: <T>(name: string, work: () => T | Promise<T>) => Promise<T>,
): Promise<Analysis> {
  const { settings } = request;
  const model = await stage("learn", () => learn(events, settings, secrets));
  if (model.isFull) run.emit({ type: "warning", warning: explosion(request.name, model.templates.length) });
  const judgement = await stage("judge", () => judge(events, model, settings, files, secrets));
  const look = lookup(events, model, secrets);
  const words = statementWords(model);
  const gap = settings.incidents.gap_seconds * 1000;
  const drafted = judgement.drafts.map(
    (draft, i): Incident =>
      incidentRecord(draft, i + 1, {
        profile: model.profile,
        evidence: judgement.evidence,
        assigned: judgement.assigned,
        at: look.line,
        templateId: (template) => model.templates[template]?.id ?? "",
        factorsOf: words,
        time: look.time,
        gap,
        end: model.run.clock.end,
      }),
  );
  const candidates = candidatesOf(events, model, judgement, look, words, drafted);
  const begun = run.now();
  const explained = await stage("explain", () =>
    explain(candidates, asking.workflow, asking.concurrency, asking.identifiers.hide, run),
  );
  const modelSeconds = asking.isConnected ? (run.now() - begun) / 1000 : 0;
  const shortfalls = await asking.incomplete();
  return stage("report", () => {
    const told = explained.tell(drafted);
    const ofStatement = (statement: number): Explained | undefined =>
      explained.ofTemplate(model.templates[model.profile.statements[statement]?.template ?? -1]?.id ?? "");
    const anomalies = anomalyList(
      events,
      model,
      judgement,
      look,
      words,
      told,
      ofStatement,
      settings.anomaly_threshold,
      secretReasons(settings),
    );
    const related = relate(told);
    const incidents = related.map((incident, d): Incident => ({ ...incident, anomalies: anomalies.idsOf(d) }));
    const seen = overview(events, model, judgement, look);
    const summary = summarise({
      name: request.name,
      events,
      model,
      judgement,
      look,
      overview: seen,
      incidents,
      anomalies: anomalies.length,
      belowThreshold: judgement.belowThreshold + anomalies.belowThreshold,
      tags: explained.tags,
      llm: asking.use,
      version: request.version,
      configHash: request.configHash,
      seed: settings.seed,
      complianceMode: settings.compliance_mode,
      redact: secrets.redact,
    });
    const results: Results = {
      name: request.name,
      anomalies,
      incidents,
      templates: seen.templates,
      templatesLeftOut: seen.templatesLeftOut,
      timeline: seen.timeline,
      summary,
      ...(request.wantScores && { scores: scoresOf(model, judgement) }),
    };
    const incomplete = [
      ...(events.isInterrupted ? [`reading was interrupted after ${count(summary.input.lines, "line")}`] : []),
      ...[...events.warnings]
        .filter(([kind]) => isDamage(kind))
        .map(([kind, { count: n }]) => `${count(n, "input")} could not be read (${kind})`),
      ...explained.incomplete,
      ...shortfalls,
    ];
    const { identifiers } = asking;
    const covered = settings.compliance_mode ? veil(identifiers) : undefined;
    return {
      results: covered?.results(results) ?? results,
      egress: {
        ...asking.sent(),
        redactions: { ...secrets.counts(), ...(covered && identifiers.counts()) },
      },
      model: { seconds: Math.round(modelSeconds * 1000) / 1000, calls: asking.calls() },
      candidates: covered?.candidates(candidates) ?? candidates,
      incomplete,
      close: () => events.store.close(),
    };
  });
}

/** The bound of templates was reached. */
const explosion = (source: string, templates: number): Warning => ({
  kind: "templates",
  source,
  line: 0,
  byte: -1,
  text: `too many different messages: beyond ${count(templates, "template")} they are told apart by their first words only`,
});
/** Why the user has a secret looked for, by its kind. */
const secretReasons = ({ rules }: Settings): ReadonlyMap<string, string> =>
  new Map(
    rules.additional_security_patterns
      .filter(({ reason }) => reason !== "")
      .map(({ name, reason }) => [kindOf(name), ` ${reason}`]),
  );

const NEAR = 600_000;

/** Incidents that began near each other point at each other. */
function relate(incidents: readonly Incident[]): Incident[] {
  const start = (incident: Incident): number =>
    incident.start === null
      ? Number.NaN
      : Date.parse(incident.start.endsWith("Z") ? incident.start : `${incident.start}Z`);
  return incidents.map((incident) => ({
    ...incident,
    related: incidents
      .filter((other) => other.id !== incident.id && Math.abs(start(other) - start(incident)) <= NEAR)
      .slice(0, 5)
      .map((other) => {
        const minutes = Math.round(Math.abs(start(other) - start(incident)) / 60_000);
        const order = start(other) < start(incident) ? "earlier" : "later";
        return { id: other.id, why: minutes === 0 ? "started in the same minute" : `started ${minutes} min ${order}` };
      }),
  }));
}
