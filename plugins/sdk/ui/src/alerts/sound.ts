let audio: AudioContext | null = null;

const context = (): AudioContext | null => {
  if (typeof AudioContext === 'undefined') return null;
  audio ??= new AudioContext();
  return audio;
};

/** Browsers let a page sound only after a first touch; call it once, and the first alert is heard. */
export function unlockSound(): void {
  const once = () => {
    void context()?.resume();
  };
  window.addEventListener('pointerdown', once, { once: true });
  window.addEventListener('keydown', once, { once: true });
}

/** Two soft notes, made here and now: nothing is downloaded. Silent where the browser refuses. */
export async function playChime(): Promise<void> {
  const ctx = context();
  if (!ctx) return;
  if (ctx.state === 'suspended') await ctx.resume().catch(() => {});
  if (ctx.state !== 'running') return;
  [
    [659.25, 0],
    [880, 0.13],
  ].forEach(([frequency = 0, delay = 0]) => {
    const start = ctx.currentTime + delay;
    const tone = ctx.createOscillator();
    const loud = ctx.createGain();
    tone.type = 'sine';
    tone.frequency.value = frequency;
    loud.gain.setValueAtTime(0, start);
    loud.gain.linearRampToValueAtTime(0.16, start + 0.012);
    loud.gain.exponentialRampToValueAtTime(0.0001, start + 0.42);
    tone.connect(loud).connect(ctx.destination);
    tone.start(start);
    tone.stop(start + 0.45);
  });
}
