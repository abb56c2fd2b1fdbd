import busboy from 'busboy';
import type { GivenFile } from '../phones/inbound';
import type { SimRequest } from './http';

/** A form: its fields and the file of the field `file`. */
export interface Form {
  fields: Record<string, string>;
  file?: GivenFile;
}

export const isForm = (request: SimRequest): boolean => (request.headers['content-type'] ?? '').startsWith('multipart/form-data');

/** Reads a multipart body. Rejects when it is broken. */
export const readForm = (request: SimRequest): Promise<Form> =>
  new Promise((resolve, reject) => {
    const form: Form = { fields: {} };
    const parser = busboy({
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      defParamCharset: 'utf8',
      limits: { files: 1 },
    });
    parser.on('field', (name, value) => {
      form.fields[name] = value;
    });
    parser.on('file', (_name, stream, info) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        form.file = { bytes: Buffer.concat(parts), mimeType: info.mimeType, ...(info.filename ? { fileName: info.filename } : {}) };
      });
    });
    parser.on('error', reject);
    parser.on('close', () => resolve(form));
    parser.end(request.body);
  });
