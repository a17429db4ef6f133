import { lookup as systemLookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Resolves a name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

const GIVEN_OUT = ipaddr.IPv6.parse('2000::');
const GIVEN_OUT_BITS = 3;

/**
 * True for an address of the public internet. Everything else is not: loopback, private, link-local,
 * carrier-grade NAT, multicast, documentation, and the ranges that carry an IPv4 address inside IPv6.
 * Of IPv6 only 2000::/3 is given out (RFC 4291): `::127.0.0.1` and the like lie outside of it.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GIVEN_OUT, GIVEN_OUT_BITS)) return false;
  return parsed.range() === 'unicast';
}
