import { Plugin } from '@parley/plugin';
import { Query, Resolver } from 'type-graphql';
import { Allow } from '../api/allow';
import type { PluginHost } from './plugin-host';
import type { PluginStatus } from './status';

/** Shows the plugins and their state. */
@Resolver(() => Plugin)
export class PluginResolver {
  constructor(private readonly host: PluginHost) {}

  @Query(() => [Plugin], { description: 'Every plugin that is configured, with its state and what to do about it.' })
  @Allow('plugins.read')
  plugins(): PluginStatus[] {
    return this.host.statuses();
  }
}
