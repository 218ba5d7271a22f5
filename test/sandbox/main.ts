import { parseArgs } from 'node:util';

import { startSandbox } from './server';
import { demoWorkspace } from './workspaces';

const usage = `Starts a MoEngage sandbox.

  tsx test/sandbox/main.ts [options]

  --port <number>   port to listen on (default 4010; 0: any free port)
  --keep <number>   how many requests the log keeps (default 10000)
  --json            print one line of JSON with the address and nothing else
  --help            print this

Limits, latency, and faults are settings (test/sandbox/settings.ts), which change while it runs:

  curl <address>/__sandbox/configure --data '{"latencyMs": 50, "faults": {"share": 0.1}}'
`;

const readNumber = (name: string, text: string): number => {
	const number = Number(text);
	if (text.trim() === '' || !Number.isFinite(number)) {
		throw new Error(`--${name} takes a number, not '${text}'`);
	}
	return number;
};

const run = async (): Promise<void> => {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			keep: { type: 'string', default: '10000' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		process.stdout.write(usage);
		return;
	}

	const sandbox = await startSandbox({
		port: readNumber('port', values.port),
		keepRequests: readNumber('keep', values.keep),
	});

	const stop = (): void => {
		void sandbox.close();
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);

	if (values.json) {
		const { workspaceId, apiKey } = demoWorkspace;
		process.stdout.write(`${JSON.stringify({ url: sandbox.url, workspaceId, apiKey })}\n`);
		return;
	}
	process.stdout.write(`MoEngage sandbox

In n8n's MoEngage credential:
  Data Center   Custom
  Base URL      ${sandbox.url}
  Workspace ID  ${demoWorkspace.workspaceId}
  Data API Key  ${demoWorkspace.apiKey}

What it receives: ${sandbox.url}/__sandbox/requests
`);
};

run().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
