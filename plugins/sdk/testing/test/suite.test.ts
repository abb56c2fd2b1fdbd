import { fakeProvider, registerSuite, runSuite, Unmet, type Suite } from '../src';

const suite: Suite = {
  name: 'a kind',
  cases: [
    { name: 'holds', why: 'Nothing is lost.', run: async () => undefined },
    {
      name: 'does not hold',
      why: 'A message is lost. Keep it.',
      run: async () => {
        throw new Unmet('It was dropped.');
      },
    },
    {
      name: 'breaks',
      why: 'Everything is lost. Do not break.',
      run: async () => {
        throw new TypeError('no');
      },
    },
  ],
};

test('a suite runs without a test runner, tells each case, and goes on behind one that fails', async () => {
  const told: [string, string | undefined][] = [];
  const report = await runSuite(suite, (name, failed) => told.push([name, failed?.reason]));
  expect(report).toEqual({
    suite: 'a kind',
    passed: ['holds'],
    failed: [
      { name: 'does not hold', reason: 'It was dropped.', why: 'A message is lost. Keep it.' },
      { name: 'breaks', reason: 'TypeError: no', why: 'Everything is lost. Do not break.' },
    ],
  });
  expect(told).toEqual([
    ['holds', undefined],
    ['does not hold', 'It was dropped.'],
    ['breaks', 'TypeError: no'],
  ]);
});

test('with a test runner each case is a test, which fails with what was seen and what is lost', async () => {
  const names: string[] = [];
  const runs: (() => Promise<void>)[] = [];
  registerSuite(suite, {
    describe: (name, register) => {
      names.push(name);
      register();
    },
    test: (name, run) => {
      names.push(name);
      runs.push(run);
    },
  });
  expect(names).toEqual(['a kind', 'holds', 'does not hold', 'breaks']);
  await runs[0]?.();
  await expect(runs[1]?.()).rejects.toThrow('It was dropped.\nA message is lost. Keep it.');
});

test('without a test runner it says so', () => {
  expect(() => registerSuite(suite, {} as never)).toThrow(/no global describe and test/);
});

describe('the fake provider', () => {
  test('keeps what it was asked and does what the test says', async () => {
    const provider = await fakeProvider();
    provider.reply(async ({ json }) => ({ status: 201, headers: { 'x-mark': '1' }, json: { got: json } }));
    const waiting = provider.request(0);
    const answer = await fetch(`${provider.url}/a?b=1`, { method: 'PUT', body: '{"c":2}' });
    expect([answer.status, answer.headers.get('x-mark'), await answer.json()]).toEqual([201, '1', { got: { c: 2 } }]);
    expect(await waiting).toMatchObject({ method: 'PUT', path: '/a?b=1', json: { c: 2 } });
    expect(provider.requests).toHaveLength(1);
    await provider.close();
    await expect(fetch(provider.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('breaks the connection, and keeps silent', async () => {
    const provider = await fakeProvider();
    provider.reply(() => 'hangUp');
    await expect(fetch(provider.url)).rejects.toThrow();
    provider.reply(() => 'silent');
    const controller = new AbortController();
    const call = fetch(provider.url, { signal: controller.signal });
    await provider.request(1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await provider.close();
  });
});
