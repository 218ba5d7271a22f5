import path from 'node:path';
import { z } from 'zod';
import type { INodeParameters } from 'n8n-workflow';

import {
	createCredentialFile,
	executeWorkflow,
	importCredentials,
	importWorkflows,
} from '../e2e/n8n/commands';
import type { Host } from '../e2e/n8n/host';
import { createUserFolder, removeUserFolder, type Instance } from '../e2e/n8n/instance';
import { installPackage, packPackage } from '../e2e/n8n/package';
import { openTlsDoor } from '../sandbox/tlsDoor';

/** For n8n's Code node. */
const makeItems = {
	devices: `({
		customer_id: 'customer-' + index,
		device_id: '9f3c2d70-6a1e-4b7a-8f15-' + String(index).padStart(12, '0'),
		platform: 'ANDROID',
		push_id: 'fGk3ZpQ0:APA91bH' + String(index).padStart(40, '0'),
	})`,
	customers: "({ customer_id: 'customer-' + index, plan: 'gold', seats: index })",
	addresses: "({ email: 'user' + index + '@example.com' })",
	lists: `({
		number: index,
		emails: Array.from({ length: 100 }, (_, place) => 'user' + (index * 100 + place) + '@example.com'),
	})`,
};

/** What a node of a workflow does with so many items. */
export interface Task {
	sender: 'moEngage' | 'httpRequest';
	parameters: INodeParameters;
	/**
	 * `devices` and `customers`: an item each. `addresses`: an item an address; `lists`: a hundred an
	 * item.
	 */
	items: keyof typeof makeItems;
	/** Whether the requests go over HTTPS. */
	isSecured?: boolean;
	count: number;
	/** So many items are sent before, by another node of the same workflow. */
	warmUp: number;
}

interface Timed {
	/** How long n8n says that the node took. */
	milliseconds: number;
	failed: number;
	firstFailure?: string;
}

/** The n8n server's own `execute` command, with the package installed as users install it. */
export interface RealN8n {
	/** Where the package is installed. */
	packageFolder: string;
	/** Where the sandbox listens over HTTPS, without a slash at the end. */
	securedUrl: string;
	run: (task: Task) => Promise<Timed>;
	remove: () => Promise<void>;
}

const types = {
	moEngage: { type: 'n8n-nodes-moengage.moEngage', typeVersion: 1 },
	httpRequest: { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
};

const createWorkflow = (id: string, task: Task) => {
	const { sender, parameters, items, count, warmUp, isSecured } = task;
	const credential = isSecured ? 'secured' : 'plain';
	const make = (name: string, length: number) => ({
		id: name,
		name,
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		position: [0, 0],
		parameters: {
			jsCode: `return Array.from({ length: ${length} }, (_, index) => ({ json: ${makeItems[items]} }));`,
		},
	});
	const send = (name: string) => ({
		id: name,
		name,
		...types[sender],
		position: [0, 0],
		parameters,
		onError: 'continueRegularOutput',
		credentials: { moEngageApi: { id: credential, name: credential } },
	});
	const trigger = {
		id: 'Start',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodes = [
		trigger,
		...(warmUp > 0 ? [make('Warm-Up Items', warmUp), send('Warm-Up')] : []),
		make('Items', count),
		send('Measured'),
	];
	const connections = nodes
		.slice(1)
		.map(({ name }, index) => [
			nodes[index]?.name,
			{ main: [[{ node: name, type: 'main', index: 0 }]] },
		]);
	return {
		id,
		name: id,
		nodes,
		connections: Object.fromEntries(connections),
		settings: { executionOrder: 'v1' },
		active: false,
	};
};

const ranSchema = z.object({
	executionTime: z.number(),
	data: z.object({
		main: z
			.tuple([z.array(z.object({ json: z.object({ error: z.unknown() }).passthrough() }))])
			.rest(z.unknown()),
	}),
});

export const installRealN8n = async (host: Host, url: string): Promise<RealN8n> => {
	const userFolder = await createUserFolder();
	const door = await openTlsDoor(url, userFolder);
	const env = { NODE_EXTRA_CA_CERTS: door.certificateFile };
	const instance: Instance = { host, userFolder, env };
	await installPackage(instance, await packPackage(userFolder));
	await importCredentials(instance, [
		createCredentialFile('plain', url),
		createCredentialFile('secured', door.url),
	]);
	let number = 0;
	return {
		packageFolder: path.join(userFolder, '.n8n/nodes/node_modules/n8n-nodes-moengage'),
		securedUrl: door.url,
		run: async (task) => {
			number += 1;
			const workflow = createWorkflow(`bench${number}`, task);
			await importWorkflows(instance, [workflow]);
			const runs = await executeWorkflow(instance, workflow.id);
			const { executionTime, data } = ranSchema.parse(runs.Measured?.[0]);
			const errors = data.main[0].flatMap(({ json }) =>
				json.error === undefined ? [] : [json.error],
			);
			return {
				milliseconds: executionTime,
				failed: errors.length,
				...(errors.length === 0 ? {} : { firstFailure: JSON.stringify(errors[0]) }),
			};
		},
		remove: async () => {
			await door.close();
			await removeUserFolder(userFolder);
		},
	};
};
