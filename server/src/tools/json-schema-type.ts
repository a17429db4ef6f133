import { misfit } from '@agenticgen/orchestrator/workflow';
import { z } from 'zod';
import type { JsonSchema } from './tame-schema.ts';

/** A tamed JSON Schema as the type of a tool's arguments: the schema is read, never made into code. */
export function jsonSchemaType(schema: JsonSchema): z.ZodType<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).superRefine((value, context) => {
    const why = misfit(schema, value);
    if (why === null) return;
    const [, place = '', message = why] = /^\/?([^:]*): ([\s\S]*)$/.exec(why) ?? [];
    context.addIssue({ code: 'custom', path: place === '' ? [] : place.split('/'), message });
  });
}
