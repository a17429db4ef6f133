import { defineErrors } from '../problem/index.ts';

export const sourceErrors = defineErrors({
  source_limit_reached: {
    status: 409,
    message: (max: number) => `Cannot add source: the base has ${max}, which is the most it may have`,
  },
  source_kind_fixed: {
    status: 400,
    message: () => 'Cannot change source: its kind and its address stay as they are; make another one',
  },
  source_syncing: {
    status: 409,
    message: () => 'Cannot change source: it is being synchronized; wait for its end or cancel it',
  },
  source_auth_insecure: {
    status: 400,
    message: () =>
      'Cannot sign in to source: its address is not https, so that everybody on the way could read the secret',
  },
  robots_unreachable: {
    status: 502,
    message: (host: string) =>
      `Cannot read site: ${host} fails to tell its rules for crawlers (robots.txt), so none of it is read`,
  },
  start_unreadable: {
    status: 502,
    message: (why: string) => `Cannot read site: its first page could not be read (${why})`,
  },
  not_a_sitemap: { status: 422, message: () => 'Cannot read sitemap: what is there is none' },
});
