import { TextInput, type TextInputProps } from '@mantine/core';

interface DateTimeInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  /** As a `datetime-local` field has it: see lib/local-time.ts. */
  value: string;
  onChange: (text: string) => void;
}

/** A date and time in the zone of the reader, by the browser's own control. */
export function DateTimeInput({ onChange, ...props }: DateTimeInputProps) {
  return (
    <TextInput
      {...props}
      type="datetime-local"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
