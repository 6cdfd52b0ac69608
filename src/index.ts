export { type AnalysisResults, type AnalyzeOptions, type BatchOptions, LogAnalyzer } from "./api/analyzer.ts";
export type { Config, RetryConfig, RetryState } from "./api/config.ts";
export { detectAnomaliesLof, LOFDetector, type LOFOptions } from "./api/lof.ts";
export type { LogRecord, Records } from "./api/records.ts";
export {
  type Flood,
  RollingWindowDetector,
  type RollingWindowOptions,
  rollingWindowChunking,
} from "./api/rolling-window.ts";
export { type MinedRecord, mineTemplates, type Template, TemplateMiner } from "./api/templates.ts";
export { LogAnalysisWorkflow } from "./api/workflow.ts";
export type {
  Anomaly,
  Citation,
  DetectorScore,
  EvidenceLine,
  Incident,
  LLMStatus,
  Severity,
  Verdict,
} from "./core/anomaly.ts";
export type { Factor, FactorKind } from "./core/detector.ts";
export { LLMError, type LLMErrorKind, UserError } from "./core/errors.ts";
export type { LevelName } from "./core/levels.ts";
export type { Completion, Health, LLMProvider, LLMRequest, Usage } from "./core/llm-provider.ts";
export type {
  InputAccounting,
  InputFile,
  ParameterRecord,
  ScoreRow,
  SecurityLeak,
  Summary,
  TemplateRecord,
  Timeline,
  TimelineBucket,
} from "./core/results.ts";
export {
  LLMCallStep,
  type LogInfo,
  PromptGenerationStep,
  ResponseEvaluationStep,
  type StepReport,
  ThinkingStep,
  WorkflowContext,
  type WorkflowOptions,
  type WorkflowResult,
  type WorkflowResults,
  WorkflowStep,
} from "./workflow/index.ts";
