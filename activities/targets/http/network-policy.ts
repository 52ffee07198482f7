import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { ipBytes, isInNetwork, parseNetwork, type IpBytes, type IpNetwork } from './ip-address.ts';

/** Not on the public internet: this machine, its networks, the provider's own services, what is reserved. */
const PRIVATE = networks(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/9 ff00::/8',
);

/** Networks of IPv6 that hold an IPv4 address, and at which byte. */
const EMBEDDING: readonly { readonly network: IpNetwork; readonly at: number }[] = [
  { network: network('::ffff:0:0/96'), at: 12 },
  { network: network('::ffff:0:0:0/96'), at: 12 },
  { network: network('64:ff9b::/96'), at: 12 },
  { network: network('2002::/16'), at: 2 },
];

const MOST_PORT = 65_535;

/** Where a request is about to go. */
export interface Destination {
  /** As in the URL, without brackets. */
  readonly host: string;
  readonly port: number;
}

interface AllowedHost {
  readonly host: string;
  readonly port?: number;
}

/** Decides which addresses actions may reach: public ones, and those that were allowed by name, address or network. */
export class NetworkPolicy {
  readonly #hosts: readonly AllowedHost[];
  readonly #networks: readonly IpNetwork[];

  /**
   * @param allowed `HOST[:PORT]` (`[::1]:8080` for IPv6) or CIDR, each
   * @throws StepwrightError `InvalidValue`
   */
  constructor(allowed: readonly string[]) {
    const rules = allowed.map((rule) => parseNetwork(rule) ?? parseHost(rule));
    this.#networks = rules.filter((rule) => 'prefix' in rule);
    this.#hosts = rules.filter((rule) => 'host' in rule);
  }

  /** Whether a connection to this address may be made for that destination. */
  allows(address: string, { host, port }: Destination): boolean {
    const bytes = ipBytes(address);
    if (bytes === undefined) return false;
    if (!isPrivate(bytes)) return true;
    const names = new Set([host, address].map(plainHost));
    return (
      this.#networks.some((network) => isInNetwork(bytes, network) || isInNetwork(embedded(bytes) ?? [], network)) ||
      this.#hosts.some((rule) => names.has(rule.host) && (rule.port === undefined || rule.port === port))
    );
  }
}

/** @returns the error for a destination whose address is refused */
export function networkRefused({ host, port }: Destination, address: string): StepwrightError {
  const where = host === address ? host : `${host} (${address})`;
  return new StepwrightError('NetworkRefused', `${where} is in a private network`, {
    class: 'permanent',
    hint: `if the action may go there: --allow-network ${host.includes(':') ? `[${host}]` : host}:${port}`,
  });
}

function isPrivate(address: IpBytes): boolean {
  const inner = embedded(address);
  if (inner !== undefined) return isPrivate(inner);
  return PRIVATE.some((network) => isInNetwork(address, network));
}

/** The IPv4 address that an IPv6 address stands for. */
function embedded(address: IpBytes): IpBytes | undefined {
  const found = EMBEDDING.find(({ network }) => isInNetwork(address, network));
  return found === undefined ? undefined : address.slice(found.at, found.at + 4);
}

function parseHost(rule: string): AllowedHost {
  const match = /^(\[[^\]]+\]|[^\s:[\]/]+)(?::(\d{1,5}))?$/.exec(rule);
  const host = match?.[1] ?? (ipBytes(rule) === undefined ? undefined : rule);
  if (host === undefined || Number(match?.[2] ?? 0) > MOST_PORT) {
    throw new StepwrightError('InvalidValue', `${JSON.stringify(rule)} is no network to allow`, {
      class: 'validation',
      hint: 'write HOST, HOST:PORT or a network such as 10.0.0.0/8',
    });
  }
  return { host: plainHost(host), ...(match?.[2] === undefined ? {} : { port: Number(match[2]) }) };
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}

function networks(...lists: readonly string[]): readonly IpNetwork[] {
  return lists.flatMap((list) => list.split(' ').map(network));
}

function network(text: string): IpNetwork {
  return parseNetwork(text) ?? { base: [], prefix: 0 };
}
