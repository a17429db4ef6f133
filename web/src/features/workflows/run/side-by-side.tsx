import { SimpleGrid, Title } from '@mantine/core';
import { ValueView } from '../../../ui/value-view.tsx';

interface Named {
  name: string;
  value: unknown;
}

/** What a value was and what it would be. */
export function SideBySide({ id, before, after }: { id: string; before: Named; after: Named }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} data-testid={id}>
      {[before, after].map(({ name, value }) => (
        <section key={name} style={{ minWidth: 0 }}>
          <Title order={3} size="h6" mb="xs">
            {name}
          </Title>
          <ValueView value={value} />
        </section>
      ))}
    </SimpleGrid>
  );
}
