import type { Effect } from '../local/effect.ts';

export interface NewFile {
  readonly name: string;
  /** Path such as `Invoices/2025`. */
  readonly folder: string;
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly description?: string;
}

export interface FiledDocument {
  readonly fileId: string;
  /** As it was filed: another one of that name may have been there. */
  readonly name: string;
  readonly folder: string;
  readonly webViewLink: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
}

export interface DriveProvider {
  /** Files a document once for each key; one of the same name and folder stays as it is. */
  create(file: NewFile, call: Effect): Promise<FiledDocument>;
  /**
   * Deletes a file; one that was deleted before is deleted already.
   * @throws StepwrightError `NotFound` for a file that never was
   */
  delete(fileId: string, call: Effect): Promise<void>;
}
