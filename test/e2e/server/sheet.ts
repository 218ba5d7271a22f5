import { readFileSync } from 'node:fs';

import { listPeople, peopleFile, rowsToCorrect } from '../demo/people';
import { fillCredential, saveCredential } from '../rest/credentials';
import { listItems, waitForEnd } from '../rest/executions';
import type { TracedTest } from '../rest/failures';
import type { Stage } from '../rest/stage';
import { waitUntil } from '../rest/waiting';
import {
	activate,
	deactivate,
	moEngage,
	saveWorkflow,
	webhook,
	type WorkflowNode,
} from '../rest/workflows';

const extract: WorkflowNode = {
	name: 'Extract from File',
	type: 'n8n-nodes-base.extractFromFile',
	typeVersion: 1,
	parameters: { operation: 'csv', binaryPropertyName: 'sheet', options: {} },
};

/** Checks that a sheet that somebody uploads arrives row by row, or stands in the report. */
export const testSheet = (findStage: () => Stage, tracedTest: TracedTest): void => {
	tracedTest('a sheet of 200 people arrives, except for the rows to correct', async () => {
		const { rest, sandbox, server } = findStage();
		const credential = await saveCredential(rest, 'Sheet', fillCredential(sandbox));
		const parameters = {
			resource: 'user',
			operation: 'bulkUpsert',
			customerId: "={{ $json['Customer ID'] }}",
			attributesMode: 'input',
			excludeFields: 'Notes',
		};
		const nodes = [
			webhook('sheet', 'onReceived'),
			extract,
			moEngage(credential, parameters, 'continueErrorOutput'),
		];
		const workflow = await saveWorkflow(rest, 'A sheet of people', nodes);
		const body = new FormData();
		body.set('sheet', new File([readFileSync(peopleFile)], 'people.csv', { type: 'text/csv' }));

		await activate(rest, workflow);
		await waitUntil('the webhook to take the sheet', async () => {
			const { ok } = await fetch(`${server.url}/webhook/sheet`, { method: 'POST', body });
			return ok;
		});
		await deactivate(rest, workflow);
		const execution = await waitForEnd(rest, workflow.id);

		expect(execution.status).toBe('success');
		expect(execution.text).not.toContain('demo-data-api-key');
		for (const { attributes, expected } of listPeople(sandbox.state)) {
			expect(attributes).toEqual(expected);
		}
		expect(listItems(execution, 'MoEngage')).toHaveLength(190);
		expect(listItems(execution, 'MoEngage', 1)).toEqual(
			Object.values(rowsToCorrect).map((part) =>
				expect.objectContaining({
					error: expect.stringContaining(part),
					description: expect.stringMatching(/\w/),
				}),
			),
		);
	});
};
