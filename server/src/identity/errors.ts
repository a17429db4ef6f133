import { defineErrors } from '../problem/index.ts';

export const identityErrors = defineErrors({
  credentials_wrong: {
    status: 401,
    message: () => 'Cannot sign in: e-mail or password is wrong',
  },
  too_many_attempts: {
    status: 429,
    message: () => 'Cannot prove who you are: too many attempts failed, wait before the next one',
  },
  token_missing: {
    status: 401,
    message: () => 'Cannot identify caller: the Authorization header with a bearer token is missing',
  },
  token_invalid: {
    status: 401,
    message: () => 'Cannot identify caller: the token is expired, revoked or not ours',
  },
  refresh_token_invalid: {
    status: 401,
    message: () => 'Cannot refresh session: the refresh token is expired, revoked or not ours',
  },
  refresh_token_reused: {
    status: 401,
    message: () => 'Cannot refresh session: the refresh token was used before, so the session is revoked',
  },
  session_needed: {
    status: 403,
    message: () => 'Cannot do this with an API key: sign in for it',
  },
  key_unknown: {
    status: 404,
    message: () => 'Cannot find API key: there is none with this id',
  },
  user_unknown: {
    status: 404,
    message: (email: string) => `Cannot find user: none has the e-mail ${email}`,
  },
  email_taken: {
    status: 409,
    message: () => 'Cannot make account: the e-mail is in use',
  },
});
