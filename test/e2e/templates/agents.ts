import { manualTrigger, rows, type WorkflowNode } from '../rest/workflows';
import type { Template, TemplateNode } from './files';

const place = (node: WorkflowNode): TemplateNode => ({ id: node.name, position: [0, 0], ...node });

/** What a model decides is written as the editor writes it. */
const fromAi = (key: string): string => `={{ $fromAI('${key}', \`The ${key}\`, 'string') }}`;

/** A MoEngage tool that n8n runs a second time when its first try fails. */
const createTool = (name: string, parameters: Record<string, unknown>): TemplateNode =>
	place({
		name,
		type: 'n8n-nodes-moengage.moEngageTool',
		typeVersion: 1,
		parameters: { descriptionType: 'manual', toolDescription: name, ...parameters },
		retryOnFail: true,
		maxTries: 2,
		waitBetweenTries: 10,
	});

const track = { resource: 'event', operation: 'track', options: { maxRetries: 0 } };

const createTools = (customerOfItem: string): TemplateNode[] => [
	createTool('Track_Visit', { ...track, customerId: fromAi('customer'), eventName: 'Visited' }),
	createTool('Track_Deal', {
		...track,
		customerId: customerOfItem,
		eventName: 'Deal Won',
		attributes: { attribute: [{ name: 'deal', value: fromAi('deal') }] },
	}),
	createTool('Unsubscribe', {
		resource: 'subscriptionPreference',
		operation: 'updateForUser',
		userIdentifierValue: fromAi('customer'),
		globalSubscription: 'unsubscribed',
		options: {},
	}),
];

const model = place({
	name: 'Model',
	type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
	typeVersion: 1.3,
	parameters: {
		model: { __rl: true, mode: 'list', value: 'gpt-5-mini' },
		responsesApiEnabled: false,
		options: {},
	},
});

const toAgent = (type: string) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });

/**
 * The last version that calls its tools by itself, and the newest, for which n8n's engine runs them;
 * each with an expression for the customer of its item. In the newest, n8n puts what the model says
 * over the fields of `$json`, so a field that the model must not choose has to name a node.
 */
export const agents: Array<[version: number, customerOfItem: string]> = [
	[2.2, '={{ $json.customer }}'],
	[3, "={{ $('CRM').item.json.customer }}"],
];

/** Start → CRM → Agent, with three MoEngage tools. */
export const createAgent = (
	version: number,
	customerOfItem: string,
	item: Record<string, unknown>,
): Template => {
	const tools = createTools(customerOfItem);
	return {
		name: `Agent ${version}`,
		nodes: [
			place(manualTrigger),
			place(rows('CRM', [item])),
			place({
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: version,
				parameters: { promptType: 'define', text: '={{ $json.task }}', options: {} },
			}),
			model,
			...tools,
		],
		connections: {
			Start: { main: [[{ node: 'CRM', type: 'main', index: 0 }]] },
			CRM: toAgent('main'),
			Model: toAgent('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, toAgent('ai_tool')])),
		},
		settings: { executionOrder: 'v1' },
	};
};
