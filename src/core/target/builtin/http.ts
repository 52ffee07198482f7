import * as z from 'zod';
import { parseDuration } from '../../run/duration.ts';
import type { TargetSpec } from '../target.ts';
import { optional, text } from './parts.ts';

const duration = z.union([z.number(), z.string()]).refine((value) => parseDuration(value) !== undefined, 'not a duration');

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Of the params as a definition has them. */
export interface MethodAndBody {
  readonly method?: string | null | undefined;
  readonly body?: unknown;
}

/** As the request is made: without a method, by whether there is a body. */
function byMethod(params: MethodAndBody): boolean {
  return IDEMPOTENT_METHODS.has(params.method?.toUpperCase() ?? ((params.body ?? null) === null ? 'GET' : 'POST'));
}

export const httpSpec = {
  name: 'http',
  description: 'HTTP requests. Private networks are refused unless allowed.',
  actions: {
    request: {
      description: 'Sends a request; a status of 400 or more fails the step.',
      params: z.strictObject({
        method: optional(z.string().regex(/^[A-Za-z]+$/)).describe('Default: GET; POST when there is a body.'),
        url: z.string(),
        headers: optional(z.record(z.string(), optional(text))),
        query: optional(z.record(z.string(), z.union([text, z.null(), z.array(text)]))).describe(
          'Added to the URL; null is left out, a list repeats the name.',
        ),
        body: z.unknown().optional().describe('Text as it is, a file reference as its bytes, anything else as JSON.'),
        bodyEncoding: optional(z.enum(['base64'])).describe('The body is binary, in base64.'),
        timeout: optional(duration).describe('Of the whole exchange. Default: that of the step.'),
        maxBytes: optional(z.int().min(1)).describe('Largest response body. Default: 25 MiB.'),
        followRedirects: optional(z.boolean()).describe('Default: true, 10 at most.'),
        responseType: optional(z.enum(['auto', 'json', 'text', 'base64', 'file'])).describe(
          'Default: auto, by content type; binary becomes a file reference.',
        ),
        retryOnStatus: optional(z.array(z.int())).describe('Further statuses that are worth another attempt.'),
      }),
      result: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
      idempotent: byMethod,
    },
  },
} as const satisfies TargetSpec;
