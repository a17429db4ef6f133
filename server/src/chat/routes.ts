import type { Orchestrator } from '@agenticgen/orchestrator';
import { type AccessVariables, grant, permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { type FileStore, findFiles } from '../files/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import type { Models } from '../models/index.ts';
import * as contract from './contract.ts';
import { createConversation, deleteConversation, rename, share, switchBranch } from './conversations.ts';
import { presentConversation, presentMessage, toldIn } from './present.ts';
import { findConversation, pageOfConversations, pageOfMessages, runIdsOf } from './queries.ts';
import { regenerate, type SendNeeds, send } from './send.ts';
import { settleEnded } from './settle.ts';
import { eyesOn } from './shown-message.ts';

export interface ChatRouteNeeds extends SendNeeds {
  db: Database;
  files: FileStore;
  models: Models;
  orchestrator: Orchestrator<Database>;
}

export function chatRoutes(needs: ChatRouteNeeds) {
  const router = createRouter<AccessVariables>();
  conversationRoutes(router, needs);
  messageRoutes(router, needs);
  return router;
}

type ChatRouter = ReturnType<typeof createRouter<AccessVariables>>;

function conversationRoutes(router: ChatRouter, { db, files, runtime, orchestrator }: ChatRouteNeeds): void {
  router.openapi(contract.listConversations, async (c) => {
    const { workspaceId, userId } = permit(c.var.principal, 'read', 'Conversation').by;
    const { cursor, limit, query } = c.req.valid('query');
    const rows = await pageOfConversations(db, { workspaceId, userId, query, cursor }, limit + 1);
    return c.json(
      toPage(rows, limit, presentConversation, (row) => `${row.updated_at}.${row.id}`),
      200,
    );
  });

  router.openapi(contract.createConversation, async (c) => {
    const allowed = permit(c.var.principal, 'create', 'Conversation');
    const row = await createConversation(db, runtime, allowed, c.req.valid('json'));
    return c.json(presentConversation(row), 201);
  });

  router.openapi(contract.getConversation, async (c) => {
    const found = await findConversation(db, c.req.valid('param').id);
    return c.json(presentConversation(grant(c.var.principal, 'read', 'Conversation', found).record), 200);
  });

  router.openapi(contract.updateConversation, async (c) => {
    const { id } = c.req.valid('param');
    const { title, visibility, headId, sharesQuotes } = c.req.valid('json');
    const found = await findConversation(db, id);
    const mine = grant(c.var.principal, 'edit', 'Conversation', found);
    // First, since it may be refused: then nothing is changed.
    if (visibility !== undefined)
      await share(db, grant(c.var.principal, 'share', 'Conversation', found), visibility, { sharesQuotes });
    if (title !== undefined) await rename(db, mine, title);
    if (headId !== undefined) await switchBranch(db, mine, headId);
    return c.json(presentConversation((await findConversation(db, id)) ?? mine.record), 200);
  });

  router.openapi(contract.deleteConversation, async (c) => {
    const found = await findConversation(db, c.req.valid('param').id);
    const mine = grant(c.var.principal, 'delete', 'Conversation', found);
    for (const runId of await runIdsOf(db, mine.record.id))
      await orchestrator.cancel(runId, 'conversation deleted');
    await deleteConversation(db, files, mine);
    return c.body(null, 204);
  });
}

function messageRoutes(router: ChatRouter, needs: ChatRouteNeeds): void {
  const { db, models, orchestrator } = needs;

  router.openapi(contract.listMessages, async (c) => {
    const found = await findConversation(db, c.req.valid('param').id);
    const { by, record } = grant(c.var.principal, 'read', 'Conversation', found);
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfMessages(db, record.id, cursor, limit + 1);
    const settled = await settleEnded(db, orchestrator, rows);
    const ids = settled.flatMap((row) => JSON.parse(row.attachments) as string[]);
    const attached = new Map((await findFiles(db, ids)).map((file) => [file.id, file]));
    const usage = await models.usageOfRuns(settled.flatMap((row) => row.run_id ?? []));
    const eyes = await eyesOn(db, by, settled.map(toldIn), record.owner_id === by.userId);
    const shown = toPage(
      settled,
      limit,
      (row) => presentMessage(row, { files: attached, usage, eyes }),
      (row) => row.id,
    );
    return c.json(shown, 200);
  });

  router.openapi(contract.sendMessage, async (c) => {
    const found = await findConversation(db, c.req.valid('param').id);
    const mine = grant(c.var.principal, 'edit', 'Conversation', found);
    return c.json(await send(db, needs, mine, c.req.valid('json')), 202);
  });

  router.openapi(contract.regenerateMessage, async (c) => {
    const { id, messageId } = c.req.valid('param');
    const mine = grant(c.var.principal, 'edit', 'Conversation', await findConversation(db, id));
    return c.json(await regenerate(db, needs, mine, messageId, c.req.valid('json')), 202);
  });
}
