import { AxeBuilder } from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { Any, Scene } from './harness';
import { MAYA, NUMBER, openScene } from './harness';

const root = join(__dirname, '..', '..', '..');
let browser: Browser;
let scene: Scene;
let page: Page;

beforeAll(async () => {
  if (!existsSync(join(__dirname, '..', 'dist', 'ui', 'index.html'))) throw new Error('The phone page is not built: npm run build.');
  const executablePath = execFileSync(process.execPath, [join(root, 'tools', 'chromium.mjs')], { encoding: 'utf8' });
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser.close());
beforeEach(async () => {
  scene = await openScene({ clock: { now: () => Date.now() } });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
});
afterEach(async () => {
  await page.context().close();
  await scene.close();
});

const open = async (query = '?phone=maya'): Promise<Locator> => {
  await page.goto(`${scene.simulator.url}/simulator/${query}`);
  const phone = page.getByRole('region', { name: 'Phone of Maya Okafor' });
  await phone.waitFor();
  return phone;
};
/** Waits until Parley was told something like it. */
const told = async (expected: Any): Promise<Any> => {
  for (;;) {
    await scene.settle();
    const found = scene.receiver.items.find((item) => {
      try {
        expect(item).toMatchObject(expected);
        return true;
      } catch {
        return false;
      }
    });
    if (found) return found;
    await page.waitForTimeout(20);
  }
};

describe('the phone page', () => {
  it('sends with Enter, gets its ticks, shows the answer and reads it on sight', async () => {
    const phone = await open();
    await phone.getByRole('textbox', { name: 'Message as Maya Okafor' }).fill('Hello');
    await page.keyboard.press('Enter');
    const { id } = await told({ type: 'text', text: { body: 'Hello' } });
    await phone.getByRole('img', { name: /^received/ }).waitFor();
    await scene.graph('POST', `/${NUMBER}/messages`, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: id,
      typing_indicator: { type: 'text' },
    });
    await phone.getByRole('img', { name: /^read/ }).waitFor();
    await phone.getByRole('img', { name: 'Halden Care is typing' }).waitFor();
    const answer = (await scene.text(MAYA, 'Good morning')).body.messages[0].id;
    await phone.getByText('Good morning').waitFor();
    await told({ id: answer, status: 'read' });
    expect(await phone.getByRole('img', { name: 'Halden Care is typing' }).count()).toBe(0);
  });

  it('does not read what comes to a phone that is not on screen', async () => {
    await open('?phone=maya');
    await scene.api('POST', '/customers/diego/messages', { type: 'text', text: 'Hola' });
    const answer = (await scene.text('5215555500188', 'Buenos días')).body.messages[0].id;
    await page.getByLabel('1 unread message').waitFor();
    await scene.settle();
    expect(scene.receiver.items.filter((item) => item.id === answer).map((item) => item.status)).toEqual(['sent', 'delivered']);
    await page.getByRole('button', { name: /Diego/ }).click();
    await told({ id: answer, status: 'read' });
  });

  it('sends every kind of the plus menu, a file of this computer, and a voice message', async () => {
    const phone = await open();
    for (const [name, type] of [
      ['Photo', 'image'],
      ['Video', 'video'],
      ['Document', 'document'],
      ['Sticker', 'sticker'],
      ['Location', 'location'],
      ['Contact card', 'contacts'],
    ] as const) {
      await phone.getByRole('button', { name: /^Attach/ }).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
      await told({ type });
    }
    const chooser = page.waitForEvent('filechooser');
    await phone.getByRole('button', { name: /^Attach/ }).click();
    await page.getByRole('menuitem', { name: 'Document…' }).click();
    await (await chooser).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
    await told({ type: 'document', document: { filename: 'notes.txt', mime_type: 'text/plain' } });
    await phone.getByRole('button', { name: 'Send a recorded voice message' }).click();
    await told({ type: 'audio', audio: { voice: true } });
    await phone.getByText('0:03').waitFor();
    const shown = (await phone.getByAltText('Photo').evaluate((image) => {
      const { naturalWidth, decode } = image as unknown as { naturalWidth: number; decode(): Promise<void> };
      return decode.call(image).then(() => naturalWidth);
    })) as number;
    expect(shown).toBe(320);
  });

  it('replies, reacts, edits and takes back', async () => {
    const phone = await open();
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Helo' });
    const mine = scene.receiver.items[0] ?? (await told({ text: { body: 'Helo' } }));
    const theirs = (await scene.text(MAYA, 'How can I help?')).body.messages[0].id;
    const act = async (text: string, item: string): Promise<void> => {
      const bubble = phone.getByRole('listitem').filter({ hasText: text }).last();
      await bubble.hover();
      await bubble.getByRole('button', { name: 'Reply, react and more' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await act('How can I help?', 'React with 🎉');
    await told({ type: 'reaction', reaction: { message_id: theirs, emoji: '🎉' } });
    await act('How can I help?', 'Reply');
    await page.keyboard.type('Like this');
    await page.keyboard.press('Enter');
    await told({ text: { body: 'Like this' }, context: { id: theirs } });
    await act('Helo', 'Edit');
    await phone.getByRole('textbox').fill('Hello');
    await page.keyboard.press('Enter');
    await told({ type: 'edit', edit: { original_message_id: mine.id, message: { text: { body: 'Hello' } } } });
    await act('Hello', 'Take back');
    await told({ type: 'revoke', revoke: { original_message_id: mine.id } });
    await phone.getByText('This message was taken back').waitFor();
  });

  it('answers buttons, lists and templates', async () => {
    const phone = await open();
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hi' });
    const send = (type: string, body: Any): Promise<Any> =>
      scene.graph('POST', `/${NUMBER}/messages`, { messaging_product: 'whatsapp', to: MAYA, type, [type]: body });
    await send('interactive', {
      type: 'button',
      body: { text: 'All well?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes!' } }] },
    });
    await phone.getByRole('button', { name: 'Yes!' }).click();
    await told({ interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes!' } }, context: { id: expect.any(String) } });
    await send('interactive', {
      type: 'list',
      body: { text: 'Which day?' },
      action: { button: 'Days', sections: [{ rows: [{ id: 'fri', title: 'Friday', description: 'before noon' }] }] },
    });
    await phone.getByRole('button', { name: 'Days' }).click();
    await page.getByRole('button', { name: 'Friday' }).click();
    await told({ interactive: { type: 'list_reply', list_reply: { id: 'fri', title: 'Friday', description: 'before noon' } } });
    await send('template', {
      name: 'order_shipped',
      language: { code: 'en_US' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: '48219' },
            { type: 'text', text: 'Friday' },
          ],
        },
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'FINE' }] },
      ],
    });
    await phone.getByText('Your order 48219 is on its way').waitFor();
    await phone.getByRole('button', { name: 'Fine' }).click();
    await told({ type: 'button', button: { payload: 'FINE', text: 'Fine' } });
  });

  it('moves the levers and shows the wire', async () => {
    const phone = await open();
    await page.getByRole('switch', { name: /three times/ }).check();
    await page.getByRole('combobox', { name: 'Next send' }).selectOption('131056');
    await page.getByRole('switch', { name: /No network/ }).check();
    await phone.getByText('No network: what you write waits here.').waitFor();
    await phone.getByRole('textbox').fill('from the lift');
    await page.keyboard.press('Enter');
    await phone.getByRole('img', { name: /^waits/ }).waitFor();
    expect(scene.receiver.arrived).toHaveLength(0);
    await page.getByRole('switch', { name: /No network/ }).uncheck();
    await told({ text: { body: 'from the lift' } });
    await page.getByRole('log', { name: 'On the wire' }).getByText('same again').first().waitFor();
    expect(scene.receiver.arrived).toHaveLength(3);
    expect((await scene.text(MAYA)).body.error.code).toBe(131056);
    await page.getByRole('log', { name: 'On the wire' }).getByText('131056').waitFor();
    await page.getByRole('button', { name: 'Add a customer' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Priya Raman');
    await page.getByLabel('Phone number with country code').fill('+91 98 5550 0142');
    await page.getByRole('button', { name: 'Add customer', exact: true }).click();
    await page.getByRole('region', { name: 'Phone of Priya Raman' }).waitFor();
  });

  it.each(['light', 'dark'])('has nothing that axe finds, in %s', async (theme) => {
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hi' });
    await scene.api('POST', '/customers/maya/messages', { type: 'voice' });
    await scene.text(MAYA, 'Hello');
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    const phone = await open(`?phone=maya,meiling&theme=${theme}`);
    await phone.getByText('Hello').waitFor();
    const { violations } = await new AxeBuilder({ page: page as never }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
