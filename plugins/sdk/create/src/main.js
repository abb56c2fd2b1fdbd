import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ask } from './ask.js';
import { generate } from './generate.js';
import { KINDS } from './kinds.js';
import { LICENSES } from './licenses.js';
import { namesOf, Wrong } from './names.js';

const HELP = `npm create parley-plugin <name> -- [options]

  <name>              of the package: acme-loyalty, @acme/parley-loyalty
  --kind <a,b>        what it contributes: ${Object.keys(KINDS).join(', ')}
  --ui                screens: a panel in the workbench and a page in the console
  --table             a table of its own, an event handler and fields in the API
  --prefix <word>     what the names of all it adds begin with; the first word of its name unless told
  --license <id>      ${Object.keys(LICENSES).join(', ')}; MIT unless told
  --dir <folder>      where it is written; a folder of its name unless told
  --yes               asks nothing

  Without a name, in a terminal, it asks.
`;

const OPTIONS = {
  kind: { type: 'string', multiple: true },
  ui: { type: 'boolean' },
  table: { type: 'boolean' },
  prefix: { type: 'string' },
  license: { type: 'string' },
  dir: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
};

const read = (args) => {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [, option] = /^(?:Unknown option|Option) '(-[^' ]*)/.exec(error.message) ?? [];
    throw new Wrong(
      error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
        ? `There is no option ${option}; --help lists them.`
        : `${option ?? 'An option'} lacks its value, or takes none; --help lists them.`,
    );
  }
};

const kindsOf = (given) => {
  const kinds = [
    ...new Set(
      given
        .flatMap((text) => text.split(','))
        .map((text) => text.trim())
        .filter(Boolean),
    ),
  ];
  const unknown = kinds.find((kind) => !Object.hasOwn(KINDS, kind));
  if (unknown !== undefined) throw new Wrong(`There is no kind "${unknown}": choose among ${Object.keys(KINDS).join(', ')}.`);
  return kinds;
};

const licenseOf = (license = 'MIT') => {
  if (!Object.hasOwn(LICENSES, license))
    throw new Wrong(`There is no licence "${license}" here: choose among ${Object.keys(LICENSES).join(', ')}.`);
  return license;
};

/** What is to be made: from the arguments, and from a person where these leave something open. */
const choose = async (args, terminal) => {
  const { values, positionals } = read(args);
  if (values.help) return null;
  if (positionals.length > 1)
    throw new Wrong(
      `One name is enough, these are ${positionals.length}: ${positionals.join(' ')}. Options stand behind --, as in: npm create parley-plugin acme-loyalty -- --ui`,
    );
  const given = { name: positionals[0], ...values, kinds: kindsOf(values.kind ?? []), license: licenseOf(values.license) };
  const answered = given.name === undefined && !values.yes && terminal ? await ask(given) : given;
  if (answered.name === undefined) throw new Wrong('How shall it be called? npm create parley-plugin acme-loyalty -- --ui');
  const { kinds, ui = false, table = false, license } = answered;
  if (kinds.length === 0 && !ui && !table)
    throw new Wrong(`What shall it do? Choose one or more: --kind ${Object.keys(KINDS).join('|')}, --table, --ui.`);
  return { names: namesOf(answered.name, answered.prefix), dir: answered.dir, choice: { kinds, ui, table, license } };
};

const next = (folder, { ui }) => {
  const path = relative(process.cwd(), folder);
  return [
    '',
    'Now:',
    '',
    ...(path ? [`  cd ${path}`] : []),
    '  npm install',
    '  npm test',
    `  npm start          # the plugin inside a whole Parley, with a simulated WhatsApp`,
    ...(ui ? ['  npm run dev        # its screens alone, with hot reload'] : []),
    '  npm run check      # what a server will say of the packed plugin',
    '',
    '',
  ].join('\n');
};

/**
 * The command.
 *
 * @param {string[]} args what stands behind the command's name
 * @returns {Promise<number>} the exit code
 */
export const main = async (args) => {
  try {
    const wanted = await choose(args, Boolean(process.stdin.isTTY && process.stdout.isTTY));
    if (!wanted) {
      process.stdout.write(HELP);
      return 0;
    }
    const { names, dir, choice } = wanted;
    const folder = resolve(dir ?? names.folder);
    const files = await generate(folder, names, choice);
    process.stdout.write(
      `${names.label} (${names.id}, prefix ${names.prefix}): ${files.length} files in ${folder}\n${next(folder, choice)}`,
    );
    return 0;
  } catch (error) {
    // Ctrl-C or Ctrl-D at a question
    if (error.code === 'ABORT_ERR') return 130;
    if (!(error instanceof Wrong)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
};
