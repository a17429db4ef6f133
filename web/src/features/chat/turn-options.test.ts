import { expect, test } from 'vitest';
import { optionsFor, rememberOptions } from './remembered-options.ts';
import { pinned, stillOffered, type TurnOptions } from './turn-options.ts';

const OFFERED = { agents: [{ id: 'code' }], models: [{ id: 'm1' }] };

test('pinned() leaves out what is open', () => {
  expect(pinned({ agent: 'code', route: undefined })).toEqual({ agent: 'code' });
  expect(pinned({})).toEqual({});
});

test('stillOffered() gives back the same options where all of them are still there', () => {
  const options: TurnOptions = { agent: 'code', route: 'knowledge', model: 'm1' };
  expect(stillOffered(options, OFFERED)).toBe(options);
});

test('stillOffered() drops an agent, a model and a route that are gone, each alone', () => {
  expect(stillOffered({ agent: 'old', model: 'm1' }, OFFERED)).toEqual({ model: 'm1' });
  expect(stillOffered({ agent: 'code', model: 'm2' }, OFFERED)).toEqual({ agent: 'code' });
  expect(stillOffered({ agent: 'code', route: 'fax' as never }, OFFERED)).toEqual({ agent: 'code' });
});

test('stillOffered() forgets nothing before the lists have been read', () => {
  const options = { agent: 'old', model: 'm2' };
  expect(stillOffered(options, { agents: undefined, models: undefined })).toBe(options);
});

test('what is remembered belongs to one conversation, and rubbish is nothing', () => {
  rememberOptions('one', { agent: 'code' });
  expect(optionsFor('one')).toEqual({ agent: 'code' });
  expect(optionsFor('two')).toEqual({});
  sessionStorage.setItem('agenticgen.turn.two', 'null');
  expect(optionsFor('two')).toEqual({});
  sessionStorage.setItem('agenticgen.turn.two', '{oops');
  expect(optionsFor('two')).toEqual({});
});
