import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const run = (...args: string[]) =>
	fork(join(__dirname, 'main.ts'), args, {
		cwd: join(__dirname, '../..'),
		execArgv: ['--import', 'tsx'],
		silent: true,
	});

const readLines = ({ stdout }: ChildProcess) => {
	if (!stdout) throw new Error('The process has no output');
	return createInterface(stdout);
};

it('runs as a process of its own and first prints where it listens', async () => {
	const speed = ['--window', '1000', '--latency', '5', '--faults', '0.1'];
	const child = run('--port', '0', '--json', ...speed);
	try {
		const [line] = await once(readLines(child), 'line');
		const printed = JSON.parse(String(line));
		expect(printed).toEqual({
			url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
			workspaceId: 'DEMOWORKSPACE',
			apiKey: 'demo-data-api-key',
		});
		const response = await fetch(`${printed.url}/__sandbox/state`);
		expect(await response.json()).toMatchObject({
			settings: { windowMs: 1_000, latencyMs: 5, faults: { share: 0.1 } },
		});
	} finally {
		child.kill('SIGTERM');
	}
	const [code] = await once(child, 'exit');
	expect(code).toBe(0);
});

it('tells people what to put into the credential', async () => {
	const child = run('--port', '0');
	const lines: string[] = [];
	for await (const line of readLines(child)) {
		lines.push(line);
		if (line.includes('What it receives')) break;
	}
	child.kill('SIGTERM');
	await once(child, 'exit');
	expect(lines.join('\n')).toMatch(/Base URL +http:\/\/127[^]*DEMOWORKSPACE[^]*demo-data-api-key/);
});

it('names an option that it cannot read', async () => {
	const child = run('--window', 'soon');
	const [chunk] = child.stderr ? await once(child.stderr, 'data') : [];
	expect(String(chunk)).toContain("--window takes a number, not 'soon'");
	const [code] = await once(child, 'exit');
	expect(code).toBe(1);
});
