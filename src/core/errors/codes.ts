/** Every code Stepwright itself raises: `docs/errors/<code>.md` exists for each. Actions may raise codes of their own. */
export const ERROR_CODES = [
  'InvalidYaml', 'InvalidJson', 'UnknownField', 'MissingField', 'InvalidValue', 'DuplicateStep', 'DuplicateName', 'ReservedName',
  'UnknownDependency', 'ForwardDependency', 'DependencyCycle', 'UnknownTarget', 'UnknownAction', 'InvalidParams', 'UnknownReference',
  'ForwardReference', 'HiddenReference', 'ExpressionSyntax', 'ExpressionType', 'ExpressionError', 'ExpressionLimit', 'MissingReference',
  'UnorderedVariable', 'UnreachableStep', 'InvalidDuration', 'InvalidSchema', 'InvalidInput', 'InvalidOutput', 'NotSupportedYet',
  'NotIdempotent', 'RunIdConflict', 'RunNotFound', 'TemporalUnreachable', 'Timeout', 'Cancelled', 'IterationLimit', 'StepLimit',
  'Rejected', 'CircuitOpen', 'SecretMissing', 'NetworkRefused', 'PathRefused', 'PayloadTooLarge', 'RecursionLimit', 'CheckpointInvalid',
  'Terminated', 'UnknownDefinition', 'NotFound', 'TooManyRedirects', 'InvalidRedirect', 'InvalidResponse', 'Failed', 'NotStarted',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
