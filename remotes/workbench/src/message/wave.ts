import { useCallback, useMemo, useState } from 'react';
import type { FilePart } from '../data/types';

const BARS = 42;

/** A quiet, even line of bars until the sound itself is known; the same for the same file. */
function placeholder(id: string): number[] {
  let hash = 2166136261;
  return Array.from({ length: BARS }, (_, index) => {
    hash = Math.imul(hash ^ (id.charCodeAt(index % id.length) + index), 16777619);
    return 0.18 + (((hash >>> 8) % 100) / 100) * 0.3;
  });
}

/** The loudness of a sound in equal parts, 0 to 1. */
export function loudness(samples: Float32Array, bars = BARS): number[] {
  const part = Math.max(1, Math.floor(samples.length / bars));
  const means = Array.from({ length: bars }, (_, bar) => {
    let sum = 0;
    for (let index = bar * part; index < (bar + 1) * part && index < samples.length; index++) sum += Math.abs(samples[index] ?? 0);
    return sum / part;
  });
  const loudest = Math.max(...means, 0.001);
  return means.map((mean) => mean / loudest);
}

const known = new Map<string, number[]>();
/** Longer sounds keep the even line: decoding them would cost more than the drawing is worth. Bytes. */
const LARGEST = 4_000_000;

/** The bars of a sound's wave. They are measured from the sound when it is played for the first time. */
export function useWave(file: FilePart): { bars: readonly number[]; load(): void } {
  const [measured, setMeasured] = useState(() => known.get(file.id));
  const even = useMemo(() => placeholder(file.id), [file.id]);
  const load = useCallback(() => {
    if (known.has(file.id) || !file.url || (file.size ?? 0) > LARGEST || typeof OfflineAudioContext === 'undefined') return;
    void fetch(file.url)
      .then((response) => response.arrayBuffer())
      .then((bytes) => new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes))
      .then((buffer) => {
        const bars = loudness(buffer.getChannelData(0));
        known.set(file.id, bars);
        setMeasured(bars);
      })
      // A format that this browser plays but cannot measure keeps the even line.
      .catch(() => {});
  }, [file]);
  return { bars: measured ?? even, load };
}
