import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.ts';

describe('isPublicAddress', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
    '::FFFF:0808:0808',
    '64:ff9b::8.8.8.8',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
    ['loopback', '127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'],
    ['private', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ['unique local', 'fc00::1', 'fdff:ffff::1'],
    [
      'link-local',
      '169.254.0.1',
      '169.254.255.255',
      'fe80::1',
      'febf::1',
      'fe80::1%eth0',
      '2606:4700::1%eth0',
      'fec0::1',
    ],
    ['metadata', '169.254.169.254', 'fd00:ec2::254', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255', '100.100.100.200'],
    ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
    ['reserved', '240.0.0.1', '255.255.255.255', '192.0.0.1', '198.18.0.1', '198.19.255.255', '100::1'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    [
      'IPv4 in IPv6',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:a00:1',
      '::127.0.0.1',
      '::ffff:0:10.0.0.1',
    ],
    ['NAT64', '64:ff9b::10.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b:1::1'],
    ['tunnels', '2002:7f00:1::', '2002:a00:1::1', '2001::1', '192.88.99.1'],
    [
      'not an address',
      '',
      'localhost',
      'example.com',
      '127.1',
      '0x7f000001',
      '2130706433',
      '10.0.0.1/8',
      '[::1]',
    ],
  ])('addresses of the kind "%s" are not public', (_, ...addresses) => {
    for (const address of addresses) expect(isPublicAddress(address), address).toBe(false);
  });

  it('an IPv4 address and its IPv6 forms have the same result', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const own = isPublicAddress(address);
        return isPublicAddress(`::ffff:${address}`) === own && isPublicAddress(`64:ff9b::${address}`) === own;
      }),
    );
  });
});
