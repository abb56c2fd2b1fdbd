import type { Channel } from '@parley/plugin';
import type { Suite } from '../../suite';
import { attachmentCases, anyLengthCases, lengthCases } from './size-cases';
import { failureCases } from './failure-cases';
import { hostileCases } from './hostile-cases';
import { mediaCases } from './media-cases';
import type { ChannelSuiteOptions } from './options';
import { receiveCases } from './receive-cases';
import { messageIdCases, sendCases } from './send-cases';
import { addressCases, checkCases, connectCases, settingsCases } from './settings-cases';
import { staged, type AnyChannel } from './stage';
import { handshakeCases, verifyCases } from './verify-cases';

export type { ChannelSuiteOptions, WebhookBody, WebhookSample } from './options';

/**
 * What the core counts on in a channel: settings, signature, translation, sends, files. The suite plays the provider over HTTP. What the
 * channel does not offer (`handshake`, `fetchMedia`, …) is not asked.
 *
 * @param channel as it stands in `definePlugin({ channels })`
 * @example
 * registerSuite(channelSuite(plugin.channels[0], {
 *   settings: (url) => ({ apiUrl: url, apiKey: 'key of the test' }),
 *   invalidSettings: [{ apiUrl: 'nowhere', apiKey: 'k' }],
 *   address: 'shop',
 *   sign: (body, { apiKey }) => ({ 'x-signature': hmac(body, apiKey) }),
 *   webhooks: [{ name: 'two texts', body: twoTexts, events: 2 }],
 *   unknownWebhooks: [{ kind: 'hologram', id: '1', from: '2' }],
 *   provider: { accepts: () => ({ json: { id: 'm1' } }), refuses: { status: 400, json: { error: 'bad_text' } } },
 *   message: { to: { kind: 'phone', value: '15550100' } },
 * }));
 */
export const channelSuite = <S>(channel: Channel<S>, options: ChannelSuiteOptions): Suite => {
  const one = channel as unknown as AnyChannel;
  const make = staged(one, options);
  const { maxTextLength } = one.abilities;
  return {
    name: `channel ${one.id}`,
    cases: [
      ...settingsCases(make),
      ...(one.connect ? connectCases(make, one.connect) : []),
      ...(one.check ? checkCases(make, one.check) : []),
      ...(one.validateAddress ? addressCases(make, one.validateAddress) : []),
      ...verifyCases(make),
      ...(one.handshake ? handshakeCases(make, one.handshake) : []),
      ...receiveCases(make),
      ...hostileCases(make),
      ...sendCases(make),
      ...failureCases(make),
      ...(options.carriesMessageId === false ? [] : messageIdCases(make)),
      ...(maxTextLength === undefined ? anyLengthCases(make) : lengthCases(make, maxTextLength)),
      ...attachmentCases(make, one),
      ...(one.fetchMedia ? mediaCases(make, one.fetchMedia) : []),
    ],
  };
};
