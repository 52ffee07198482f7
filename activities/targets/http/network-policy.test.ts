import { describe, expect, it } from 'vitest';

import { NetworkPolicy } from './network-policy.ts';

const at = (host: string, port = 80) => ({ host, port });

describe('NetworkPolicy', () => {
  const strict = new NetworkPolicy([]);

  it.each(
    (
      '0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 ' +
      '192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 ' +
      ':: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:a00:1 ::ffff:0:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 ' +
      '2002:7f00:1:: 2002:a9fe:a9fe::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 nonsense'
    ).split(' '),
  )('refuses %s', (address) => {
    expect(strict.allows(address, at(address))).toBe(false);
  });

  it.each(
    '1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.169.0.1 198.20.0.1 223.255.255.255 2606:4700::1111 2a00::1 64:ff9b::1.1.1.1 2002:101:101::1 ::ffff:1.1.1.1'.split(
      ' ',
    ),
  )('allows %s', (address) => {
    expect(strict.allows(address, at(address))).toBe(true);
  });

  it('allows a host by name, with its port', () => {
    const policy = new NetworkPolicy(['Internal.Corp:8080', 'other.corp', '[::1]:9000', '10.0.0.5', 'fd00::1']);
    expect(policy.allows('10.0.0.1', at('internal.corp', 8080))).toBe(true);
    expect(policy.allows('10.0.0.1', at('internal.corp', 8081))).toBe(false);
    expect(policy.allows('10.0.0.1', at('internal.corp.evil.org', 8080))).toBe(false);
    expect(policy.allows('10.0.0.1', at('other.corp', 1))).toBe(true);
    expect(policy.allows('::1', at('::1', 9000))).toBe(true);
    expect(policy.allows('::1', at('::1', 9001))).toBe(false);
    expect(policy.allows('10.0.0.5', at('any.name', 7))).toBe(true);
    expect(policy.allows('10.0.0.6', at('any.name', 7))).toBe(false);
    expect(policy.allows('fd00::1', at('any.name', 7))).toBe(true);
  });

  it.each(['127.0.0.1:99999', 'bogus host', ''])('refuses %j, which could never match', (rule) => {
    expect(() => new NetworkPolicy([rule])).toThrow('no network to allow');
  });

  it('allows networks', () => {
    const policy = new NetworkPolicy(['10.1.0.0/16', 'fd00::/8', '192.168.7.64/26']);
    expect(policy.allows('10.1.255.1', at('x'))).toBe(true);
    expect(policy.allows('::ffff:10.1.2.3', at('x'))).toBe(true);
    expect(policy.allows('10.2.0.1', at('x'))).toBe(false);
    expect(policy.allows('fdff::1', at('x'))).toBe(true);
    expect(policy.allows('fc00::1', at('x'))).toBe(false);
    expect(policy.allows('192.168.7.127', at('x'))).toBe(true);
    expect(policy.allows('192.168.7.128', at('x'))).toBe(false);
  });

  it.each(['', 'http://x', 'a:b', '10.0.0.0/33', '::1/129', 'a/8', 'x:99999999'])('is not made of %j', (rule) => {
    expect(() => new NetworkPolicy([rule])).toThrow(expect.objectContaining({ code: 'InvalidValue' }) as Error);
  });
});
