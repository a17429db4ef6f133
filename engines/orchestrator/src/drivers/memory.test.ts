import { orchestratorContract } from '../testing.ts';
import { createMemoryStore } from './memory.ts';

orchestratorContract('memory', async () => {
  const store = createMemoryStore();
  return {
    store,
    db: store.db,
    transaction: store.transaction,
    async addEffect(db, name) {
      db.set(name, Number(db.get(name) ?? 0) + 1);
    },
    countEffects: async (name) => Number(store.db.get(name) ?? 0),
    async [Symbol.asyncDispose]() {},
  };
});
