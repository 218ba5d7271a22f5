import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

// A TypeScript file of CommonJS; an import from here would get its own path wrong.
const { packPackage } = createRequire(import.meta.url)('../e2e/n8n/package.ts');

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

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-moengage-scan-'));
try {
	execFileSync('tar', ['-xzf', await packPackage(folder), '-C', folder]);

	process.stdout.write('Sources\n');
	const inSources = await scan(path.join(import.meta.dirname, '../..'), SOURCE_FILE_PATTERNS);
	process.stdout.write('Unpacked tarball\n');
	const inTarball = await scan(path.join(folder, 'package'), ['**/*.js', '**/*.json']);
	process.exitCode = inSources + inTarball > 0 ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
