import { execFileSync } from 'node:child_process';
import path from 'node:path';

const dist = path.join(__dirname, '../../dist');

/** Loads the built package as n8n does when it starts, and lists the modules that this takes. */
const listLoaded = (): string[] => {
	const script = `
		require('./nodes/MoEngage/MoEngage.node.js');
		require('./credentials/MoEngageApi.credentials.js');
		console.log(JSON.stringify(Object.keys(require.cache)));
	`;
	const files: string[] = JSON.parse(
		execFileSync(process.execPath, ['-e', script], { cwd: dist, encoding: 'utf8' }),
	);
	return files
		.filter((file) => file.startsWith(dist))
		.map((file) => path.relative(dist, file).replaceAll(path.sep, '/'));
};

it('loads the operations when n8n starts, and nothing that sends or authorizes', () => {
	const loaded = listLoaded();
	const late = /\/(delivery|execution|api\/(authorize|send))\b/;

	expect(loaded).toContain('nodes/MoEngage/resources/device/upsert.js');
	expect(loaded.filter((file) => late.test(file))).toEqual([]);
});
