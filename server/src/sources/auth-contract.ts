import { z } from '../http/contract.ts';

const MAX_SECRET_LENGTH = 4_000;
/** Printable, of the ASCII alphabet: what a header can carry. */
const VISIBLE = /^[\x20-\x7e]+$/;
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** What says how the request is made, not who makes it. */
const OURS =
  /^(?:accept.*|connection|content-.*|expect|host|if-.*|keep-alive|proxy-.*|range|te|trailer|transfer-encoding|upgrade|user-agent)$/i;

export const AUTH_KINDS = ['basic', 'header'] as const;

export const authSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('basic'),
      username: z
        .string()
        .min(1)
        .max(200)
        .regex(/^[^:\p{Cc}]+$/u, 'No colon, and nothing invisible'),
      /** Or a token. */
      password: z
        .string()
        .min(1)
        .max(MAX_SECRET_LENGTH)
        .regex(/^[^\p{Cc}]+$/u, 'Nothing invisible'),
    }),
    z.object({
      kind: z.literal('header'),
      name: z
        .string()
        .min(1)
        .max(100)
        .regex(TOKEN, 'No name of a header')
        .refine((name) => !OURS.test(name), 'This header says how the request is made'),
      value: z.string().trim().min(1).max(MAX_SECRET_LENGTH).regex(VISIBLE, 'Only visible ASCII'),
    }),
  ])
  .openapi('SourceAuth');
export type SourceAuth = z.infer<typeof authSchema>;

/** Without the secret: `name` is the user's name, or that of the header. */
export const authView = z.object({ kind: z.enum(AUTH_KINDS), name: z.string() }).openapi('SourceAuthState');
export type AuthView = z.infer<typeof authView>;

export const storedAuth = z.object({ kind: z.enum(AUTH_KINDS), name: z.string(), secret: z.string() });
