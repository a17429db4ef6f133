import { createHash, timingSafeEqual } from 'node:crypto';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';

/** Lets only those in that know the token. In constant time, whatever is sent. */
export function admission(
  token: string,
  service: string,
): (context: Pick<HandlerContext, 'requestHeader'>) => void {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const wanted = hash(`Bearer ${token}`);
  return ({ requestHeader }) => {
    if (timingSafeEqual(hash(requestHeader.get('authorization') ?? ''), wanted)) return;
    throw new ConnectError(
      `Cannot call ${service}: the token is not the one of this ${service}`,
      Code.Unauthenticated,
    );
  };
}
