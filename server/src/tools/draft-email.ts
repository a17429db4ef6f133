import { z } from 'zod';
import { checkFileName } from '../files/index.ts';
import type { FileToolNeeds } from './file-tools.ts';
import type { Tool } from './tool.ts';

const address = z.email().max(320);
const schema = z.object({
  to: z.array(address).max(50).default([]),
  cc: z.array(address).max(50).default([]),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .refine((text) => !/[\r\n]/.test(text), 'It is one line'),
  body: z.string().min(1).max(100_000).describe('Plain text'),
  attachments: z
    .array(z.string().max(200))
    .max(10)
    .default([])
    .describe('Names of files of this conversation'),
});

/** draft_email: a message as a file (.eml) that a mail program opens. Nothing is sent. */
export function draftEmailTool({ db, files }: FileToolNeeds): Tool<z.infer<typeof schema>> {
  return {
    name: 'draft_email',
    title: 'Draft an e-mail',
    description: 'Writes an e-mail as a file that a mail program opens. It is not sent: a person does that.',
    effect: 'write',
    schema,
    async run({ to, cc, subject, body, attachments }, { area, principal }) {
      const attached = [];
      const missing: string[] = [];
      for (const name of attachments) {
        const file = await files.find(db, area, name);
        if (!file) missing.push(name);
        else attached.push({ filename: file.name, content: await files.read(file) });
      }
      const from = principal.me.user.email;
      const headers = { 'X-Unsent': '1' };
      const message = { from, to, cc, subject, text: body, headers, attachments: attached };
      // What the composer can read by itself, files and addresses, is not asked of it.
      const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
      const composer = new MailComposer({ ...message, disableFileAccess: true, disableUrlAccess: true });
      const bytes = await composer.compile().build();
      const name = checkFileName(
        `${
          subject
            .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
            .trim()
            .slice(0, 60) || 'draft'
        }.eml`,
      );
      const { workspaceId, userId: createdBy } = principal;
      const file = await files.save(db, { workspaceId, area, name, bytes, createdBy });
      const output = `Drafted ${file.name} to ${to.join(', ') || 'nobody yet'}; it was not sent${missing.length === 0 ? '' : `. Not attached, since there is no such file: ${missing.join(', ')}`}`;
      return { ok: true, output, files: [file], citations: [] };
    },
  };
}
