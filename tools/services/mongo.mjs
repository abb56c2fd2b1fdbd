/**
 * A server of our own that speaks MongoDB's protocol, for tests: mongod where the machine has it, else mongo-java-server with its data in a
 * file, whose jars are kept in ~/.cache/parley-tests. (FerretDB 1 will not do: two clients may be given the same document by one
 * findAndModify.)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { find, installFromDebian, runServer } from './common.mjs';

const SERVER = '1.47.0';
const DEPENDENCIES = [
  ['de.bwaldvogel', 'mongo-java-server-h2-backend', SERVER],
  ['org.slf4j', 'slf4j-nop', '2.0.17'],
];
const MAIN = fileURLToPath(new URL('mongo-server.java', import.meta.url));
const NONE =
  'No MongoDB was found: install mongod, or a Java development kit of 17 or later and Maven (mongo-java-server is then fetched for the tests), or set TEST_MONGODB_URL to mongodb://host:port of a server to test on.';

/** A project of nothing but what it depends on: Maven fetches that, from wherever this machine is told to. */
const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>parley</groupId><artifactId>test-mongo</artifactId><version>1</version>
  <dependencies>${DEPENDENCIES.map(
    ([group, name, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  ).join('')}</dependencies>
</project>
`;

/** The folder with the jars; they are fetched once. */
const fetchJars = () => {
  const cache = join(homedir(), '.cache', 'parley-tests', `mongo-java-server-${SERVER}-jars`);
  if (existsSync(cache)) return cache;
  if (!find('mvn')) installFromDebian('maven');
  const mvn = find('mvn');
  if (!mvn) throw new Error(NONE);
  const half = `${cache}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  const pom = join(half, 'pom.xml');
  writeFileSync(pom, POM);
  const made = spawnSync(mvn, ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${half}`], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`mongo-java-server could not be fetched:\n${made.stdout}${made.stderr}`);
  renameSync(half, cache);
  return cache;
};

// { isMaster: 1 } to the database admin, in the form that a connection may begin with
const HELLO = (() => {
  const document = Buffer.from('130000001069734d6173746572000100000000', 'hex');
  const body = Buffer.concat([Buffer.alloc(4), Buffer.from('admin.$cmd\0'), Buffer.from('00000000ffffffff', 'hex'), document]);
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2004, 12);
  return Buffer.concat([head, body]);
})();

/** Starts it, see {@link runServer}; `url` names no database. Options: `port`. */
export const start = async (options = {}) => {
  const common = { ...options, url: (port) => `mongodb://127.0.0.1:${port}`, hello: HELLO };
  const mongod = find('mongod');
  if (mongod)
    return runServer('MongoDB', {
      ...common,
      setUp: (folder) => mkdirSync(join(folder, 'data')),
      command: (folder, port) => [
        mongod,
        ['--dbpath', join(folder, 'data'), '--port', String(port), '--bind_ip', '127.0.0.1', '--logpath', join(folder, 'server.log')],
      ],
    });
  const java = find('javac') && find('java');
  if (!java) throw new Error(NONE);
  const jars = join(fetchJars(), '*');
  return runServer('MongoDB', {
    ...common,
    command: (folder, port) => [java, ['-Xmx256m', '-cp', jars, MAIN, join(folder, 'data.mv'), String(port)]],
  });
};
