import type { Incident } from "../core/anomaly.ts";
import { linearPattern } from "../core/linear-pattern.ts";
import type { Results } from "../core/results.ts";
import type { Run } from "../core/run.ts";
import type { FileSettings, Settings } from "../core/settings.ts";
import type { LogSource } from "../core/source.ts";
import { count } from "../core/words.ts";
import type { Draft } from "../incidents/drafts.ts";
import { incidentRecord } from "../incidents/record.ts";

import { hideIdentifiers } from "../privacy/identifiers.ts";

import { kindOf, type Privacy, privacy } from "../privacy/reveal.ts";
import { connect } from "../providers/index.ts";
import { findSources } from "../sources/index.ts";
import { LogAnalysisWorkflow } from "../workflow/index.ts";
import { anomalyList, statementWords } from "./anomalies.ts";
import type { FileScope } from "./behavior.ts";
import { explain } from "./explain.ts";
import { fileScopes } from "./file-scopes.ts";
import { judge } from "./judge.ts";
import { learn } from "./learn.ts";
import { lookup } from "./lookup.ts";
import { overview } from "./overview.ts";
import { type Events, read } from "./read.ts";
import { scoresOf } from "./scores.ts";
import { summarise } from "./summary.ts";

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
}

/** What a run gave. Text is fetched while results are walked, so close it after they were written. */
export interface Analysis {
  readonly results: Results;
  readonly egress: object;
  readonly model: { readonly seconds: number; readonly calls: number };
  /** What could not be done, one sentence each; empty when all was. */
  readonly incomplete: readonly string[];
  close(): void;
}

/** The main job: reads, learns what is normal from the input itself, judges the input against it, and explains. */
export async function analyze(request: AnalyzeRequest): Promise<Analysis> {
  const { settings, run } = request;
  const sources = await findSources(request.inputs, {
    exclude: request.exclude,
    stdin: request.stdin,
    batchSize: settings.batch_size,
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
  return analyzeSources(sources, request);
}

/** The same for sources that are already there. */
export async function analyzeSources(
  sources: readonly LogSource[],
  request: Omit<AnalyzeRequest, "inputs" | "exclude" | "stdin">,
): Promise<Analysis> {
  const { settings, run } = request;
  const files = fileScopes(request.fileSettings ?? [], sources);
  const secrets = privacy({
    additional: settings.rules.additional_security_patterns.map(({ name, pattern }) => ({
      name,
      pattern: linearPattern(pattern),
    })),
  });
  const stage = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const begun = run.now();
    run.emit({ type: "stage-start", stage: name });
    const result = await work();
    run.emit({ type: "stage-end", stage: name, milliseconds: run.now() - begun });
    return result;
  };
  const events = await stage("read", () =>
    read(
      sources,
      {
        privacy: secrets,
        maxLines: settings.max_log_lines,
        largeLines: settings.large_log_warning_threshold,
      },
      run,
    ),
  );
  try {
    return await analyzeEvents(events, request, files, secrets, stage);
  } catch (error) {
    events.store.close();
    throw error;
  }
}

async function analyzeEvents(
  events: Events,
  request: Omit<AnalyzeRequest, "inputs" | "exclude" | "stdin">,
  files: readonly FileScope[],
  secrets: Privacy,
  stage: <T>(name: string, work: () => T | Promise<T>) => Promise<T>,
): Promise<Analysis> {
  const { settings, run } = request;
  const model = await stage("learn", () => learn(events, settings, secrets));
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
        end: model.clock.end,
      }),
  );
  const llm = { ...settings.llm, ...settings.workflow.steps.llm_call };
  const connection = connect(llm, settings.workflow.retry, run, { seed: settings.seed, environment: process.env });
  const identifiers = hideIdentifiers();
  const workflow =
    request.workflow ??
    new LogAnalysisWorkflow(settings, {
      ...(connection.provider && { provider: connection.provider }),
      redact: secrets.redact,
      hide: identifiers.hide,
      restore: identifiers.restore,
      run,
    });
  const begun = run.now();
  const explained = await stage("explain", () =>
    explain(
      events,
      model,
      judgement,
      look,
      words,
      drafted,
      workflow,
      connection.provider ? llm.concurrency : 1,
      identifiers.hide,
      run,
    ),
  );
  const modelSeconds = connection.provider ? (run.now() - begun) / 1000 : 0;
  return stage("report", () => {
    const anomalies = anomalyList(
      events,
      model,
      judgement,
      look,
      words,
      explained.incidents,
      explained.ofStatement,
      settings.anomaly_threshold,
      secretReasons(settings),
    );
    const related = relate(explained.incidents);
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
      tags: tagSums(
        judgement.alarms.statement,
        explained.ofStatement,
        behaviorTags(judgement.drafts, explained.incidents),
      ),
      llm: { provider: llm.provider, model: llm.provider === "none" ? "" : llm.model, counters: connection.counters },
      version: request.version,
      configHash: request.configHash,
      seed: settings.seed,
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
      ...(request.wantScores && { scores: scoresOf(events, model, judgement) }),
    };
    const { counters } = connection;
    const hosts = Object.entries(counters.sent).map(([host, { calls, bytes }]) => ({ host, calls, bytes }));
    const incomplete = [
      ...[...events.warnings]
        .filter(([kind]) => kind === "permission" || kind === "io" || kind === "compression" || kind === "vanished")
        .map(([kind, { count: n }]) => `${count(n, "input")} could not be read (${kind})`),
      ...(counters.skipped > 0
        ? [`${count(counters.skipped, "call")} of the model ${counters.skipped === 1 ? "was" : "were"} over the budget`]
        : []),
      ...(connection.provider && counters.errors > 0 && counters.calls === counters.errors
        ? ["the model gave no answer"]
        : []),
    ];
    return {
      results,
      egress: {
        hosts,
        calls: hosts.reduce((sum, { calls }) => sum + calls, 0),
        bytes: hosts.reduce((sum, { bytes }) => sum + bytes, 0),
        redactions: secrets.counts(),
      },
      model: { seconds: Math.round(modelSeconds * 1000) / 1000, calls: counters.calls },
      incomplete,
      close: () => events.store.close(),
    };
  });
}

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

/** Tags of each finding of a behavioral rule. */
const behaviorTags = (drafts: readonly Draft[], incidents: readonly Incident[]): readonly (readonly string[])[] =>
  drafts.flatMap(({ findings }, d) => findings?.map(() => incidents[d]?.tags ?? []) ?? []);

function tagSums(
  statements: Uint32Array,
  of: (statement: number) => { readonly tags: readonly string[] } | undefined,
  more: readonly (readonly string[])[],
): Record<string, number> {
  const sums = new Map<string, number>();
  for (const tags of more) for (const tag of tags) sums.set(tag, (sums.get(tag) ?? 0) + 1);
  for (const statement of statements)
    for (const tag of of(statement)?.tags ?? []) sums.set(tag, (sums.get(tag) ?? 0) + 1);
  return Object.fromEntries([...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}
