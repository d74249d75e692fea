// Runs what the documents tell the reader to type. Each document gets a fresh `chatdong dev` with its
// own directory and port, and a folder that looks like the source tree with that directory as var/.
//
//   ```sh run              these commands run, in order, in one shell for the whole document
//   ```text output         what they print; … stands for anything, within a line or as a line
//   ```sh by=FILE          shown here, run by that test
//   ```diff apply          applied first, to a copy of the tree that is bundled and built again
//
// Any other ```sh block fails. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { binary, finish, folder, report, root, start, stop } from './dev.mjs';

function documents() {
    const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
        { cwd: root, encoding: 'utf8' }).stdout.split('\n');
    return listed.filter((f) => f && !f.startsWith('third_party/') && fs.existsSync(path.join(root, f))).sort();
}

// Fenced blocks with their info string and line; a fence may be indented in a list.
function blocks(file) {
    const found = [];
    let open = null;
    fs.readFileSync(path.join(root, file), 'utf8').split('\n').forEach((text, index) => {
        const fence = text.match(/^(\s*)```\s*(.*)$/);
        if (!fence) {
            if (open) open.lines.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
        } else if (open) {
            found.push(open);
            open = null;
        } else {
            open = { indent: fence[1], info: fence[2].trim(), line: index + 1, lines: [], file };
        }
    });
    return found;
}

// The runnable steps of a document: {block, output}; what is wrong with its marks is reported here.
function steps(file) {
    const list = [];
    let last = null;
    for (const block of blocks(file)) {
        const by = block.info.match(/^sh by=(\S+)$/);
        if (block.info === 'sh run') {
            list.push(last = { block, output: null });
            continue;
        }
        if (block.info === 'text output') {
            if (last) last.output = block;
            report(last !== null, `${file}:${block.line}`, 'output without commands before it');
        } else if (by) {
            report(fs.existsSync(path.join(root, by[1])), `${file}:${block.line}`, `${by[1]} does not exist`);
        } else if (/^(sh|bash|shell|console)\b/.test(block.info)) {
            report(false, `${file}:${block.line}`, `commands that no test runs: mark them "sh run" or "sh by=FILE"`);
        }
        last = null;
    }
    return list;
}

// The tree as the reader sees it, but var/ is this document's own.
function lay(directory) {
    for (const name of fs.readdirSync(root)) {
        if (name !== 'var' && name !== '.git') fs.symlinkSync(path.join(root, name), path.join(directory, name));
    }
}

function matches(expected, actual) {
    const pattern = expected.map((line) => line.trim() === '…' ? '(?:.*\\n)*?'
        : line.split('…').map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*') + ' *\\n').join('');
    return new RegExp(`^\\n*${pattern}\\n*$`).test(actual.replace(/\r/g, '') + '\n');
}

// What a document adds to the tree: its diffs, in a copy that has a binary of its own.
function grow(diffs, directory) {
    const script = `set -e
git -C '${root}' ls-files -z --cached --others --exclude-standard | tar -C '${root}' --null -T - -c | tar -x
ln -s '${root}/node_modules' node_modules
git apply --whitespace=nowarn document.diff
scripts/bundle
cmake --preset release && cmake --build --preset release --target chatdong -j "$(nproc)"`;
    fs.writeFileSync(path.join(directory, 'document.diff'), diffs.map((b) => `${b.lines.join('\n')}\n`).join(''));
    const run = spawnSync('bash', ['-c', script], { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.status !== 0) throw new Error(`the diff cannot be applied and built:\n${run.stdout.slice(-1500)}${run.stderr.slice(-1500)}`);
    return path.join(directory, 'build/release/chatdong');
}

// One shell for the whole document; a mark before each block tells the outputs apart.
function runSteps(list, directory, program) {
    const script = list.map((step, i) => `printf '\\n\\001%d\\n' ${i}\n${step.block.lines.join('\n')}\n`).join('');
    const run = spawnSync('bash', ['-c', `set -eo pipefail\nexec 2>&1\n${script}printf '\\n\\001end\\n'\n`], {
        cwd: directory, encoding: 'utf8', timeout: 300000,
        env: { ...process.env, PATH: `${path.dirname(program)}:${process.env.PATH}` },
    });
    const parts = run.stdout.split(/\n\u0001(?:\d+|end)\n/).slice(1);
    const finished = /\n\u0001end\n$/.test(run.stdout);
    list.forEach((step, i) => {
        const where = `${step.block.file}:${step.block.line}`;
        const actual = parts[i] ?? '';
        const ran = i < parts.length - (finished ? 0 : 1);
        if (!ran) return report(false, where, i < parts.length ? `a command failed:\n${actual}` : 'not reached');
        const expected = step.output?.lines.filter((l) => l.trim() !== '') ?? null;
        const printed = actual.split('\n').filter((l) => l.trim() !== '').join('\n');
        const ok = expected === null || matches(expected, printed);
        return report(ok, where, `expected\n${step.output?.lines.join('\n')}\nprinted\n${printed}`);
    });
}

async function runDocument(file) {
    const list = steps(file);
    if (list.length === 0) return;
    const directory = folder();
    let child = null;
    try {
        const diffs = blocks(file).filter((b) => b.info === 'diff apply');
        const program = diffs.length > 0 ? grow(diffs, directory) : binary;
        if (diffs.length === 0) lay(directory);
        child = await start(directory, program);
        runSteps(list, directory, program);
    } catch (error) {
        report(false, file, error.message);
    } finally {
        if (child) await stop(child, file);
        fs.rmSync(directory, { recursive: true, force: true });
    }
}

async function main() {
    const wanted = process.argv.slice(2);
    for (const file of wanted.length ? wanted : documents()) await runDocument(file);
    finish();
}

await main();
