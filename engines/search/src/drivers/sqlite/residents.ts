// What all readers share in memory, of which collections, within a bound for all of them together.
import type { Connection, Outgoing } from './connection.ts';
import { type Resident, residentBytes } from './resident.ts';

export type Residents = {
  /** Fills memory with what belongs to the present graph, if there is room; `isCurrent` is asked when that is done. */
  refresh(path: string, isCurrent: () => boolean): Promise<void>;
  forget(path: string): void;
  /** What a reader is told that starts later. */
  greetings(): Outgoing[];
};

export function createResidents(
  builder: Connection,
  readers: () => readonly Connection[],
  maxBytes: number,
): Residents {
  const residents = new Map<string, Resident>();
  const room = () => {
    let bytes = maxBytes;
    for (const resident of residents.values()) bytes -= residentBytes(resident);
    return bytes;
  };
  const shareOf = (path: string, resident: Resident): Outgoing => ({ kind: 'share', path, resident });

  return {
    async refresh(path, isCurrent) {
      // The former one belongs to a graph that is gone.
      residents.delete(path);
      const resident = (await builder.ask({ kind: 'reside', path, maxBytes: room() })) as
        | Resident
        | undefined;
      // Others may have come meanwhile, and the collection may be another by now.
      if (!resident || !isCurrent() || residentBytes(resident) > room()) return;
      residents.set(path, resident);
      // One that has not started yet is greeted with it.
      const started = readers().filter((reader) => reader.isStarted());
      await Promise.all(started.map((reader) => reader.ask(shareOf(path, resident))));
    },
    forget: (path) => void residents.delete(path),
    greetings: () => [...residents].map(([path, resident]) => shareOf(path, resident)),
  };
}
