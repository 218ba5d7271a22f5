import type { WorkflowFile } from '../n8n/commands';

interface Job {
	id: string;
	name: string;
	/** What the MoEngage node does; the items of the CRM are `{ customer, email }`. */
	parameters: Record<string, unknown>;
}

const describeJob = ({ id, name, parameters }: Job): WorkflowFile => {
	const link = (node: string): unknown => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		id,
		name,
		nodes: [
			{
				id: 'crm',
				name: 'CRM',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: id,
				parameters: { httpMethod: 'POST', path: id, options: {} },
			},
			{
				id: 'customers',
				name: 'Customers',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [220, 0],
				parameters: { fieldToSplitOut: 'body.customers', options: {} },
			},
			{
				id: 'moEngage',
				name: 'MoEngage',
				type: 'n8n-nodes-moengage.moEngage',
				typeVersion: 1,
				position: [440, 0],
				parameters,
				credentials: { moEngageApi: { id: 'queueSandbox', name: 'MoEngage sandbox' } },
			},
		],
		connections: { CRM: link('Customers'), Customers: link('MoEngage') },
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: 'all',
		},
		active: false,
	};
};

/** Started by a webhook each, with `{ customers: [{ customer, email }] }`. */
export const jobs = {
	resubscribe: describeJob({
		id: 'resubscribe',
		name: 'Resubscribe customers',
		parameters: {
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.email }}',
			esp: 'SENDGRID',
			updateEsp: true,
			options: { batchSize: 20, concurrency: 10 },
		},
	}),
	optOut: describeJob({
		id: 'optOut',
		name: 'Opt customers out of push',
		parameters: {
			resource: 'deviceOptOut',
			operation: 'block',
			userIdentifierType: 'customer_id',
			userIdentifierValue: '={{ $json.customer }}',
			target: 'allDevices',
			options: { concurrency: 10 },
		},
	}),
};
