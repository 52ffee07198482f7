import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { executeWorkflow } from './execute-workflow.ts';

export interface InvoiceData {
  fileName: string;
  fileBuffer: Buffer;
  vendor: string;
  amount: number;
  /** As it is to appear, such as `2025-02-15`. */
  dueDate: string;
  /** @default "invoices" */
  spreadsheetId?: string;
}

/** Files an invoice, adds it to the tracking sheet, tells accounting. If it fails, the filed document is deleted; the sheet is append-only. */
export const invoiceWorkflow: WorkflowDefinition = {
  id: 'process-invoice',
  name: 'Process Invoice',
  description: 'File in Drive, update the tracking sheet, notify accounting',
  version: '1.0.0',
  rollbackOnFailure: true,
  continueOnOptionalFailure: true,
  input: {
    type: 'object',
    required: ['fileName', 'fileBuffer', 'vendor', 'amount', 'dueDate'],
    properties: {
      fileName: { type: 'string' },
      fileBuffer: { description: 'The document: text or a file reference.' },
      vendor: { type: 'string' },
      amount: { type: ['number', 'string'], description: 'A number, or text as it is to appear.' },
      dueDate: { type: 'string' },
      spreadsheetId: { type: 'string', default: 'invoices' },
    },
  },
  steps: [
    {
      id: 'file-drive',
      name: 'File Invoice in Drive',
      target: 'drive',
      action: 'file_document',
      params: { name: '$fileName', content: '$fileBuffer', type: 'INVOICE' },
      retryCount: 2,
      rollback: { target: 'drive', action: 'delete_file', params: { fileId: '$file-drive.fileId' } },
    },
    {
      id: 'update-sheet',
      name: 'Update Tracking Sheet',
      target: 'sheets',
      action: 'update_sheet',
      params: {
        spreadsheetId: '$spreadsheetId',
        operation: 'APPEND_ROW',
        values: {
          Date: '${ split($run.startedAt, "T")[0] }',
          Vendor: '$vendor',
          Amount: '$amount',
          'Due Date': '$dueDate',
          Status: 'Pending',
          Link: '$file-drive.webViewLink',
        },
      },
      retryCount: 2,
      dependsOn: ['file-drive'],
    },
    {
      id: 'notify-accounting',
      name: 'Notify Accounting',
      target: 'slack',
      action: 'send_notification',
      params: {
        channel: 'accounting',
        message: '📄 New Invoice\nVendor: $vendor\n\nAmount: $amount\nDue Date: $dueDate\nFile: $file-drive.webViewLink',
      },
      dependsOn: ['update-sheet'],
      optional: true,
    },
  ],
};

export function handleInvoice(invoiceData: InvoiceData): Promise<WorkflowResult> {
  // An amount of money has two places, which a number does not keep.
  return executeWorkflow(invoiceWorkflow, { ...invoiceData, amount: invoiceData.amount.toFixed(2) });
}
