/** The reference of the packages for plugin authors, from their docstrings: one page for each file of the contract, one for each other package. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { Application, Comment, Converter, LogLevel, ReflectionKind, TSConfigReader } from 'typedoc';
import { code, schemaRows, table } from './schema-table.mjs';

/** Where the pages lie, relative to the root. */
const FOLDER = 'docs/plugins/reference';
const HEAD = '<!-- Generated from the docstrings by: npm run docs -->\n\n';

/** The files that an index passes on, in its order: each becomes a page. */
const passedOn = (index) =>
  [...readFileSync(index, 'utf8').matchAll(/^export \* from '\.\/(\w+)';/gm)].map(([, name]) => {
    const file = join(index, '..', `${name}.ts`);
    return existsSync(file) ? file : join(index, '..', name, 'index.ts');
  });

const PACKAGES = [
  {
    name: '@parley/plugin',
    meaning: 'What a plugin is written against: import it in the server part.',
    folder: 'plugins/sdk/contract',
    entries: (folder) => [...passedOn(join(folder, 'src/index.ts')), join(folder, 'src/tables/index.ts')],
  },
  {
    name: '@parley/plugin-ui',
    meaning: 'The kit, the hooks and the slots of the screens.',
    folder: 'plugins/sdk/ui',
    page: 'plugin-ui',
    entries: (folder) => [join(folder, 'src/index.ts')],
  },
  {
    name: '@parley/plugin-testing',
    meaning: 'A whole server for tests, a context for unit tests, and the conformance suites.',
    folder: 'plugins/sdk/testing',
    page: 'plugin-testing',
    entries: (folder) => [join(folder, 'src/index.ts')],
  },
];

/** The `description` of type-graphql's decorator on a class or a member of one. */
const describedByDecorator = (declaration) => {
  const options = (declaration && ts.canHaveDecorators(declaration) ? (ts.getDecorators(declaration) ?? []) : [])
    .filter((one) => ts.isCallExpression(one.expression))
    .flatMap((one) => [...one.expression.arguments])
    .filter((argument) => ts.isObjectLiteralExpression(argument))
    .flatMap((argument) => [...argument.properties]);
  const description = options.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === 'description');
  return description && ts.isStringLiteralLike(description.initializer) ? description.initializer.text : null;
};

/** Members of the API's types are described once, for the API: the reference takes the same words. */
const describeByDecorators = (app) =>
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.comment || !reflection.kindOf(ReflectionKind.Property)) return;
    const text = describedByDecorator(context.getSymbolFromReflection(reflection)?.valueDeclaration);
    if (text) reflection.comment = new Comment([{ kind: 'text', text }]);
  });

const problems = (app) => {
  const found = [];
  app.logger.log = (message, level) => {
    if (level >= LogLevel.Warn) found.push(message);
  };
  return found;
};

/** Writes the pages of one package into `out`; throws the compiler's or TypeDoc's complaints. */
const writePages = async (root, { name, folder, page, entries }, out) => {
  const base = join(root, folder);
  const app = await Application.bootstrapWithPlugins(
    {
      name,
      plugin: ['typedoc-plugin-markdown'],
      entryPoints: entries(base),
      tsconfig: join(base, existsSync(join(base, 'tsconfig.build.json')) ? 'tsconfig.build.json' : 'tsconfig.json'),
      readme: 'none',
      // the compiler looks at them in `npm run lint -- types`
      skipErrorChecking: true,
      // links to lines would change with every edit
      disableSources: true,
      disableGit: true,
      highlightLanguages: ['ts', 'tsx', 'js', 'jsx', 'json', 'graphql', 'sh', 'css', 'html'],
      excludeExternals: true,
      excludePrivate: true,
      includeVersion: false,
      logLevel: 'Warn',
      sort: ['source-order'],
      validation: { invalidLink: true, notExported: false, notDocumented: false },
      outputs: [{ name: 'markdown', path: out }],
      outputFileStrategy: 'modules',
      ...(page ? { entryFileName: page } : {}),
      hidePageHeader: true,
      hideBreadcrumbs: true,
      hideGroupHeadings: true,
      useCodeBlocks: true,
      expandParameters: true,
      parametersFormat: 'table',
      interfacePropertiesFormat: 'table',
      classPropertiesFormat: 'table',
      enumMembersFormat: 'table',
      typeAliasPropertiesFormat: 'table',
      typeDeclarationFormat: 'table',
      propertyMembersFormat: 'table',
      tableColumnSettings: { hideInherited: true, hideOverrides: true, hideModifiers: true, hideSources: true, leftAlignHeaders: true },
    },
    [new TSConfigReader()],
  );
  const found = problems(app);
  describeByDecorators(app);
  const project = await app.convert();
  if (project) await app.generateOutputs(project);
  if (!project || found.length > 0) throw new Error(`The reference of ${name} could not be made:\n${found.slice(0, 10).join('\n')}`);
};

/** Without what the signature above says already: tables that describe nothing, and bare types of answers. */
const lean = (markdown) =>
  markdown
    .replace(/^#+ (?:Type )?Parameters\n\n\| [^|\n]+ \|(?: (?:Type|Default type) \|)*\n(?:\|.*\n)+\n/gm, '')
    .replace(/^#+ Returns\n\n(?:(?! *#|\*\*\*|```)(?! *$).+\n)+\n(?=#|\*\*\*$)/gm, '')
    .replace(/^#+ (?:Inherited from|Overrides)\n\n.+\n\n/gm, '')
    .replace(/^#+ Constructors\n\n#+ Constructor\n\n```ts\nnew \w+\(\): \w+;\n```\n\n/gm, '')
    .replace(/ \| - \|$/gm, ' |  |');

/** The first sentence of a page. */
const gist = (markdown) => {
  const paragraph = markdown.split('\n\n').find((part) => /^[A-Z`]/.test(part)) ?? '';
  const text = paragraph.replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
};

/** A package's pages in the order of its entries: name → text. */
const pagesOf = async (root, one) => {
  const out = mkdtempSync(join(tmpdir(), 'parley-docs-'));
  try {
    await writePages(root, one, out);
    const pageOf = (entry) => one.page ?? (basename(entry) === 'index.ts' ? basename(dirname(entry)) : basename(entry, '.ts'));
    const names = one.entries(join(root, one.folder)).map((entry) => `${pageOf(entry)}.md`);
    return names.map((name) => [name, lean(readFileSync(join(out, name), 'utf8'))]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};

/** The keys of the manifest, from the schema that the server checks it with. */
const manifestKeys = async (root) => {
  const { manifestSchema } = createRequire(join(root, 'package.json'))('@parley/plugin');
  const rows = schemaRows(manifestSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' }));
  const cells = rows.map((row) => [code(row.name), row.type, row.default, row.property.description ?? '']);
  return `## Keys of the manifest\n\n${table(['key', 'type', 'default', 'meaning'], cells)}\n`;
};

/**
 * The files of the reference.
 *
 * @returns path relative to the root → text
 */
export const reference = async (root) => {
  const files = new Map();
  const index = ['# Reference', 'Every name that a plugin may use, with its meaning and an example.'];
  for (const one of PACKAGES) {
    if (!existsSync(join(root, one.folder, 'src/index.ts'))) continue;
    const pages = await pagesOf(root, one);
    for (const [name, text] of pages) files.set(`${FOLDER}/${name}`, HEAD + text);
    index.push(`## ${one.page ? `[${one.name}](${one.page}.md)` : one.name}`, one.meaning);
    if (!one.page)
      index.push(
        table(
          ['page', 'about'],
          pages.map(([name, text]) => [`[${basename(name, '.md')}](${name})`, gist(text)]),
        ),
      );
  }
  const manifest = `${FOLDER}/manifest.md`;
  files.set(manifest, `${files.get(manifest).trimEnd()}\n\n***\n\n${await manifestKeys(root)}`);
  files.set(`${FOLDER}/README.md`, `${HEAD}${index.join('\n\n')}\n`);
  return files;
};
