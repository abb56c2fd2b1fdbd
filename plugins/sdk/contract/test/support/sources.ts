import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const PACKAGE = join(__dirname, '../..');
const SOURCES = join(PACKAGE, 'src');

/** The compiler's options of an author who is strict, with the contract's sources in place of its build. */
export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.Node20,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  customConditions: ['source'],
  strict: true,
  noUncheckedIndexedAccess: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  strictPropertyInitialization: false,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

/** What an entry point exports. */
export interface Exported {
  /** Relative to `src`: `db.ts`. */
  file: string;
  name: string;
  /** Its docstring without the tags. */
  text: string;
  examples: number;
}

/** Every name that the package exports, by any of its entry points; those of libraries are left out. */
export const exportedNames = (): Exported[] => {
  const entries = ['index.ts', 'tables/index.ts'].map((name) => join(SOURCES, name));
  const program = ts.createProgram(entries, compilerOptions);
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${entry} exports nothing`);
    return checker.getExportsOfModule(module).flatMap((one) => {
      const symbol = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      const file = symbol.declarations?.[0]?.getSourceFile().fileName;
      if (!file?.startsWith(SOURCES)) return [];
      const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
      const examples = symbol.getJsDocTags(checker).filter((tag) => tag.name === 'example').length;
      return [{ file: relative(SOURCES, file), name: one.name, text, examples }];
    });
  });
};

/** An example of a docstring or of the README. */
export interface Example {
  /** `db.ts:40`: where its docstring begins, or the block itself in the README. */
  place: string;
  /** Null: it does not stand between fences that name a language. */
  language: string | null;
  code: string;
}

const FENCED = /```(\w+)\n([\s\S]*?)```/;
const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Every `@example` of the sources, of members and of whole files too. */
export const examples = (): Example[] =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => {
      const source = readFileSync(join(SOURCES, name), 'utf8');
      return [...source.matchAll(/\/\*\*([\s\S]*?)\*\//g)].flatMap((comment) => {
        const place = `${name}:${lineOf(source, comment.index)}`;
        const text = (comment[1] ?? '').replace(/^ *\* ?/gm, '');
        return text
          .split(/^@example\b/m)
          .slice(1)
          .map((rest) => {
            const [, language, code] = new RegExp(`^\\s*${FENCED.source}`).exec(rest) ?? [];
            return { place, language: language ?? null, code: code ?? rest };
          });
      });
    });

/** Every block of code in the package's README. */
export const readmeBlocks = (): Example[] => {
  const text = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
  return [...text.matchAll(new RegExp(FENCED, 'g'))].map((block) => ({
    place: `README.md:${lineOf(text, block.index)}`,
    language: block[1] ?? null,
    code: block[2] ?? '',
  }));
};
