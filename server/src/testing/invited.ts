import type { Role } from '../access/index.ts';
import { type Client, OWNER, type TestApp } from './app.ts';

/** Somebody in a role, invited by the owner and signed in. */
export async function invited(product: TestApp, role: Role): Promise<Client> {
  const email = `${role}-${crypto.randomUUID()}@example.org`;
  const path = '/api/v1/invitations';
  const { body, status } = await product.owner.call<{ token: string }>('POST', path, { email, role });
  if (status !== 201) throw new Error(`Cannot invite: ${JSON.stringify(body)}`);
  const { password } = OWNER;
  await product.anonymous.call('POST', `${path}/acceptance`, { token: body.token, name: role, password });
  return product.signIn(email, password);
}
