import { exportedNames } from './support/sources';

const exported = exportedNames();

test('every export of the contract and of its tables has a docstring', () => {
  expect(exported.length).toBeGreaterThan(100);
  expect(exported.filter((one) => one.text === '').map((one) => `${one.file}: ${one.name}`)).toEqual([]);
});

test('every export of the contract and of its tables has an example', () => {
  expect(exported.filter((one) => one.examples === 0).map((one) => `${one.file}: ${one.name}`)).toEqual([]);
});
