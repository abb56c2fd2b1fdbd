import type { ChannelAbilities } from '@parley/plugin';
import { limits } from './limits';

const office = 'application/vnd.openxmlformats-officedocument';

/** Free messages only within a day of the customer's last message or call. */
export const SERVICE_WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * What the screens and the core may offer on WhatsApp. Attachments are what both the product and the Cloud API allow to *send*; whatever a
 * customer sends is received.
 */
export const abilities: ChannelAbilities = {
  serviceWindowMs: SERVICE_WINDOW_MS,
  maxTextLength: limits.text,
  attachments: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: limits.image },
    video: { mimeTypes: ['video/mp4'], maxBytes: limits.video },
    audio: {
      mimeTypes: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/m4a', 'audio/amr', 'audio/mpeg', 'audio/mp3', 'audio/ogg', 'audio/opus'],
      maxBytes: limits.audio,
    },
    document: {
      mimeTypes: [
        'application/pdf',
        'application/msword',
        `${office}.wordprocessingml.document`,
        'application/vnd.ms-powerpoint',
        `${office}.presentationml.presentation`,
        'application/vnd.ms-excel',
        `${office}.spreadsheetml.sheet`,
      ],
      maxBytes: limits.document,
    },
    sticker: { mimeTypes: ['image/webp'], maxBytes: limits.sticker },
  },
  captions: ['image', 'video', 'document'],
  replies: true,
  reactions: true,
  typing: true,
  readReceipts: true,
  templates: true,
  choices: {
    buttons: limits.buttons,
    list: limits.rows,
    buttonTitleLength: limits.buttonTitle,
    listTitleLength: limits.rowTitle,
    textLength: limits.interactiveBody,
  },
  messagesPerSecond: 80,
};
