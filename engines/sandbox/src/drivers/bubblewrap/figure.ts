// What comes as a figure is whatever the code put there: it is one only if it looks like one.
import type { Figure, SandboxFile } from '../../lib/execution.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const SVG_BEGINNING = /^(<\?xml[^>]*\?>\s*)?(<!DOCTYPE svg[^[>]*>\s*)?(<!--[^>]*-->\s*)*<svg[\s>]/;
/** Nothing of this is in what matplotlib draws. */
const ACTIVE_PARTS =
  /<(script|foreignObject|iframe|use|image|a|animate|set)[\s/>]|\son\w+\s*=|javascript:|<!ENTITY/i;
const MATPLOTLIB_USE = /<use xlink:href="#[\w-]+"/g;
const EMBEDDED_PNG = /<image xlink:href="data:image\/png;base64,/g;

/** Undefined for what is no figure. */
export function figureOf({ name, bytes }: SandboxFile): Figure | undefined {
  if (name.endsWith('.png') && PNG_SIGNATURE.equals(bytes.subarray(0, PNG_SIGNATURE.length)))
    return { name, bytes, mediaType: 'image/png' };
  if (name.endsWith('.svg') && isStillSvg(Buffer.from(bytes).toString('utf8')))
    return { name, bytes, mediaType: 'image/svg+xml' };
  return undefined;
}

/** References within the drawing and pixels that are part of it are what it may hold; what acts or loads is not. */
function isStillSvg(text: string): boolean {
  if (!SVG_BEGINNING.test(text)) return false;
  return !ACTIVE_PARTS.test(text.replace(MATPLOTLIB_USE, '<kept').replace(EMBEDDED_PNG, '<kept '));
}
