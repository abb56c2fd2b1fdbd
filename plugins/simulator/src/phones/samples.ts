import { crc32, deflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenFile, MediaType } from './inbound';

/**
 * A file to send when none was given: a drawn photo, three seconds of notes as a voice message, a two-second clip, a
 * one-page PDF, a sticker.
 *
 * @param n makes photos differ
 */
export const sampleFile = (type: MediaType, n = 0): GivenFile => {
  switch (type) {
    case 'image':
      return { bytes: gradient(320, 200, n), mimeType: 'image/png', fileName: `photo-${n}.png` };
    case 'voice':
    case 'audio':
      return { bytes: asset('tone.ogg'), mimeType: 'audio/ogg; codecs=opus', fileName: 'tone.ogg' };
    case 'document':
      return { bytes: pdf(), mimeType: 'application/pdf', fileName: 'Delivery-note-48213.pdf' };
    case 'sticker':
      return { bytes: asset('sticker.webp'), mimeType: 'image/webp' };
    case 'video':
      return { bytes: asset('clip.mp4'), mimeType: 'video/mp4', fileName: 'clip.mp4' };
  }
};

const assets = new Map<string, Buffer>();
const asset = (name: string): Buffer => {
  const bytes = assets.get(name) ?? readFileSync(join(__dirname, '..', '..', 'assets', name));
  assets.set(name, bytes);
  return bytes;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.from(type, 'ascii');
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  head.copy(out, 4);
  data.copy(out, 8);
  out.writeUInt32BE(crc32(Buffer.concat([head, data])), 8 + data.length);
  return out;
};

/** An evening sky over hills, in colours that depend on `n`. */
const gradient = (width: number, height: number, n: number): Buffer => {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    const row = y * (1 + width * 3);
    for (let x = 0; x < width; x++) {
      const hill = height * (0.62 + 0.09 * Math.sin(x / 38 + n) + 0.05 * Math.sin(x / 15 + 2 * n));
      const ground = y > hill;
      const light = ground ? 0.55 + (0.3 * (y - hill)) / height : 1 - (0.45 * y) / height;
      const at = row + 1 + x * 3;
      rows[at] = Math.round((ground ? 84 : 246 - ((n * 31) % 70)) * light);
      rows[at + 1] = Math.round((ground ? 130 + ((n * 17) % 40) : 196) * light);
      rows[at + 2] = Math.round((ground ? 92 : 160 + ((n * 53) % 90)) * light);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const pdf = (): Buffer => {
  const content = 'BT /F1 18 Tf 72 720 Td (Delivery note 48213) Tj ET';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const starts = objects.map((object, i) => {
    const start = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')}`;
  out += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(out, 'ascii');
};
