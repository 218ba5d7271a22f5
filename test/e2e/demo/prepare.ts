import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox/server';
import {
	createCredentialFile,
	importCredentials,
	importWorkflows,
	workflowSchema,
	type WorkflowFile,
} from '../n8n/commands';
import { ensureHost } from '../n8n/host';
import { createUserFolder, removeUserFolder, type Instance } from '../n8n/instance';
import { installPackage, packPackage } from '../n8n/package';
import type { Script } from '../script';

export interface Demo {
	instance: Instance;
	sandbox: Sandbox;
	/** By the name of the file, without its ending. */
	workflows: Map<string, WorkflowFile>;
}

const ending = '.workflow.json';

/** By the name of the file, without its ending. */
export const readWorkflows = async (): Promise<Map<string, WorkflowFile>> => {
	const files = (await readdir(__dirname)).filter((name) => name.endsWith(ending)).sort();
	const workflows = new Map<string, WorkflowFile>();
	for (const file of files) {
		const text = await readFile(join(__dirname, file), 'utf8');
		const content: unknown = JSON.parse(text.replaceAll('{folder of the demo}', __dirname));
		workflows.set(file.slice(0, -ending.length), workflowSchema.parse(content));
	}
	return workflows;
};

/**
 * Brings up all that the workflows need: an n8n with the package as it would be published, a
 * sandbox, its credential and the workflows. The script undoes it at its end.
 */
export const prepareDemo = async ({ atEnd, report, signal }: Script): Promise<Demo> => {
	const host = await ensureHost(report);
	report(`n8n ${host.version} is at hand`);

	const userFolder = await createUserFolder();
	atEnd(async () => await removeUserFolder(userFolder));
	const instance = { host, userFolder };

	report('Building and packing the package …');
	const tarball = await packPackage(userFolder);
	signal.throwIfAborted();
	report('Installing the package in n8n …');
	await installPackage(instance, tarball);
	signal.throwIfAborted();

	const sandbox = await startSandbox();
	atEnd(sandbox.close);
	report(`The MoEngage sandbox listens on ${sandbox.url}`);

	const workflows = await readWorkflows();
	report(`Importing a credential and ${workflows.size} workflows into n8n …`);
	await importCredentials(instance, [createCredentialFile('moEngageSandbox', sandbox.url)]);
	signal.throwIfAborted();
	await importWorkflows(instance, [...workflows.values()]);
	signal.throwIfAborted();
	return { instance, sandbox, workflows };
};
