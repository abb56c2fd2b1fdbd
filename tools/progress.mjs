import { spawn } from 'node:child_process';

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/**
 * One line that tells what is going on and for how long: a line that counts in a terminal, two lines elsewhere.
 * @param {string} title for example `Installing (1/2)`
 * @returns {{ note(text: string): void, done(text?: string): void, fail(): void }} `note` adds a word on what happens inside
 */
export const startProgress = (title) => {
  const since = Date.now();
  const live = process.stderr.isTTY === true;
  let detail = '';
  const line = () => `${title}… ${seconds(since)}${detail && ` · ${detail}`}`;
  const draw = () => process.stderr.write(`\r\x1b[2K${line().slice(0, (process.stderr.columns ?? 80) - 1)}`);
  const timer = live ? setInterval(draw, 500) : undefined;
  if (live) draw();
  else process.stderr.write(`${title}…\n`);
  const end = (word) => {
    clearInterval(timer);
    process.stderr.write(`${live ? '\r\x1b[2K' : ''}${title}: ${word} (${seconds(since)})\n`);
  };
  return {
    note: (text) => {
      detail = text;
    },
    done: (text = 'done') => end(text),
    fail: () => end('failed'),
  };
};

/**
 * Runs a program without a shell and without stdin and gives its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} options
 * @returns {Promise<{ code: number, output: string }>} `output` is stdout and stderr as they came
 */
export const run = (command, args, { cwd, env = process.env, onLine } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: false });
    let output = '';
    const take = (chunk) => {
      output += chunk;
      if (onLine) for (const text of String(chunk).split('\n')) if (text.trim()) onLine(text.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const pass = (signal) => child.kill(signal);
    const end = (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve({ code, output });
    };
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
