// Dates as people type them on the search page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossed, dateReader } from '../../src/search/client/dates.mjs';

const CY = 'Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr'.split(' ');

const read = (lang, dates, names) => Object.fromEntries(dates.map((text) => [text, dateReader(lang, names)(text).date ?? dateReader(lang, names)(text).wrong]));

test('dates are read as people in Britain write them', () => {
  const expected = {
    '': '',
    2019: '2019',
    ' 2019 ': '2019',
    '5/2019': '2019-05',
    '05.2019': '2019-05',
    '2019-5': '2019-05',
    '2019-05': '2019-05',
    '2019/05/01': '2019-05-01',
    '2019-05-01': '2019-05-01',
    '01/05/2019': '2019-05-01',
    '1.5.2019': '2019-05-01',
    '1. 5. 2019': '2019-05-01',
    '1 5 19': '2019-05-01',
    '1 May 2019': '2019-05-01',
    '1st May 2019': '2019-05-01',
    '1st of May, 2019': '2019-05-01',
    'May 1, 2019': '2019-05-01',
    'May 2019': '2019-05',
    'MAY 2019': '2019-05',
    'Sept 2019': '2019-09',
    'Sep. 2019': '2019-09',
    '2019 May': '2019-05',
    '12-Mar-24': '2024-03-12',
    '12–Mar–98': '1998-03-12',
    '29 Feb 2024': '2024-02-29',
  };
  assert.deepEqual(read('en-GB', Object.keys(expected)), expected);
});

test('months have names in the language of the page too, from the theme if the browser has none', () => {
  assert.deepEqual(read('cy', ['Mai 2019', '1 Rhagfyr 2019', '1af Ebrill 2019', '3ydd o Awst 2019', 'May 2019'], CY), {
    'Mai 2019': '2019-05',
    '1af Ebrill 2019': '2019-04-01',
    '3ydd o Awst 2019': '2019-08-03',
    'May 2019': '2019-05',
    '1 Rhagfyr 2019': '2019-12-01',
  });
  assert.deepEqual(read('fr', ['1er août 2019', 'aout 2019', 'févr. 2019', 'jui 2019']), {
    '1er août 2019': '2019-08-01',
    'aout 2019': '2019-08',
    'févr. 2019': '2019-02',
    'jui 2019': 'unreadable',
  });
  // A month beside a day has another form in Polish.
  assert.deepEqual(read('pl', ['1 maja 2019', 'maj 2019']), { '1 maja 2019': '2019-05-01', 'maj 2019': '2019-05' });
  assert.equal(dateReader('de')('1. März 2019').date, '2019-03-01');
});

test('days and months that do not exist are told apart from what is no date', () => {
  const impossible = ['31 Feb 2019', '31/02/2019', '29.2.2023', '2024-13', '13/2019', '0/2019', '2019-00', '32 May 2019', '05/13/2019'];
  assert.deepEqual(read('en', impossible), Object.fromEntries(impossible.map((text) => [text, 'impossible'])));
  const unreadable = ['soon', 'May', '5', '19', '5/19', 'last May 2019', '1/2/3/2019', '2019-05-01T10:00', '0019', '12019', '1 Ma 2019', '<b>2019</b>', 'May May 2019', '123/5/2019', '£2019'];
  assert.deepEqual(read('en', unreadable), Object.fromEntries(unreadable.map((text) => [text, 'unreadable'])));
});

test('dates are crossed if the first is after the end of the last', () => {
  for (const [from, to, expected] of [['2030', '2001', true], ['2019-05', '2019', false], ['2019', '2019-05', false], ['2019-05-10', '2019-05', false], ['2019-05-10', '2019-05-09', true]]) {
    assert.equal(crossed(from, to), expected, `${from} to ${to}`);
  }
});
