import { useSession, useTranslation } from '@parley/plugin-ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FilePart } from '../data/types';
import { newKey } from '../data/local';

/** A file that was chosen for a conversation. `part` is there once the server has it. */
export interface Staged {
  key: string;
  name: string;
  size: number;
  type: string;
  preview: string | null;
  progress: number;
  error: string | null;
  part: FilePart | null;
}

/** Everything the channel takes must be smaller than this, bytes. */
const LIMIT = 100_000_000;

/** Chosen files outlive a switch to another conversation and come back with it. */
const shelf = new Map<string, Staged[]>();
const requests = new Map<string, XMLHttpRequest>();
const listeners = new Set<() => void>();

const change = (conversationId: string, next: (before: Staged[]) => Staged[]) => {
  shelf.set(conversationId, next(shelf.get(conversationId) ?? []));
  for (const listener of [...listeners]) listener();
};
const patch = (conversationId: string, key: string, with_: Partial<Staged>) =>
  change(conversationId, (files) => files.map((file) => (file.key === key ? { ...file, ...with_ } : file)));

interface Answer {
  id: string;
  kind: string;
  mimeType: string;
  fileName: string | null;
  size: number;
  url: string | null;
  error?: { message?: string } | string;
  message?: string;
}

const partOf = (answer: Answer): FilePart =>
  ({
    __typename: 'Attachment',
    id: answer.id,
    kind: answer.kind,
    mimeType: answer.mimeType,
    fileName: answer.fileName,
    size: answer.size,
    state: 'READY',
    url: answer.url,
    thumbnailUrl: null,
    width: null,
    height: null,
    durationSeconds: null,
    voice: false,
    error: null,
  }) as FilePart;

const read = (text: string): Partial<Answer> => {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
};
const said = (answer: Partial<Answer>): string | null =>
  typeof answer.error === 'string' ? answer.error : (answer.error?.message ?? answer.message ?? null);

/** Words for what can go wrong with a file. */
export interface UploadWords {
  failed: string;
  tooBig: string;
  large: string;
  kind: string;
  offline: string;
  empty: string;
}

/** Sends one file to `POST /media` and reports how far it is. */
function upload(conversationId: string, staged: Staged, file: File, app: string, words: UploadWords): void {
  const request = new XMLHttpRequest();
  requests.set(staged.key, request);
  const fail = (error: string) => patch(conversationId, staged.key, { error, progress: 0 });
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) patch(conversationId, staged.key, { progress: event.loaded / event.total });
  };
  request.onerror = () => fail(words.offline);
  request.onload = () => {
    requests.delete(staged.key);
    const answer = read(request.responseText);
    if (request.status === 201 && answer.id) patch(conversationId, staged.key, { part: partOf(answer as Answer), progress: 1 });
    else fail(said(answer) ?? (request.status === 413 ? words.large : request.status === 415 ? words.kind : words.failed));
  };
  const form = new FormData();
  form.append('file', file, file.name);
  request.open('POST', '/media');
  request.setRequestHeader('X-Parley', app);
  request.send(form);
}

/** The files chosen for one conversation. */
export interface Uploads {
  files: readonly Staged[];
  add(files: readonly File[]): void;
  remove(key: string): void;
  clear(): void;
  /** All are there, none failed. */ ready: boolean;
}

/** Chooses, sends and forgets files for a conversation. */
export function useUploads(conversationId: string): Uploads {
  const { t } = useTranslation('workbench');
  const { viewer, app } = useSession();
  const [, draw] = useState(0);
  const words = useRef<UploadWords | null>(null);
  words.current = {
    failed: t('composer.uploadFailed'),
    tooBig: t('composer.uploadTooBig'),
    large: t('composer.uploadLarge'),
    kind: t('composer.uploadKind'),
    offline: t('composer.uploadOffline'),
    empty: t('composer.uploadEmpty'),
  };
  useEffect(() => {
    const listener = () => draw((count) => count + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [viewer.agent.id]);
  const kept = shelf.get(conversationId);
  const files = useMemo(() => kept ?? [], [kept]);
  const drop = useCallback(
    (keys: ReadonlySet<string>) =>
      change(conversationId, (before) =>
        before.filter((file) => {
          if (!keys.has(file.key)) return true;
          requests.get(file.key)?.abort();
          requests.delete(file.key);
          if (file.preview) URL.revokeObjectURL(file.preview);
          return false;
        }),
      ),
    [conversationId],
  );
  return useMemo(
    () => ({
      files,
      ready: files.every((file) => file.part !== null),
      add(chosen) {
        for (const file of chosen) {
          const said_ = words.current;
          if (!said_) return;
          const error = file.size === 0 ? said_.empty : file.size >= LIMIT ? said_.tooBig : null;
          const preview = /^(image|video)\//.test(file.type) ? URL.createObjectURL(file) : null;
          const staged: Staged = {
            key: newKey(),
            name: file.name,
            size: file.size,
            type: file.type,
            preview,
            progress: 0,
            error,
            part: null,
          };
          change(conversationId, (before) => [...before, staged]);
          if (!error) upload(conversationId, staged, file, app, said_);
        }
      },
      remove: (key) => drop(new Set([key])),
      clear: () => drop(new Set(files.map((file) => file.key))),
    }),
    [files, conversationId, app, drop],
  );
}
