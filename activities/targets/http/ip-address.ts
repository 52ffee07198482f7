import { isIPv4, isIPv6 } from 'node:net';

/** An address as bits: 4 or 16 bytes. */
export type IpBytes = readonly number[];

/** Bytes of an IPv4 or IPv6 address; undefined for anything else. A zone (`%eth0`) is left out. */
export function ipBytes(text: string): IpBytes | undefined {
  const address = text.replace(/%.*$/, '');
  if (isIPv4(address)) return address.split('.').map(Number);
  return isIPv6(address) ? ipv6Bytes(address) : undefined;
}

function ipv6Bytes(address: string): IpBytes {
  const [head = '', tail] = address.split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? [] : Array.from({ length: 16 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right];
}

function groups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Whether an address lies in a network such as `10.0.0.0/8`. */
export function isInNetwork(address: IpBytes, network: IpNetwork): boolean {
  if (address.length !== network.base.length) return false;
  const whole = Math.floor(network.prefix / 8);
  for (let index = 0; index < whole; index += 1) if (address[index] !== network.base[index]) return false;
  const rest = network.prefix % 8;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return ((address[whole] ?? 0) & mask) === ((network.base[whole] ?? 0) & mask);
}

export interface IpNetwork {
  readonly base: IpBytes;
  /** Bits that count. */
  readonly prefix: number;
}

/** Reads `10.0.0.0/8`, `fd00::/8`; undefined when it is none. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const base = ipBytes(match?.[1] ?? '');
  const prefix = Number(match?.[2]);
  return base === undefined || prefix > base.length * 8 ? undefined : { base, prefix };
}
