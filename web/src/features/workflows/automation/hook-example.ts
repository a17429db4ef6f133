import type { InputField } from '../../../ui/input/input-fields.ts';

/** A body that the workflow takes, to begin with. */
export function exampleBody(fields: readonly InputField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, exampleValue(field)]));
}

function exampleValue({ kind, initial, choices, bounds, title }: InputField): unknown {
  if (kind === 'json') return initial === '' ? {} : JSON.parse(String(initial));
  if (kind === 'number') return initial === '' ? (bounds.min ?? 1) : initial;
  if (kind === 'texts') return Array.isArray(initial) && initial.length > 0 ? initial : [title];
  if (kind === 'switch') return initial === true;
  if (initial !== '') return initial;
  return kind === 'choice' ? choices[0] : title;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Lines for a shell that send a signed request. Without a secret a place to put it is left. */
export function curlExample(url: string, secret: string | null, body: Record<string, unknown>): string {
  return [
    `SECRET=${secret === null ? "'whs_...'" : quoted(secret)}`,
    `BODY=${quoted(JSON.stringify(body))}`,
    'TIME=$(date +%s)',
    `SIGNATURE=$(printf '%s.%s' "$TIME" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')`,
    `curl -X POST ${quoted(url)} \\`,
    "  -H 'content-type: application/json' \\",
    '  -H "x-agenticgen-signature: t=$TIME,v1=$SIGNATURE" \\',
    '  -d "$BODY"',
  ].join('\n');
}
