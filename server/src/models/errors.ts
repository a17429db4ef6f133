import { defineErrors } from '../problem/index.ts';

export const modelErrors = defineErrors({
  model_unknown: {
    status: 404,
    message: (name: string) => `Cannot find model: the workspace has none called "${name.slice(0, 120)}"`,
  },
  model_built_in: {
    status: 400,
    message: () => 'Cannot change model: the offline model is built in',
  },
  model_name_taken: {
    status: 409,
    message: (name: string) => `Cannot add model: the workspace has one called "${name}" already`,
  },
  fallback_unknown: {
    status: 400,
    message: () => 'Cannot add model: fallbackId is not a model of this workspace',
  },
  base_url_missing: {
    status: 400,
    message: () => 'Cannot add provider: an OpenAI-compatible provider needs a base URL',
  },
  model_key_refused: {
    status: 502,
    message: (provider: string) => `Cannot call model: ${provider} refuses the API key`,
    fix: 'Enter a valid key in the settings of the provider',
  },
  model_rate_limited: {
    status: 503,
    message: (provider: string) => `Cannot call model: ${provider} asks to wait, its rate limit is reached`,
  },
  model_request_refused: {
    status: 502,
    message: (provider: string, status: number) =>
      `Cannot call model: ${provider} refuses the request (${status})`,
  },
  model_unavailable: {
    status: 502,
    message: (provider: string) => `Cannot call model: ${provider} does not answer or fails`,
  },
  model_timeout: {
    status: 504,
    message: (seconds: number) => `Cannot call model: there was no whole answer within ${seconds} seconds`,
  },
  model_answer_broken: {
    status: 502,
    message: (provider: string) => `Cannot call model: the answer of ${provider} broke off`,
  },
  embeddings_unsupported: {
    status: 400,
    message: (provider: string) => `Cannot embed: ${provider} has no embeddings`,
  },
  rerank_unsupported: {
    status: 400,
    message: (provider: string) => `Cannot rank: ${provider} has no endpoint for it`,
  },
  rank_offline: {
    status: 400,
    message: () => 'Cannot rank: the built-in model is rules and puts nothing in order; choose another',
  },
  rank_over_budget: {
    status: 429,
    message: (kind: string) => `Cannot rank: the budget of the ${kind} has no room for it`,
  },
  embedding_over_budget: {
    status: 429,
    message: (kind: string) => `Cannot embed: the budget of the ${kind} has no room for it`,
  },
  provider_unknown: { status: 404, message: () => 'Cannot embed: the provider is not there any more' },
});
