import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { demoCredential } from '../../workflows/demoCredential';
import { createEnvironment, type Instance } from './instance';
import {
	CommandFailure,
	lastLines,
	runCommand,
	type CommandOptions,
	type FinishedCommand,
} from './processes';

/** The first command of an instance creates its database, which takes a while. */
const commandTimeout = 300_000;

/** Runs one of n8n's commands to its end, e.g. `['export:workflow', '--all']`. */
const runN8n = async (
	instance: Instance,
	args: string[],
	{ env = {}, outputFile }: Partial<Pick<CommandOptions, 'env' | 'outputFile'>> = {},
): Promise<FinishedCommand> =>
	await runCommand(instance.host.node, [instance.host.n8n, ...args], {
		cwd: instance.userFolder,
		env: { ...(await createEnvironment(instance)), ...env },
		outputFile,
		timeout: commandTimeout,
	});

/** n8n's import commands report what went wrong in words and end with exit code 0 all the same. */
const importFile = async (
	instance: Instance,
	kind: 'credentials' | 'workflow',
	content: unknown[],
): Promise<void> => {
	const folder = await mkdtemp(join(instance.userFolder, 'import-'));
	try {
		const file = join(folder, `${kind}.json`);
		await writeFile(file, JSON.stringify(content));
		const args = [`import:${kind}`, `--input=${file}`];
		const { code, stdout, stderr } = await runN8n(instance, args, {
			env: { N8N_LOG_LEVEL: 'info' },
		});
		const output = `${stdout}\n${stderr}`;
		if (code !== 0 || !output.includes(`Successfully imported ${content.length} `)) {
			throw new CommandFailure(`n8n ${args.join(' ')} did not import all`, lastLines(output));
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
};

export interface CredentialFile {
	id: string;
	name: string;
	type: string;
	/** In plain text; n8n encrypts it with the key of the instance. */
	data: Record<string, unknown>;
}

/** A credential for the sandbox's first workspace, as a file to import. */
export const createCredentialFile = (id: string, baseUrl: string): CredentialFile => ({
	id,
	name: 'MoEngage sandbox',
	type: 'moEngageApi',
	data: demoCredential(baseUrl),
});

export const importCredentials = async (
	instance: Instance,
	credentials: CredentialFile[],
): Promise<void> => await importFile(instance, 'credentials', credentials);

/** The part of a workflow file that this folder reads; n8n gets the whole. */
export const workflowSchema = z
	.object({
		id: z.string(),
		name: z.string(),
		nodes: z.array(z.object({ name: z.string(), type: z.string() }).passthrough()),
	})
	.passthrough();

export type WorkflowFile = z.output<typeof workflowSchema>;

export const importWorkflows = async (
	instance: Instance,
	workflows: WorkflowFile[],
): Promise<void> => await importFile(instance, 'workflow', workflows);

const itemSchema = z
	.object({ json: z.record(z.unknown()), pairedItem: z.unknown().optional() })
	.passthrough();

export type Item = z.output<typeof itemSchema>;

const executionSchema = z.object({
	data: z.object({
		resultData: z.object({
			runData: z.record(
				z.array(
					z
						.object({
							data: z.object({ main: z.array(z.array(itemSchema).nullable()) }).optional(),
							source: z.array(
								z
									.object({ previousNode: z.string(), previousNodeOutput: z.number().optional() })
									.nullable(),
							),
							hints: z.array(z.object({ message: z.string() }).passthrough()).optional(),
						})
						.passthrough(),
				),
			),
		}),
	}),
});

/** By the name of the node; a node that did not run is missing. */
export type NodeRuns = z.output<typeof executionSchema>['data']['resultData']['runData'];

/** Executes an imported workflow as `n8n execute` does, without a server. */
export const executeWorkflow = async (instance: Instance, id: string): Promise<NodeRuns> => {
	const args = ['execute', `--id=${id}`, '--rawOutput'];
	const { code, stdout, stderr } = await runN8n(instance, args, {
		env: { N8N_LOG_LEVEL: 'info' },
		// n8n ends itself a moment after it has written the result, which can be megabytes long.
		outputFile: join(instance.userFolder, `execution-${id}.txt`),
	});
	// n8n logs the result among other lines; only the result has braces on lines of their own.
	const result = /^\{$[\s\S]*^\}$/m.exec(stdout)?.[0];
	if (code !== 0 || result === undefined || stdout.includes('Execution was NOT successful')) {
		throw new CommandFailure(
			`n8n ${args.join(' ')} did not end with a result`,
			lastLines(`${stdout}\n${stderr}`),
		);
	}
	return executionSchema.parse(JSON.parse(result)).data.resultData.runData;
};
