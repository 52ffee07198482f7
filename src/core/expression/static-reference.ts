/** A reference as it is written. */
export interface StaticReference {
  readonly root: string;
  /** Keys and indexes below the root, as far as they are written; null is an index worked out at run time. */
  readonly segments: readonly (string | number | null)[];
  /** Place of the whole reference in the text or source that was given, from its `$`, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  /** Inside `has()` or the first argument of `default()`: it may be missing. */
  readonly guarded: boolean;
  /** The name with all that follows its hyphens, where that is more than `root`: `order-id` of `$order-id`, when only `order` is known. */
  readonly spelled?: string;
  /** A shorter known name fits as well, so that the hyphen could be a minus, or text. */
  readonly ambiguousHyphen?: boolean;
  /** `$secrets.NAME`. */
  readonly secret?: boolean;
  /** Of a secret: it stands in a `${ … }` of a text. */
  readonly inExpression?: boolean;
}
