import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** What a release is announced as; unknown until it is tagged. */
export interface Announcement {
	/** The text of the changelog. */
	changelog: string;
	tag?: string;
	/** The address of the repository on GitHub, without `.git`. */
	repository?: string;
}

/** Bytes of the packed tarball that nobody should have to wait for. */
const LARGEST_TARBALL = 110_000;

const SHIPPED = /^(dist\/.+\.(js|json|svg)|index\.js|package\.json|README\.md|LICENSE)$/;

/** What n8n provides to community nodes, as far as this package uses it. */
const PROVIDED = ['n8n-workflow', 'luxon', 'zod'];

const modules = path.join(__dirname, '../../node_modules');

const manifestSchema = z.object({
	version: z.string(),
	repository: z.object({ url: z.string() }).optional(),
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

/** Loads the package where nothing but what n8n provides is installed; says what is in the way. */
const findLoadingFaults = (unpacked: string, files: string[]): string[] => {
	mkdirSync(path.join(unpacked, 'node_modules'));
	for (const name of PROVIDED) {
		symlinkSync(path.join(modules, name), path.join(unpacked, 'node_modules', name));
	}
	const scripts = files.filter((file) => file.endsWith('.js'));
	const { status, stderr } = spawnSync(
		process.execPath,
		[path.join(__dirname, 'load.cjs'), unpacked, ...scripts],
		{ cwd: unpacked, encoding: 'utf8' },
	);
	if (status === 0) return [];
	const [reason = stderr] = /^\w*Error: .*/m.exec(stderr) ?? [];
	return [`The package does not load: ${reason}`];
};

const findAnnouncementFaults = (
	{ version, repository }: z.infer<typeof manifestSchema>,
	announced: Announcement,
): string[] => {
	const faults: string[] = [];
	const headings = [...announced.changelog.matchAll(/^## \[(.+?)\]/gm)].map(([, name]) => name);
	const allowed = announced.tag === undefined ? [version, 'Unreleased'] : [version];
	if (!allowed.some((name) => headings.includes(name))) {
		faults.push(`The changelog has no heading "## [${version}]"`);
	}
	if (announced.tag !== undefined && announced.tag !== `v${version}`) {
		faults.push(`The tag is ${announced.tag}, and the version in package.json is ${version}`);
	}
	if (announced.repository !== undefined && repository?.url !== `git+${announced.repository}.git`) {
		faults.push(
			`The repository in package.json is ${repository?.url ?? 'missing'}, not git+${announced.repository}.git`,
		);
	}
	return faults;
};

/** Everything that would make a packed tarball a bad release, in a sentence each. */
export const findFaults = (tarball: string, announced: Announcement): string[] => {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-moengage-release-'));
	try {
		execFileSync('tar', ['-xzf', tarball, '-C', folder]);
		const unpacked = path.join(folder, 'package');
		const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
			.split('\n')
			.filter((name) => name !== '' && !name.endsWith('/'))
			.map((name) => name.replace(/^package\//, ''));
		const manifest = manifestSchema.parse(
			JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8')),
		);
		const { nodes, credentials } = manifest.n8n;
		const needed = ['index.js', 'README.md', 'LICENSE', ...nodes, ...credentials];
		const { size } = statSync(tarball);
		return [
			...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
			...files
				.filter((file) => !SHIPPED.test(file))
				.map((file) => `${file} does not run, and should not ship`),
			...(size > LARGEST_TARBALL ? [`It is larger than ${LARGEST_TARBALL} bytes`] : []),
			...(nodes.length === 1 ? [] : [`package.json names ${nodes.length} nodes, not one`]),
			...(credentials.length === 1
				? []
				: [`package.json names ${credentials.length} credentials, not one`]),
			...findLoadingFaults(unpacked, files),
			...findAnnouncementFaults(manifest, announced),
		];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
};
