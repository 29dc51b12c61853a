// Packs build/ into ../../server/graphiql/dist, one .gz for each file. The bytes
// depend on nothing but the content: no time stamp, no file name, and deflate in
// JavaScript, for zlib's output changes with its version and the processor.
//
// With --check it writes nothing, and fails if dist holds anything else.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'fflate';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'build');
const target = join(here, '..', '..', 'server', 'graphiql', 'dist');

// files lists the files under root by their paths relative to it, sorted.
function files(root) {
  if (!existsSync(root)) {
    return [];
  }
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

const packed = new Map(
  files(source).map((name) => [
    `${name}.gz`,
    gzipSync(readFileSync(join(source, name)), { level: 9, mtime: 0 }),
  ]),
);

function write() {
  rmSync(target, { recursive: true, force: true });
  let total = 0;
  for (const [name, bytes] of packed) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), bytes);
    total += bytes.length;
  }
  console.log(`packed ${packed.size} files, ${total} bytes, into server/graphiql/dist`);
}

function check() {
  const committed = files(target);
  const wrong = [
    ...committed.filter((name) => !packed.has(name)).map((name) => `${name} is not built any more`),
    ...[...packed]
      .filter(([name, bytes]) => !committed.includes(name) || !readFileSync(join(target, name)).equals(bytes))
      .map(([name]) => `${name} differs, or is missing`),
  ];
  if (wrong.length > 0) {
    console.error(`server/graphiql/dist is not what web/graphiql builds; run "make graphiql":\n  ${wrong.join('\n  ')}`);
    process.exit(1);
  }
  console.log(`server/graphiql/dist is what web/graphiql builds: ${packed.size} files`);
}

if (process.argv[2] === '--check') {
  check();
} else {
  write();
}
