import { z } from 'zod';

import type { Rest } from '../rest/client';
import { savedSchema, type SavedCredential, type SavedWorkflow } from '../rest/workflows';
import type { Template } from './files';

/** By the type of the credential. */
export type Credentials = Record<string, SavedCredential>;

const moEngageTypes = ['n8n-nodes-moengage.moEngage', 'n8n-nodes-moengage.moEngageTool'];

/** Which credential a user chooses in which node, as the notes of the templates say. */
const credentialTypes: Record<string, string> = {
	...Object.fromEntries(moEngageTypes.map((type) => [type, 'moEngageApi'])),
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
	'n8n-nodes-base.googleSheets': 'googleSheetsOAuth2Api',
};

/** The same by how a webhook tells who may call it. */
const webhookCredentialTypes = new Map<unknown, string>([
	['headerAuth', 'httpHeaderAuth'],
	['basicAuth', 'httpBasicAuth'],
]);

const findCredentialType = ({ type, parameters }: Template['nodes'][number]): string | undefined =>
	webhookCredentialTypes.get(parameters.authentication) ?? credentialTypes[type];

/** Imports a template and chooses its credentials, and changes nothing else. */
export const importTemplate = async (
	rest: Rest,
	template: Template,
	credentials: Credentials,
): Promise<SavedWorkflow> => {
	const nodes = template.nodes.map((node) => {
		const type = findCredentialType(node);
		return type === undefined ? node : { ...node, credentials: { [type]: credentials[type] } };
	});
	return await rest.post('/rest/workflows', { ...template, nodes }, savedSchema);
};

/** A trigger by its name, and the items that it gives where they are not its own. */
export type RunArguments = [trigger: string, items?: Array<Record<string, unknown>>];

/** Runs a workflow from one of its triggers as the editor does. */
export const runFrom = async (
	rest: Rest,
	{ id }: SavedWorkflow,
	...[trigger, items]: RunArguments
): Promise<void> => {
	const given = items && {
		startTime: Date.now(),
		executionIndex: 0,
		executionTime: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [items.map((json) => ({ json }))] },
	};
	const triggerToStartFrom = { name: trigger, ...(given ? { data: given } : {}) };
	const startedSchema = z.object({ executionId: z.coerce.string() });
	await rest.post(`/rest/workflows/${id}/run`, { triggerToStartFrom }, startedSchema);
};
