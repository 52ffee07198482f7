export { connect } from './embedded.ts';
export type { BulkAction, BulkOptions, BulkOutcome } from './client/api.ts';
export type { CallLimit, WorkerSettings } from './core/run/worker-settings.ts';
export type { ConnectOptions, DefinitionInput, ListQuery, Run, RunSummary, StartOptions, Stepwright } from './client/api.ts';
export type {
  DeliveredEvent,
  EventAddress,
  EventOptions,
  RefusedEvent,
  RunTask,
  SentEvent,
  TaskQuery,
  VoteOptions,
  WorkerSummary,
} from './client/api.ts';

export { executeWorkflow, configure } from './orchestrator/execute-workflow.ts';
export { workflowEvents, type WorkflowEventOf } from './client/workflow-events.ts';
export { handleInvoice, invoiceWorkflow, type InvoiceData } from './orchestrator/invoice.ts';
export { handleBugReport, bugReportWorkflow, type BugData } from './orchestrator/bug-report.ts';
export { handleMeeting, meetingWorkflow, type MeetingData } from './orchestrator/meeting.ts';
export { handleReport, reportWorkflow, type ReportData } from './orchestrator/report.ts';

export { loadWorkflow, type LoadWorkflowOptions } from './files/load-workflow.ts';
export { loadWorkflowFromJSON, loadWorkflowFromYAML, saveWorkflowToJSON } from './core/definition/load.ts';
export { importWorkflow, type ImportedWorkflow, type ImportOptions } from './core/dialect/import-workflow.ts';
export { analyzeWorkflow, type Analysis, type AnalyzeOptions } from './core/analysis/analyze-workflow.ts';
export { flameSvg } from './core/profile/flame-svg.ts';
export type { Bottleneck, PathPart, Phase, RunProfile, Span } from './core/profile/run-profile.ts';
export type { DefinitionProfile, Spread, StepStatistics } from './core/profile/definition-profile.ts';
export { optimizeWorkflow, type Optimization } from './core/analysis/optimize-workflow.ts';
export { compose, type ComposeOptions, type CompositionStrategy } from './core/compose/compose.ts';
export { pastDurations, type PastDurations } from './client/past-durations.ts';
export { validateWorkflow, type ValidateOptions, type Validation } from './core/validation/validate-workflow.ts';
export { diagram, type DiagramOptions } from './diagram/diagram.ts';
export type { DiagramFormat } from './core/graph/diagram/format.ts';
export type { RunFacts } from './core/graph/diagram/with-run.ts';
export type { Problem } from './core/definition/problem.ts';
export type { WorkflowDefinition } from './core/definition/workflow-definition.ts';
export type { Step, StepKind, Step as WorkflowStep } from './core/definition/step.ts';
export type { RetryPolicy, RollbackAction } from './core/definition/step-base.ts';

export { workflow } from './core/builder/workflow.ts';
export { machine, type MachineOptions } from './core/builder/machine.ts';
export type { WorkflowOptions } from './core/builder/workflow-options.ts';
export { published } from './core/builder/child-options.ts';
export { eventType } from './core/builder/waiting-options.ts';
export { actionsOf, namedAction } from './core/builder/actions-of.ts';
export { targets } from './core/builder/builtin-actions.ts';
export { and, eq, expr, fallback, gt, gte, isSet, lt, lte, ne, not, or, text } from './core/builder/expressions.ts';
export { assume, at, type Ref, type Reference } from './core/builder/reference.ts';
export { assign, secret, thisRun, variable } from './core/builder/roots.ts';
export { undo } from './core/builder/step-options.ts';

export { action } from './core/target/action.ts';
export { defineCpuStep, type CpuStepDefinition } from './core/target/define-cpu-step.ts';
export { defineStep, type StepContext } from './core/target/define-step.ts';
export { defineTarget } from './core/target/define-target.ts';
export type { ActionContext, FileRef, Target } from './core/target/target.ts';

export { StepwrightError, type StepwrightErrorOptions } from './core/errors/stepwright-error.ts';
export type { ErrorClass } from './core/errors/error-class.ts';
export type { Failure } from './core/errors/failure.ts';
export type { Consequence, Incident, RunReport } from './core/report/run-report.ts';
export { StepStatus, WorkflowStatus } from './core/run/status.ts';
export { WorkflowEventType, type WorkflowEvent } from './core/run/events.ts';
export type { Progress, RollbackError, StepResult, WorkflowResult } from './core/run/result.ts';
export type { DefinitionRef } from './core/definition/workflow-ref.ts';
export type { CancelRequest, Decision, PendingTask, RollbackPlanEntry, RunState } from './core/run/wire.ts';
