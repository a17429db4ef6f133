import { Socket } from 'node:net';
import { addressesOf, namedOrPublic } from '../egress.ts';
import type { Egress } from '../guarded-request.ts';
import type { SqlPlace } from './contract.ts';
import { MAX_WIRE_BYTES } from './driver.ts';

/** How often what has come is weighed; a turn of the event loop reads a few megabytes at most. */
const WEIGH_MS = 20;

export type ServerPlace = Exclude<SqlPlace, { kind: 'sqlite' }>;

/** A database on a server, with the address that was checked. */
export interface ServerTarget {
  place: ServerPlace;
  password: string;
  address: string;
}

/**
 * The address of a server that an administrator set up: of the public internet, or of a host that the configuration
 * names. Throws `url_refused`, `fetch_failed`.
 */
export async function targetOf(
  { resolve, namedHosts }: Egress,
  place: ServerPlace,
  password: string,
): Promise<ServerTarget> {
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  const url = new URL(`https://${host}:${place.port}`);
  const [found] = await addressesOf(url, namedOrPublic(resolve, namedHosts, url));
  return { place, password, address: found?.address ?? '' };
}

/** A socket that is not connected yet, and is destroyed once more has come than a result may weigh. */
export function weighedSocket(): Socket {
  const socket = new Socket();
  const weighing = setInterval(() => {
    if (socket.bytesRead > MAX_WIRE_BYTES) socket.destroy(new Error(TOO_MUCH));
  }, WEIGH_MS);
  socket.once('close', () => clearInterval(weighing));
  return socket;
}

export const TOO_MUCH = `the result is larger than ${MAX_WIRE_BYTES} bytes`;
