import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

/** The rules that n8n checks before it verifies a community node, without leave to switch them off. */
const scan = async (directory, patterns) => {
	const eslint = new ESLint({
		cwd: directory,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	const findings = results.reduce(
		(sum, { errorCount, warningCount }) => sum + errorCount + warningCount,
		0,
	);
	const formatter = await eslint.loadFormatter('stylish');
	process.stdout.write(await formatter.format(results));
	process.stdout.write(`  ${results.length} files, ${findings} findings\n`);
	return findings;
};

/** Bytes of the packed tarball that nobody should have to wait for. */
const LARGEST_TARBALL = 110_000;

const root = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-moengage-scan-'));
try {
	execFileSync('npm', ['run', 'build', '--silent'], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const packed = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
		cwd: root,
		encoding: 'utf8',
	});
	const [{ filename, size, unpackedSize, files }] = JSON.parse(packed);
	execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', folder]);
	const unpacked = path.join(folder, 'package');

	process.stdout.write('Sources\n');
	const inSources = await scan(root, SOURCE_FILE_PATTERNS);
	process.stdout.write('Unpacked tarball\n');
	const inTarball = await scan(unpacked, ['**/*.js', '**/*.json']);

	process.stdout.write(
		`${filename}: ${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked\n`,
	);
	const strangers = files
		.map(({ path: name }) => name)
		.filter(
			(name) =>
				!/^(dist\/.+\.(js|json|svg)|index\.js|package\.json|README\.md|LICENSE)$/.test(name),
		);
	for (const name of strangers)
		process.stdout.write(`  does not run, and should not ship: ${name}\n`);
	if (size > LARGEST_TARBALL) process.stdout.write(`  larger than ${LARGEST_TARBALL} bytes\n`);
	process.exitCode = inSources + inTarball + strangers.length > 0 || size > LARGEST_TARBALL ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
