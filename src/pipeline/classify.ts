import type { Anomaly, Incident } from "../core/anomaly.ts";
import type { Candidate } from "../core/candidate.ts";
import { UserError } from "../core/errors.ts";
import type { Wrap } from "../core/llm-provider.ts";
import type { Results } from "../core/results.ts";
import type { Run } from "../core/run.ts";
import type { Settings } from "../core/settings.ts";
import { type Analysis, secretsOf } from "./analyze.ts";
import { wordsOf } from "./anomalies.ts";
import { openAsking } from "./asking.ts";
import { explain } from "./explain.ts";
import { retold } from "./summary.ts";
import { veil } from "./veil.ts";

export interface ClassifyRequest {
  /** What an earlier run wrote, and the candidates that it left. */
  readonly stored: Results;
  readonly candidates: readonly Candidate[];
  /** Distinct secrets that it found, by kind. */
  readonly redactions: Readonly<Record<string, number>>;
  readonly settings: Settings;
  readonly configHash: string;
  readonly version: string;
  readonly run: Run;
  readonly guard?: Wrap;
}

/** Asks the model about the candidates of an earlier run, and puts its words into that run's results: they are then those of one run. */
export async function classify(request: ClassifyRequest): Promise<Analysis> {
  const { stored, candidates, settings, configHash, version, run, guard } = request;
  const ofIncidents = candidates
    .filter(({ drafted }) => drafted !== null)
    .map((candidate) => candidate.case.subject.id);
  if (ofIncidents.join() !== stored.incidents.map(({ id }) => id).join()) {
    throw new UserError(
      "the candidates for the model are not of the run whose results lie beside them",
      "prepare again: loganomaly --input LOGS --llm-phase prepare",
    );
  }
  const secrets = secretsOf(settings);
  const asking = await openAsking({ settings, secrets, run, guard });
  const begun = run.now();
  run.emit({ type: "stage-start", stage: "explain" });
  const explained = await explain(candidates, asking.workflow, asking.concurrency, asking.identifiers.hide, run);
  const milliseconds = run.now() - begun;
  run.emit({ type: "stage-end", stage: "explain", milliseconds });
  const incidents: readonly Incident[] = explained.tell(stored.incidents);
  const retoldAnomaly = (anomaly: Anomaly): Anomaly => {
    if (anomaly.kind === "behavioral") {
      const tags = incidents.find(({ id }) => id === anomaly.incident_id)?.tags ?? anomaly.tags;
      return { ...anomaly, tags, tag: tags };
    }
    const [first] = anomaly.factors;
    const rule = anomaly.detectors.find(({ name, score }) => name === "rules" && score > 0)?.explanation;
    const told = { kind: anomaly.kind, isLeak: first?.kind === "SECRET", factor: first?.text ?? "", rule };
    return { ...anomaly, ...wordsOf(explained.ofTemplate(anomaly.template_id), told) };
  };
  const results: Results = {
    ...stored,
    anomalies: Array.from(stored.anomalies, retoldAnomaly),
    incidents,
    summary: retold(stored.summary, {
      incidents,
      tags: explained.tags,
      llm: asking.use,
      configHash,
      version,
    }),
  };
  return {
    results: settings.compliance_mode ? veil(asking.identifiers).results(results) : results,
    egress: { ...asking.sent(), redactions: request.redactions },
    model: { seconds: Math.round(milliseconds) / 1000, calls: asking.calls() },
    candidates,
    incomplete: [...explained.incomplete, ...(await asking.incomplete())],
    close: () => undefined,
  };
}
