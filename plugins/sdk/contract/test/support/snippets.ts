import { join } from 'node:path';
import ts from 'typescript';
import { compilerOptions } from './sources';

const FOLDER = join(__dirname, '../snippets');
/** Where a snippet's names come from when it does not declare them itself; the first that has one gives it. */
const LIBRARIES: Readonly<Record<string, 'all' | readonly string[]>> = {
  '@parley/plugin': 'all',
  '@parley/plugin/tables': 'all',
  'type-graphql': 'all',
  zod: ['z'],
  'node:stream': ['Readable'],
};

const host = (files: ReadonlyMap<string, string>): ts.CompilerHost => {
  const real = ts.createCompilerHost(compilerOptions);
  return {
    ...real,
    fileExists: (path) => files.has(path) || real.fileExists(path),
    readFile: (path) => files.get(path) ?? real.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = files.get(path);
      return text === undefined ? real.getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0], true);
    },
  };
};

const program = (files: ReadonlyMap<string, string>, old?: ts.Program): ts.Program =>
  ts.createProgram([...files.keys()], compilerOptions, host(files), old);

const wordsOf = (code: string): Set<string> => new Set(code.match(/[A-Za-z_]\w*/g));

/** The names that a snippet makes or imports by itself. */
const declaredBy = (code: string): Set<string> => {
  const made = [...code.matchAll(/\b(?:class|const|interface|type|function)\s+(\w+)/g)].map((match) => match[1] ?? '');
  const imported = [...code.matchAll(/\bimport\s+(?:type\s+)?\{([^}]*)\}/g)].flatMap((match) => (match[1] ?? '').split(/\W+/));
  return new Set([...made, ...imported]);
};

/** The imports that an author's editor would add to a snippet. */
const importer = (base: ts.Program, entry: string): ((code: string) => string) => {
  const checker = base.getTypeChecker();
  const source = base.getSourceFile(entry);
  const exported = Object.entries(LIBRARIES).map(([library, names]) => {
    if (names !== 'all') return { library, names: new Set(names) };
    const statement = source?.statements.find(
      (one): one is ts.ImportDeclaration => ts.isImportDeclaration(one) && (one.moduleSpecifier as ts.StringLiteral).text === library,
    );
    const symbol = statement && checker.getSymbolAtLocation(statement.moduleSpecifier);
    if (!symbol) throw new Error(`${library} was not found`);
    return { library, names: new Set(checker.getExportsOfModule(symbol).map((one) => one.name)) };
  });
  return (code) => {
    const taken = declaredBy(code);
    return exported
      .map(({ library, names }) => {
        const used = [...wordsOf(code)].filter((word) => names.has(word) && !taken.has(word));
        used.forEach((word) => taken.add(word));
        return used.length > 0 ? `import { ${used.join(', ')} } from '${library}';` : '';
      })
      .join('');
  };
};

/**
 * Type-checks snippets as files of an author's package, all in one program, with the imports that they need.
 *
 * @param snippets by name
 * @param prelude declarations that all of them see
 * @returns the compiler's complaints by name, a sentence each; names without one are left out
 */
export const complaints = (snippets: Readonly<Record<string, string>>, prelude = ''): Record<string, string[]> => {
  const entry = join(FOLDER, 'libraries.mts');
  const libraries = new Map([
    [
      entry,
      Object.keys(LIBRARIES)
        .map((library, i) => `import * as l${i} from '${library}';`)
        .join('\n'),
    ],
  ]);
  const base = program(libraries);
  const imports = importer(base, entry);
  const pathOf = (name: string): string => join(FOLDER, `${name.replace(/\W+/g, '-')}.mts`);
  const files = new Map(libraries);
  files.set(join(FOLDER, 'prelude.mts'), `${imports(prelude)} export {}; declare global { ${prelude} }`);
  for (const [name, code] of Object.entries(snippets)) files.set(pathOf(name), `${imports(code)} export {};\n${code}`);
  const checked = program(files, base);
  const found = (path: string): string[] =>
    ts
      .getPreEmitDiagnostics(checked, checked.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  const named = { prelude: join(FOLDER, 'prelude.mts'), ...Object.fromEntries(Object.keys(snippets).map((name) => [name, pathOf(name)])) };
  return Object.fromEntries(Object.entries(named).flatMap(([name, path]) => (found(path).length > 0 ? [[name, found(path)]] : [])));
};
