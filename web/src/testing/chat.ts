import type {
  CheckedClaim,
  Citation,
  Conversation,
  Message,
  StoredFile,
  ToolPart,
} from '../lib/api-types.ts';

/** Records as the API writes them, with what a test does not care about filled in. */
export function message(given: Partial<Message> = {}): Message {
  return {
    id: 'answer',
    conversationId: 'conversation',
    parentId: null,
    role: 'assistant',
    state: 'complete',
    text: '',
    parts: [],
    citations: [],
    withheld: [],
    attachments: [],
    agent: null,
    route: null,
    model: null,
    runId: null,
    errorCode: null,
    usage: null,
    createdAt: 0,
    ...given,
  };
}

export function conversation(given: Partial<Conversation> = {}): Conversation {
  return {
    id: 'conversation',
    title: 'A title',
    ownerId: 'me',
    visibility: 'private',
    headId: null,
    createdAt: 0,
    updatedAt: 0,
    ...given,
  };
}

export function citation(given: Partial<Citation> = {}): Citation {
  return {
    index: 1,
    baseId: 'base',
    documentId: 'document',
    documentName: 'handbook.pdf',
    passageId: 'passage',
    heading: null,
    page: 3,
    start: 0,
    end: 10,
    quote: 'The gallery is closed.',
    ...given,
  };
}

export function claim(given: Partial<CheckedClaim> = {}): CheckedClaim {
  return {
    ...{ start: 0, end: 10, state: 'supported', fault: null, marks: [1], wrong: [], better: null },
    spans: [],
    ...given,
  };
}

export function storedFile(given: Partial<StoredFile> = {}): StoredFile {
  return {
    id: 'file',
    name: 'table.csv',
    mediaType: 'text/csv',
    size: 12,
    createdAt: 0,
    ...given,
  } as StoredFile;
}

export function toolPart(given: Partial<ToolPart> = {}): ToolPart {
  return {
    type: 'tool',
    callId: 'call-1',
    tool: 'run_code',
    arguments: { language: 'python', code: 'print(6 * 7)' },
    ok: true,
    output: '42',
    files: [],
    durationMs: 120,
    ...given,
  };
}
