import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';

const workSchema = z.object({
	/** How many times faster the process waits. */
	factor: z.number(),
	runs: z.array(
		z.object({
			parameters: z.record(z.union([z.string(), z.boolean(), z.record(z.number())])),
			rows: z.array(z.record(z.string())),
			credential: z.record(z.string()),
		}),
	),
});

export type Work = z.output<typeof workSchema>;

const doneSchema = z.object({ sent: z.number(), errors: z.array(z.string()) });

export type Done = z.output<typeof doneSchema>;

export const readWork = (text: string): Work => workSchema.parse(JSON.parse(text));

/**
 * Runs workflows in a process of their own; answers what came of each.
 *
 * @param variables Environment variables that the process has besides those of this one
 */
export const startWorker = async (
	work: Work,
	variables: Record<string, string> = {},
): Promise<Done[]> => {
	const script = path.join(__dirname, 'deliveryWorker.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(work)], {
		cwd: path.join(__dirname, '../..'),
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, ...variables },
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	await once(child, 'close');
	return z.array(doneSchema).parse(JSON.parse(output));
};
