import { GraphQLJSON } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * How a plugin is. DEGRADED: part of it fails. QUARANTINED: none of it runs. INCOMPATIBLE: it does not fit this server. DISABLED: switched off.
 *
 * @example
 * ```ts
 * const runs = state === PluginState.READY || state === PluginState.DEGRADED;
 * ```
 */
export enum PluginState {
  READY = 'READY',
  DEGRADED = 'DEGRADED',
  QUARANTINED = 'QUARANTINED',
  INCOMPATIBLE = 'INCOMPATIBLE',
  DISABLED = 'DISABLED',
}
registerEnumType(PluginState, {
  name: 'PluginState',
  description:
    'DEGRADED: part of it fails. QUARANTINED: none of it runs. INCOMPATIBLE: it does not fit this server. DISABLED: switched off.',
});

/**
 * How one kind of call into a plugin has gone since the server started.
 *
 * @example
 * ```graphql
 * query Calls { plugins { id calls { name calls failures averageMs longestMs blockedMs paused } } }
 * ```
 */
@ObjectType({ description: 'How one kind of call into a plugin has gone since the server started.' })
export class PluginCallStats {
  @Field(() => String, { description: 'What is called: pick, receive, on.message.received, …' }) name: string;
  @Field(() => Int) calls: number;
  @Field(() => Int) failures: number;
  @Field(() => Float, { description: 'Mean time until it answered, ms.' }) averageMs: number;
  @Field(() => Float, { description: 'The longest, ms.' }) longestMs: number;
  @Field(() => Float, { description: 'How long it has held the event loop in all, ms.' }) blockedMs: number;
  @Field(() => Boolean, { description: 'It failed several times in a row and is given a pause.' }) paused: boolean;
  @Field(() => String, { nullable: true }) lastFailure?: string | null;
  @Field(() => DateTime, { nullable: true }) lastFailedAt?: number | null;
}

/**
 * What a plugin says of itself; asked every minute.
 *
 * @example
 * ```graphql
 * query Health { plugins { id health { ok reason checkedAt } } }
 * ```
 */
@ObjectType({ description: 'What the plugin says of itself; asked every minute.' })
export class PluginHealth {
  @Field(() => Boolean) ok: boolean;
  @Field(() => String, { nullable: true }) reason?: string | null;
  @Field(() => DateTime) checkedAt: number;
}

/**
 * Another plugin that it works with.
 *
 * @example
 * ```graphql
 * query Needs { plugins { id needs { plugin range required met } } }
 * ```
 */
@ObjectType({ description: 'Another plugin that it works with.' })
export class PluginNeed {
  @Field(() => String) plugin: string;
  @Field(() => String, { description: 'Semver range.' }) range: string;
  @Field(() => Boolean, { description: 'False: it uses it when it is there.' }) required: boolean;
  @Field(() => Boolean) met: boolean;
}

/**
 * A place in the screens where it shows something.
 *
 * @example
 * ```graphql
 * query Shown { plugins { id slots { slot label component } } }
 * ```
 */
@ObjectType({ description: 'A place in the screens where it shows something.' })
export class PluginSlot {
  @Field(() => String) slot: string;
  @Field(() => String) label: string;
  @Field(() => String) component: string;
}

/**
 * What differs for one inbox.
 *
 * @example
 * ```graphql
 * query Overrides { plugins { id inboxSettings { inboxId enabled settings } } }
 * ```
 */
@ObjectType({ description: 'What differs for one inbox.' })
export class PluginInboxSetting {
  @Field(() => ID) inboxId: string;
  @Field(() => Boolean, { nullable: true, description: 'Null: as in the organization.' }) enabled?: boolean | null;
  @Field(() => GraphQLJSON, { description: 'Only what differs; secrets are masked.' }) settings: unknown;
}

/**
 * An event or a job that a plugin failed on again and again; nothing of it is lost.
 *
 * @example
 * ```graphql
 * query Failures { plugins { id failures(first: 20) { id call reason attempts failedAt } } }
 * ```
 */
@ObjectType({ implements: Node, description: 'An event or a job that a plugin failed on again and again; nothing of it is lost.' })
export class PluginFailure implements Node {
  @Field(() => ID) id: string;
  @Field(() => String) plugin: string;
  @Field(() => String, { description: 'on.<event> or job.<name>.' }) call: string;
  @Field(() => String) reason: string;
  @Field(() => Int) attempts: number;
  @Field(() => DateTime) failedAt: number;
}

/**
 * A build of a screen (workbench, admin, or the UI of a plugin) that was published.
 *
 * @example
 * ```graphql
 * query Builds { uiBuilds { id remote version digest active publishedAt problem } }
 * ```
 */
@ObjectType({ implements: Node, description: 'A build of a screen (workbench, admin, or the UI of a plugin) that was published.' })
export class UiBuild implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'workbench, admin, or the id of a plugin.' }) remote: string;
  @Field(() => String, { description: 'Of its package.' }) version: string;
  @Field(() => String, { description: 'sha-384 of its files.' }) digest: string;
  @Field(() => String, { description: 'Semver range of the contract it was built for.' }) contract: string;
  @Field(() => String, { description: 'Address of its federation manifest.' }) entry: string;
  @Field(() => Boolean, { description: 'The one that new tabs get.' }) active: boolean;
  @Field(() => String, { description: 'package: came with an installed package. published: came later.' }) origin: string;
  @Field(() => DateTime) publishedAt: number;
  @Field(() => DateTime, { nullable: true }) activatedAt?: number | null;
  @Field(() => String, { nullable: true, description: 'Why it cannot be activated.' }) problem?: string | null;
}

/**
 * An entry that a plugin puts into a slot of the screens, for this viewer.
 *
 * @example
 * ```graphql
 * query Slots { uiSlots { plugin slot label component path icon } }
 * ```
 */
@ObjectType({ description: 'An entry that a plugin puts into a slot of the screens, for this viewer.' })
export class UiSlot {
  @Field(() => String) plugin: string;
  @Field(() => String) pluginLabel: string;
  @Field(() => String) slot: string;
  @Field(() => String) label: string;
  @Field(() => String) component: string;
  @Field(() => String, { nullable: true }) path?: string | null;
  @Field(() => String, { nullable: true }) icon?: string | null;
  @Field(() => String, { nullable: true }) kind?: string | null;
  @Field(() => String, { nullable: true }) rule?: string | null;
  @Field(() => [ID], { description: 'Inboxes for which the plugin is switched off.' }) disabledInboxIds: string[];
}

/**
 * A plugin of this installation, as the viewer’s organization sees it.
 *
 * @example
 * ```graphql
 * query Plugins { plugins { id version label state reason remedy } }
 * ```
 */
@ObjectType({ description: 'A plugin of this installation, as the viewer’s organization sees it.' })
export class Plugin {
  @Field(() => String) id: string;
  @Field(() => String) version: string;
  @Field(() => String) label: string;
  @Field(() => PluginState) state: PluginState;
  @Field(() => String, { nullable: true, description: 'What is wrong.' }) reason?: string | null;
  @Field(() => String, { nullable: true, description: 'What to do about it.' }) remedy?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where it stopped: manifest, check, import, settings, guard, migrate, start, call, ui.',
  })
  step?: string | null;
  @Field(() => String, { nullable: true }) description?: string | null;
  @Field(() => String, { description: 'Semver range of the contract it was written for.' }) contract: string;
  @Field(() => String) prefix: string;
  @Field(() => Boolean, { description: 'The server does not start without it.' }) required: boolean;
  @Field(() => [String], { description: 'Permissions it acts with.' }) permissions: string[];
  @Field(() => [PluginNeed]) needs: PluginNeed[];
  @Field(() => [String], {
    description: 'What it adds, in words: channel whatsapp, rule basic, table acme_point, field Contact.acmePoints, …',
  })
  provides: string[];
  @Field(() => [PluginSlot]) slots: PluginSlot[];
}
