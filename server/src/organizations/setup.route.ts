import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { Router, type Request, type Response } from 'express';
import type { Kernel } from '../kernel';
import { Refused } from '../lib/errors';
import type { PeopleService } from '../people/people.service';
import type { OrganizationService } from './organization.service';

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (
  title: string,
  body: string,
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px/24px system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}label{display:block;margin-block:1rem .25rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}button{font:inherit;margin-block-start:1.5rem;padding:.5rem 1rem}[role=alert]{color:#b93030}</style>
<main><h1>${title}</h1>${body}</main></html>`;

const field = (name: string, label: string, value = '', type = 'text'): string =>
  `<label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" value="${escape(value)}" required>`;

/**
 * The first organization and its admin, behind a link that is printed once when the database is empty. It is gone with the first
 * use and with the process.
 */
export class Setup {
  /** The same on every server, so that a balancer may send it to any. */
  private readonly token: string;

  constructor(
    private readonly kernel: Kernel,
    private readonly organizations: OrganizationService,
    private readonly people: PeopleService,
  ) {
    this.token = createHmac('sha256', kernel.config.secretKey).update('setup').digest('base64url');
  }

  /** The link to print, or null when there is an organization already. */
  async link(): Promise<string | null> {
    if ((await this.organizations.all()).length > 0) return null;
    return `${this.kernel.config.publicUrl}/setup?token=${this.token}`;
  }

  router(): Router {
    const router = Router();
    router.get('/setup', (request, response) => this.guard(request, response, () => this.form(request, response, {}, '')));
    router.post('/setup', express.urlencoded({ extended: false, limit: '10kb' }), (request, response) =>
      this.guard(request, response, () => this.create(request, response)),
    );
    return router;
  }

  private async guard(request: Request, response: Response, run: () => void | Promise<void>): Promise<void> {
    const given = Buffer.from(String(request.query.token ?? ''));
    const expected = Buffer.from(this.token);
    const isRight = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isRight || (await this.link()) === null) {
      response
        .status(404)
        .send(
          page(
            'This link is used up',
            '<p>Sign in at <a href="/admin/">/admin/</a>, or look for the link in what the server printed when it started.</p>',
          ),
        );
      return;
    }
    await run();
  }

  private form(request: Request, response: Response, given: Record<string, string>, problem: string): void {
    const alert = problem ? `<p role="alert">${escape(problem)}</p>` : '';
    const fields = [
      field('name', 'Organization', given.name),
      field('account', 'Organization Account (6 digits)', given.account),
      field('person', 'Your name', given.person),
      field('username', 'Username', given.username),
      field('password', 'Password (at least 8 characters)', '', 'password'),
    ];
    response
      .status(problem ? 422 : 200)
      .send(
        page(
          'Create the first organization',
          `${alert}<form method="post" action="/setup?token=${escape(String(request.query.token))}">${fields.join('')}<button>Create</button></form>`,
        ),
      );
  }

  private async create(request: Request, response: Response): Promise<void> {
    const given = request.body as Record<string, string>;
    try {
      if (!/^\d{6}$/.test(given.account ?? ''))
        throw new Refused({ code: 'ACCOUNT_INVALID', message: 'The account is a code of 6 digits.' });
      if (!given.name?.trim()) throw new Refused({ code: 'NAME_REQUIRED', message: 'The organization needs a name.' });
      await this.kernel.db.write(async (manager) => {
        const { organization, roles } = await this.organizations.create(manager, { account: given.account ?? '', name: given.name ?? '' });
        const team = await this.people.createTeam(organization.id, null, { name: 'Operations', roleId: roles.admin?.id ?? '' });
        await this.people.createAgent(organization.id, null, {
          name: given.person ?? '',
          username: given.username ?? '',
          password: given.password ?? '',
          teamId: team.id,
        });
      });
      response.redirect(303, `/admin/?account=${given.account}`);
    } catch (error) {
      if (!(error instanceof Refused)) this.kernel.log.error({ err: error }, 'the first organization could not be made');
      this.form(request, response, given, error instanceof Refused ? error.message : 'Something went wrong on our side. Look at the log.');
    }
  }
}
