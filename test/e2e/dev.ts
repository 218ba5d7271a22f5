import { readFile } from 'node:fs/promises';

import { demoWorkspace } from '../sandbox/workspaces';
import { prepareDemo } from './demo/prepare';
import { findFreePort, isFreePort } from './n8n/ports';
import { owner, setUpOwner, startServer } from './n8n/server';
import { CommandFailure, lastLines } from './n8n/processes';
import { print, runScript } from './script';

const usualPort = 5678;

void runScript(async (script) => {
	const port = (await isFreePort(usualPort)) ? usualPort : await findFreePort();
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
