import type { Rest } from '../rest/client';
import {
	activate,
	moEngage,
	saveWorkflow,
	webhook,
	type SavedCredential,
	type WorkflowNode,
} from '../rest/workflows';

/** What the MoEngage node of each job does; the items of the CRM are `{ customer, email }`. */
const jobs = {
	resubscribe: {
		resource: 'emailResubscription',
		operation: 'resubscribe',
		recipients: '={{ $json.email }}',
		options: { batchSize: 20, concurrency: 10 },
	},
	optOut: {
		resource: 'deviceOptOut',
		operation: 'block',
		userIdentifierType: 'customer_id',
		userIdentifierValue: '={{ $json.customer }}',
		target: 'allDevices',
		options: { concurrency: 10 },
	},
};

export type JobName = keyof typeof jobs;

const customers: WorkflowNode = {
	name: 'Customers',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.customers', options: {} },
};

/** Publishes a workflow for each job, which its webhook starts with `{ customers: [{ customer, email }] }`. */
export const publishJobs = async (rest: Rest, credential: SavedCredential): Promise<void> => {
	for (const [name, parameters] of Object.entries(jobs)) {
		const nodes = [webhook(name, 'onReceived'), customers, moEngage(credential, parameters)];
		await activate(rest, await saveWorkflow(rest, name, nodes));
	}
};
