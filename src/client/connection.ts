import { Connection, type ConnectionOptions } from '@temporalio/client';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { ClientConfig } from './config.ts';
import { GRPC, grpcCode, serverMessage } from './temporal-errors.ts';

/** A cluster that does not answer by then is reported as not reachable. */
const CONNECT_TIMEOUT = '4s';

/**
 * Connects to a cluster.
 *
 * @throws {StepwrightError} `TemporalUnreachable` within a few seconds when it does not answer, refuses us or has no such namespace
 */
export async function openConnection(address: string, config: ClientConfig): Promise<Connection> {
  const { tls, apiKey, namespace } = config;
  const connection = Connection.lazy({
    address,
    connectTimeout: CONNECT_TIMEOUT,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
  });
  try {
    await connection.ensureConnected();
    await connection.workflowService.describeNamespace({ namespace });
    return connection;
  } catch (error) {
    await connection.close();
    throw unreachable(address, namespace, error);
  }
}

function unreachable(address: string, namespace: string, cause: unknown): StepwrightError {
  const code = grpcCode(cause);
  if (code === GRPC.notFound) {
    return new StepwrightError('TemporalUnreachable', `the Temporal server at ${address} has no namespace "${namespace}"`, {
      hint: `Create it (temporal operator namespace create --namespace ${namespace}) or name another one.`,
      cause,
    });
  }
  if (code === GRPC.permissionDenied || code === GRPC.unauthenticated) {
    return new StepwrightError('TemporalUnreachable', `the Temporal server at ${address} refuses us: ${serverMessage(cause)}`, {
      class: 'auth',
      hint: 'Check the API key, the certificates and the namespace.',
      cause,
    });
  }
  return new StepwrightError('TemporalUnreachable', `no Temporal server answers at ${address}`, {
    class: 'transient',
    hint: 'Check the address and TLS, or give no address to use a local dev server.',
    cause,
  });
}

function tlsOptions(tls: NonNullable<ClientConfig['tls']>): NonNullable<ConnectionOptions['tls']> {
  if (typeof tls === 'boolean') return tls;
  const { ca, cert, key, serverName } = tls;
  return {
    ...(ca === undefined ? {} : { serverRootCACertificate: Buffer.from(ca) }),
    ...(cert === undefined || key === undefined ? {} : { clientCertPair: { crt: Buffer.from(cert), key: Buffer.from(key) } }),
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
  };
}
