import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { getCategoryFields, getDeviceFields, searchCategories } from './editor';
import { resources } from './resources';
import { describeResource } from './resources/resource';

export class MoEngage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MoEngage',
		name: 'moEngage',
		icon: { light: 'file:../../icons/moengage.svg', dark: 'file:../../icons/moengage.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Manage devices, push opt-outs, email resubscriptions and subscription preferences',
		defaults: { name: 'MoEngage' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'moEngageApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'device',
				options: resources.map(({ name, value }) => ({ name, value })),
			},
			...resources.flatMap(describeResource),
		],
	};

	methods = {
		listSearch: { searchCategories },
		resourceMapping: { getCategoryFields, getDeviceFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n loads every installed node when it starts: what only an execution needs waits for one.
		const { DeliveryReport, deliver, findRateLimit, poolRecords, systemClock } = await import(
			'./delivery'
		);
		const {
			ItemOutcomes,
			createErrorItem,
			describeCancellation,
			describeFirstInvalid,
			describeStop,
			gatherRecords,
			prepareRun,
			readItems,
			refuseTooLarge,
			spreadAnswers,
			summarize,
		} = await import('./execution');

		const node = this.getNode();
		const items = this.getInputData();
		const continues = this.continueOnFail();
		const signal = this.getExecutionCancelSignal();

		const run = await prepareRun(this);
		if (run instanceof NodeOperationError) {
			if (!continues) throw run;
			return [items.map((_, itemIndex) => createErrorItem(node, run, {}, itemIndex))];
		}
		const { operation, settings, readerFor, workspace, send } = run;
		const { endpoint } = operation;

		const inputs = readItems(operation, items, readerFor);
		const records = gatherRecords(operation, inputs.asks);
		const outcomes = new ItemOutcomes(records);
		const { batchSize, requestId } = settings;
		const pools = poolRecords(endpoint, records.splice(0), batchSize, requestId);
		refuseTooLarge(endpoint, pools.tooLarge, inputs);
		const invalid = continues ? undefined : describeFirstInvalid(node, inputs);
		if (invalid !== undefined) throw invalid;

		const limit = findRateLimit(workspace, endpoint);
		const report = new DeliveryReport(systemClock);
		await deliver(
			endpoint,
			pools.requests,
			{ send, limit, settings, report, clock: systemClock, signal },
			{ settle: (record, outcome) => outcomes.settle(record, outcome), stopsOnRefusal: !continues },
		);
		if (signal?.aborted) throw describeCancellation(node, outcomes, items.length);
		const refused = continues ? undefined : describeStop(node, outcomes, items.length);
		if (refused !== undefined) throw refused;

		this.addExecutionHints(...summarize(report, inputs));
		return [spreadAnswers(node, items.length, inputs, outcomes)];
	}
}
