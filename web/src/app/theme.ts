import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  type VariantColorsResolver,
} from '@mantine/core';

/** The accent: a deep spruce green that carries white text from shade 7 on. */
const spruce: MantineColorsTuple = [
  '#eefaf7', '#d6f1ea', '#ace3d6', '#79cfbd', '#49b7a3', '#2a9c89', '#1b8272', '#0f6b60', '#0c5a51', '#0a463f',
]; // biome-ignore format: one palette, one line

const dark: MantineColorsTuple = [
  '#e6eaf0', '#c3cad6', '#a3adc2', '#7f8aa0', '#4a5466', '#323b4a', '#262e3a', '#1a2029', '#12161c', '#0c0f14',
]; // biome-ignore format: one palette, one line

/** Colours whose darkest shade is too bright for text on their lightest. */
const INKS: Record<string, string> = { yellow: '#7a4f00', orange: '#9a3c00' };

/** Light variants with enough contrast in both schemes (WCAG AA). */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const color = input.color ?? input.theme.primaryColor;
  if (input.variant !== 'light' || !(color in input.theme.colors)) return resolved;
  return {
    ...resolved,
    background: `light-dark(var(--mantine-color-${color}-0), color-mix(in srgb, var(--mantine-color-${color}-8), transparent 65%))`,
    hover: `light-dark(var(--mantine-color-${color}-1), color-mix(in srgb, var(--mantine-color-${color}-8), transparent 50%))`,
    color: `light-dark(${INKS[color] ?? `var(--mantine-color-${color}-9)`}, var(--mantine-color-${color}-1))`,
  };
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6472',
    '--mantine-color-placeholder': '#6b7482',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-default-border': '#dfe3e8',
    '--page-sunken': '#f6f7f8',
    '--page-raised': '#ffffff',
    '--page-line': '#e6e9ed',
    '--page-soft': '#f0f2f4',
  },
  dark: {
    '--mantine-color-dimmed': '#a3adc2',
    '--mantine-color-placeholder': '#8f9ab0',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-default-border': '#323b4a',
    '--page-sunken': '#0e1217',
    '--page-raised': '#181d25',
    '--page-line': '#262e3a',
    '--page-soft': '#1e2530',
  },
});

const FONT =
  'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

/** `closeLabel` names the close buttons of dialogs and notices. */
export function makeTheme(closeLabel: string) {
  return createTheme({
    primaryColor: 'spruce',
    primaryShade: 7,
    colors: { spruce, dark },
    fontFamily: FONT,
    fontFamilyMonospace: 'ui-monospace, "JetBrains Mono", "SF Mono", Menlo, Consolas, monospace',
    headings: { fontFamily: FONT, fontWeight: '600' },
    defaultRadius: 'md',
    cursorType: 'pointer',
    variantColorResolver,
    components: {
      Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md' } }),
      Modal: Modal.extend({
        defaultProps: {
          centered: true,
          radius: 'lg',
          attributes: { header: { role: 'presentation' } },
          closeButtonProps: { 'aria-label': closeLabel },
        },
      }),
      Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': closeLabel } } }),
    },
  });
}
