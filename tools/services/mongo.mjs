/**
 * A server of our own that speaks MongoDB's protocol, for tests: mongod where the machine has it, else mongo-java-server with its data in a
 * file, whose jars are kept in ~/.cache/parley-tests. (FerretDB 1 will not do: two clients may be given the same document by one
 * findAndModify.)
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { find, runServer } from './common.mjs';

const CENTRAL = 'maven central';
const SERVER = '1.47.0';
const NETTY = '4.2.2.Final';
const JARS = [
  ...['core', 'memory-backend', 'h2-backend'].map((part) => ['de/bwaldvogel', `mongo-java-server-${part}`, SERVER]),
  ...['buffer', 'codec-base', 'common', 'handler', 'resolver', 'transport', 'transport-native-unix-common'].map((part) => [
    'io/netty',
    `netty-${part}`,
    NETTY,
  ]),
  ['com/h2database', 'h2', '2.3.232'],
  ['org/slf4j', 'slf4j-api', '2.0.17'],
  ['org/slf4j', 'slf4j-nop', '2.0.17'],
];
const MAIN = fileURLToPath(new URL('mongo-server.java', import.meta.url));
const NONE =
  'No MongoDB was found: install mongod, or a Java development kit of 17 or later (mongo-java-server is then fetched for the tests), or set TEST_MONGODB_URL to mongodb://host:port of a server to test on.';

const fetchJars = async () => {
  const cache = join(homedir(), '.cache', 'parley-tests', `mongo-java-server-${SERVER}`);
  mkdirSync(cache, { recursive: true });
  return Promise.all(
    JARS.map(async ([group, name, version]) => {
      const file = join(cache, `${name}-${version}.jar`);
      if (existsSync(file)) return file;
      const response = await fetch(`${CENTRAL}/${group}/${name}/${version}/${name}-${version}.jar`);
      if (!response.ok) throw new Error(`${NONE} ${name} could not be fetched: ${response.status}`);
      const half = `${file}.${process.pid}`;
      writeFileSync(half, Buffer.from(await response.arrayBuffer()));
      renameSync(half, file);
      return file;
    }),
  );
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
  const jars = await fetchJars();
  return runServer('MongoDB', {
    ...common,
    command: (folder, port) => [java, ['-Xmx256m', '-cp', jars.join(delimiter), MAIN, join(folder, 'data.mv'), String(port)]],
  });
};
