import { createWorkflow, runWorkflow, toItems } from './engine';
import { speedUp } from './fastTime';
import { readWork, type Done } from './deliveryWork';

/** An n8n process of its own: runs the workflows that its command line gives, all at once. */
const work = async (): Promise<void> => {
	const { factor, runs } = readWork(process.argv[2] ?? '');
	speedUp(factor);
	const results = runs.map(async ({ parameters, rows, credential }): Promise<Done> => {
		const workflow = createWorkflow(parameters, 'continueErrorOutput');
		const ran = await runWorkflow(workflow, toItems(rows), credential);
		return {
			sent: ran.output().length,
			errors: ran.output('MoEngage', 1).map(({ json }) => String(json.error)),
		};
	});
	process.stdout.write(`${JSON.stringify(await Promise.all(results))}\n`);
};

void work();
