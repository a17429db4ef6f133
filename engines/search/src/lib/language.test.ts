import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Language, languageOf } from './language.ts';

const words = (text: string) => text.toLowerCase().match(/\p{L}+/gu) ?? [];
const SENTENCES: [Language, string][] = [
  ['english', 'The lift of a wing grows with its angle of attack'],
  ['german', 'Der Auftrieb einer Tragfläche wächst mit dem Winkel und ist nicht konstant'],
  ['french', "La portance d'une aile augmente avec son angle et ne dépend pas de la couleur"],
  ['spanish', 'La sustentación del ala crece con el ángulo y no depende de los colores'],
  ['italian', 'La portanza di una ala cresce con il suo angolo e non dipende dalla forma della coda'],
  ['portuguese', 'A sustentação da asa cresce com o ângulo e não depende dos outros'],
  ['dutch', 'De lift van een vleugel neemt toe met de hoek en dat is niet het einde'],
  ['swedish', 'Lyftkraften för en vinge ökar med vinkeln och det är inte allt'],
  ['danish', 'Opdriften af en vinge vokser med vinklen og det er ikke alt, blev der sagt'],
  ['norwegian', 'Løftet til en vinge vokser med vinkelen og det er ikke alt, men også noe'],
  ['finnish', 'Siiven nostovoima kasvaa kulman mukaan ja se on tärkeä, mutta ei ole ainoa'],
  ['russian', 'Подъёмная сила крыла растёт с углом атаки, и это не всё'],
];
for (const [language, sentence] of SENTENCES)
  test(`a sentence in ${language} is known as such`, () =>
    assert.equal(languageOf(words(sentence)), language));

test('where nothing tells, it is English, but for Cyrillic', () => {
  assert.equal(languageOf(['r2d2', 'wing']), 'english');
  assert.equal(languageOf([]), 'english');
  assert.equal(languageOf(['крыло']), 'russian');
});
