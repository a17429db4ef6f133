import type { ProviderKind } from '../contract.ts';

/** All that is needed to reach one model of one provider. The key is in the clear: keep it in memory only. */
export interface Connection {
  kind: ProviderKind;
  providerName: string;
  baseUrl: string | null;
  key: string | null;
  wireName: string;
}
