import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { demoWorkspace } from '../sandbox/workspaces';
import { prepareDemo } from './demo/prepare';
import { SetUpFailure } from './n8n/host';
import { findFreePort, isFreePort } from './n8n/ports';
import { owner, setUpOwner, startServer } from './n8n/server';
import { CommandFailure, lastLines } from './n8n/processes';
import { print, runScript } from './script';

const usualPort = 5678;

const readWantedPort = (): string | undefined => {
	try {
		return parseArgs({ options: { port: { type: 'string' } } }).values.port;
	} catch (error) {
		throw new SetUpFailure(
			error instanceof Error ? error.message : String(error),
			'The only option is the port of n8n, e.g. npm run dev -- --port 5700',
		);
	}
};

const choosePort = async (wanted: string | undefined): Promise<number> => {
	if (wanted === undefined) {
		return (await isFreePort(usualPort)) ? usualPort : await findFreePort();
	}
	const port = Number(wanted);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new SetUpFailure(
			`'${wanted}' is no port.`,
			'Give a number from 1 to 65535, e.g. npm run dev -- --port 5678',
		);
	}
	if (!(await isFreePort(port))) {
		throw new SetUpFailure(
			`Port ${port} is in use.`,
			'Choose another one, e.g. npm run dev -- --port 5700, or leave it out.',
		);
	}
	return port;
};

void runScript(async (script) => {
	const port = await choosePort(readWantedPort());
	const { instance, sandbox, workflows } = await prepareDemo(script);

	script.report('Starting n8n …');
	const server = await startServer(instance, { port });
	script.atEnd(server.stop);
	await setUpOwner(server);

	print(`
n8n               ${server.url}
  email           ${owner.email}
  password        ${owner.password}
  log             ${server.logFile}
MoEngage sandbox
  Data Center     Custom (Gateway or Test Server)
  Base URL        ${sandbox.url}
  Workspace ID    ${demoWorkspace.workspaceId}
  Data API key    ${demoWorkspace.apiKey}

Workflows
${[...workflows.values()].map(({ id, name }) => `  ${server.url}/workflow/${id}  ${name}`).join('\n')}

Ctrl+C stops both. Nothing of this n8n is kept.`);

	await server.ended;
	if (script.signal.aborted) return 0;
	const log = await readFile(server.logFile, 'utf8');
	throw new CommandFailure('n8n has ended by itself.', lastLines(log));
});
