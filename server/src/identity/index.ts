export { ACCESS_TOKEN_SECONDS, type AccessTokens, createAccessTokens } from './access-token.ts';
export { ATTEMPT_WINDOW_MS, type Attempts, createAttempts, MAX_FAILED_ATTEMPTS } from './attempts.ts';
export { identityErrors } from './errors.ts';
export { type Caller, identify } from './identify.ts';
export { createKey, type NewKey } from './keys.ts';
export { hashPassword, verifyPassword } from './passwords.ts';
export { findUser, findUserByEmail, hasUsers } from './queries.ts';
export { type IdentityRouteNeeds, type IdentityVariables, identityRoutes } from './routes.ts';
export { hashToken, newSecretToken } from './secret-tokens.ts';
export {
  authenticateUser,
  openSession,
  refreshSession,
  type SessionNeeds,
  signIn,
  signOut,
} from './sessions.ts';
export { createUser, type NewUser, presentUser, setPassword } from './users.ts';
