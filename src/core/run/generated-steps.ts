/** Params of `stepwright.validate`: steps that an action made, and what they may refer to. */
export interface GeneratedSteps extends Readonly<Record<string, unknown>> {
  readonly steps: readonly unknown[];
  /** Names that are known where they will run. */
  readonly names: readonly string[];
  /** Ids that are taken. */
  readonly stepIds: readonly string[];
}
