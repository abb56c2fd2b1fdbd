import { Dialog, Icon, useTranslation } from '@parley/plugin-ui';
import { ArrowUpRight, Check, List, MapPin, Phone, Reply, SquarePen } from '@parley/plugin-ui/icons';
import { useState, type ReactNode } from 'react';
import type { ChatMessage, Json } from '../data/types';
import css from './bubble.module.css';
import { bodyOf, list, obj, sourceOf, str } from './reading';

/** What a tap on a button sends: a message in WhatsApp's shape, without its context. */
export type Answer = Json;

interface Part {
  message: ChatMessage;
  onAnswer: ((answer: Answer) => void) | undefined;
}

/** Templates and interactive messages: head, text, foot and what can be tapped. */
export function Card(part: Part): ReactNode {
  const body = bodyOf(part.message);
  if (part.message.from === 'customer') return <Replied body={body} />;
  return part.message.type === 'template' ? <Template {...part} body={body} /> : <Interactive {...part} body={body} />;
}

/** What the customer chose. */
function Replied({ body }: { body: Json }) {
  const choice = obj(body.button_reply).title ?? obj(body.list_reply).title ?? obj(body.nfm_reply).body;
  return (
    <p dir="auto">
      {str(choice)}
      {str(obj(body.list_reply).description) && (
        <span className="meta muted">
          <br />
          {str(obj(body.list_reply).description)}
        </span>
      )}
    </p>
  );
}

function Frame({ head, text, foot, children }: { head: Json; text: string; foot: string; children: ReactNode }) {
  const media = obj(head.media ?? head.image ?? head.video ?? head.document);
  return (
    <div className={css.tpl}>
      {head.type === 'image' && (
        <div className={css.pic}>
          <a href={sourceOf(media)} target="_blank" rel="noopener">
            <img src={sourceOf(media)} alt="" />
          </a>
        </div>
      )}
      <div className={css.body} dir="auto">
        {str(head.text) && <p className={css.title}>{str(head.text)}</p>}
        <p className={css.text}>{text}</p>
        {foot && <p className="meta muted">{foot}</p>}
      </div>
      <div className={css.btns}>{children}</div>
    </div>
  );
}

function Template({ message, body, onAnswer }: Part & { body: Json }) {
  return (
    <Frame head={obj(body.header)} text={str(body.body)} foot={str(body.footer)}>
      {list(body.buttons).map((button, i) => {
        const text = str(button.text);
        if (button.type === 'URL')
          return (
            <a key={i} href={str(button.url)} target="_blank" rel="noopener">
              <Icon of={ArrowUpRight} size="xs" />
              {text}
            </a>
          );
        if (button.type === 'PHONE_NUMBER')
          return (
            <a key={i} href={`tel:${str(button.phone)}`}>
              <Icon of={Phone} size="xs" />
              {text}
            </a>
          );
        if (button.type !== 'QUICK_REPLY') return null;
        return (
          <Tap
            key={i}
            done={Boolean(message.answered)}
            onTap={onAnswer && (() => onAnswer({ type: 'button', button: { payload: str(button.payload) || text, text } }))}
          >
            <Icon of={message.answered ? Check : Reply} size="xs" flip />
            {text}
          </Tap>
        );
      })}
    </Frame>
  );
}

function Interactive({ message, body, onAnswer }: Part & { body: Json }) {
  const { t } = useTranslation('simulator');
  const [listing, setListing] = useState(false);
  const action = obj(body.action);
  const parameters = obj(action.parameters);
  const done = Boolean(message.answered);
  const answer = (interactive: Json) => onAnswer?.({ type: 'interactive', interactive });
  return (
    <Frame head={obj(body.header)} text={str(obj(body.body).text)} foot={str(obj(body.footer).text)}>
      {body.type === 'button' &&
        list(action.buttons).map(({ reply }, i) => (
          <Tap
            key={i}
            done={done}
            onTap={
              onAnswer && (() => answer({ type: 'button_reply', button_reply: { id: str(obj(reply).id), title: str(obj(reply).title) } }))
            }
          >
            {str(obj(reply).title)}
          </Tap>
        ))}
      {body.type === 'list' && (
        <Tap done={done} onTap={onAnswer && (() => setListing(true))}>
          <Icon of={List} size="xs" />
          {str(action.button)}
        </Tap>
      )}
      {body.type === 'cta_url' && (
        <a href={str(parameters.url)} target="_blank" rel="noopener">
          <Icon of={ArrowUpRight} size="xs" />
          {str(parameters.display_text)}
        </a>
      )}
      {body.type === 'location_request_message' && (
        <Tap
          done={done}
          onTap={
            onAnswer &&
            (() => onAnswer({ type: 'location', location: { latitude: 6.4474, longitude: 3.4723, name: 'Palmgrove Estate, Gate 2' } }))
          }
        >
          <Icon of={MapPin} size="xs" />
          {t('phone.sendLocation')}
        </Tap>
      )}
      {body.type === 'flow' && (
        <Tap
          done={done}
          onTap={
            onAnswer &&
            (() =>
              answer({
                type: 'nfm_reply',
                nfm_reply: {
                  name: 'flow',
                  body: 'Sent',
                  response_json: JSON.stringify({ flow_token: str(parameters.flow_token), answer: 'yes' }),
                },
              }))
          }
        >
          <Icon of={SquarePen} size="xs" />
          {str(parameters.flow_cta) || t('phone.openFlow')}
        </Tap>
      )}
      <Dialog open={listing} onClose={() => setListing(false)} title={str(action.button) || t('phone.choose')}>
        <div className={css.rows}>
          {list(action.sections).map((section, i) => (
            <section key={i}>
              {str(section.title) && <h3>{str(section.title)}</h3>}
              {list(section.rows).map((row) => (
                <button
                  key={str(row.id)}
                  type="button"
                  onClick={() => {
                    setListing(false);
                    answer({
                      type: 'list_reply',
                      list_reply: {
                        id: str(row.id),
                        title: str(row.title),
                        ...(str(row.description) ? { description: str(row.description) } : {}),
                      },
                    });
                  }}
                >
                  <span className="medium">{str(row.title)}</span>
                  <span className="meta muted">{str(row.description)}</span>
                </button>
              ))}
            </section>
          ))}
        </div>
      </Dialog>
    </Frame>
  );
}

function Tap({ done, onTap, children }: { done: boolean; onTap: (() => void) | undefined; children: ReactNode }) {
  const { t } = useTranslation('simulator');
  return (
    <button type="button" disabled={done || !onTap} title={done ? t('phone.answered') : undefined} onClick={onTap}>
      {children}
    </button>
  );
}
