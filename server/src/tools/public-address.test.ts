import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress, systemResolve } from './public-address.ts';

const REFUSED: Record<string, string[]> = {
  'this host': ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'private networks': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1'],
  'link-local, cloud metadata among it': ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'multicast and broadcast': ['224.0.0.1', '239.1.1.1', '255.255.255.255', 'ff02::1'],
  'documentation, benchmarks and reserved blocks': [
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '5f00::1',
  ],
  'IPv4 inside IPv6, mapped, translated and compatible': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::7f00:1',
    '::127.0.0.1',
    '::7f00:1',
    '::a9fe:a9fe',
  ],
  'tunnels into IPv4': ['2002:7f00:1::', '2001:0:7f00:1::'],
  'IPv6 outside of what is given out': ['4000::1', '8000::1', 'e000::1', '1::1'],
  'what is no address': ['', 'localhost', '1.2.3.4.5', '999.1.1.1', '[::1]'],
};

for (const [what, addresses] of Object.entries(REFUSED)) {
  test(`isPublicAddress() is false for ${what}`, () => {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, address);
  });
}

test('isPublicAddress() is true for addresses of the internet', () => {
  for (const address of ['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.32.0.1', '2606:4700::1111', '2a00::1'])
    assert.equal(isPublicAddress(address), true, address);
});

test('isPublicAddress() looks through a mapped address at the public one in it', () => {
  assert.equal(isPublicAddress('::ffff:8.8.8.8'), true);
});

test('systemResolve() gives every address of a name', async () => {
  const found = await systemResolve('localhost');
  assert.ok(found.length > 0);
  for (const { address } of found) assert.equal(isPublicAddress(address), false, address);
});
