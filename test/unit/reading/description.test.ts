import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import { MoEngage } from '../../../nodes/MoEngage/MoEngage.node';
import { resources } from '../../../nodes/MoEngage/resources';
import { BLAME } from './readItem';

const { description } = new MoEngage();
const operations = resources.flatMap(({ value, operations: list }) =>
	list.map((operation) => ({ id: `${value} ${operation.value}`, ...operation })),
);

const isProperty = (
	option: INodePropertyOptions | INodeProperties | INodePropertyCollection,
): option is INodeProperties => 'type' in option;

const isGroup = (
	option: INodePropertyOptions | INodeProperties | INodePropertyCollection,
): option is INodePropertyCollection => 'values' in option;

const isChoice = (
	option: INodePropertyOptions | INodeProperties | INodePropertyCollection,
): option is INodePropertyOptions => 'value' in option;

/** The fields inside a field. */
const fieldsOf = ({ options = [] }: INodeProperties): INodeProperties[] => [
	...options.filter(isProperty),
	...options.filter(isGroup).flatMap(({ values }) => values),
];

const flatten = (properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => [property, ...flatten(fieldsOf(property))]);

const choicesOf = ({ options = [] }: INodeProperties) => options.filter(isChoice);

const valuesOf = (property: INodeProperties) => choicesOf(property).map(({ value }) => value);

const find = (id: string) => {
	const found = operations.find((operation) => operation.id === id);
	if (found === undefined) throw new Error(`There is no operation ${id}`);
	return found;
};

const findField = (id: string, name: string) => {
	const found = flatten(find(id).properties).find((property) => property.name === name);
	if (found === undefined) throw new Error(`There is no field ${name} in ${id}`);
	return found;
};

const namesOf = (properties: INodeProperties[]) => properties.map(({ name }) => name);

const SMALL_WORDS = /^(a|an|and|by|for|from|in|of|on|or|per|the|to|with)$/;

const expectTitleCase = (label: string) => {
	const words = label.split(/[\s(/]+/).filter(Boolean);
	const lowerCase = words.filter(
		(word, index) =>
			/^[a-z]/.test(word) && word !== 'iOS' && (index === 0 || !SMALL_WORDS.test(word)),
	);
	expect({ label, lowerCase }).toEqual({ label, lowerCase: [] });
};

describe('the node', () => {
	it('is what saved workflows look for', () => {
		expect(description).toMatchObject({
			displayName: 'MoEngage',
			name: 'moEngage',
			version: 1,
			group: ['output'],
			usableAsTool: true,
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'moEngageApi', required: true }],
		});
	});

	it('asks for the resource, then for its operation', () => {
		const [resource, ...others] = description.properties;
		const choices = others.filter(({ name }) => name === 'operation');

		expect(resource?.name).toBe('resource');
		expect(resource && valuesOf(resource)).toEqual(
			expect.arrayContaining([
				'device',
				'deviceOptOut',
				'emailResubscription',
				'subscriptionPreference',
			]),
		);
		expect(choices.map(({ displayOptions }) => displayOptions?.show?.resource)).toEqual(
			resources.map(({ value }) => [value]),
		);
		for (const choice of choices) expect(valuesOf(choice)).toContain(choice.default);
	});

	it.each(resources)('lists the operations of $name by name', ({ operations: listed }) => {
		const names = listed.map(({ name }) => name);

		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
	});

	it('shows the fields of an operation for it alone', () => {
		for (const { id, properties } of operations) {
			const [resource, operation] = id.split(' ');
			for (const { name, displayOptions } of properties) {
				const shown = description.properties.filter(
					(property) =>
						property.name === name &&
						property.displayOptions?.show?.resource?.[0] === resource &&
						property.displayOptions?.show?.operation?.[0] === operation,
				);
				expect(shown.length).toBeGreaterThan(0);
				for (const property of shown) {
					expect(property.displayOptions?.show?.resource).toEqual([resource]);
					expect(property.displayOptions?.show?.operation).toEqual([operation]);
					expect(property.displayOptions?.hide).toEqual(displayOptions?.hide);
				}
			}
		}
	});
});

describe('the contract with saved workflows', () => {
	it.each([
		['device upsert', 'Create or Update'],
		['deviceOptOut block', 'Block'],
		['deviceOptOut unblock', 'Unblock'],
		['emailResubscription resubscribe', 'Resubscribe'],
		['subscriptionPreference update', 'Update From Landing Page'],
	])('%s is shown as "%s"', (id, name) => {
		expect(find(id).name).toBe(name);
	});

	const optOut = [
		'userIdentifierType',
		'customUserIdentifierType',
		'userIdentifierValue',
		'target',
		'deviceIdentifiersMode',
		'deviceIdentifiers',
		'deviceIdentifiersJson',
		'additionalFields',
		'options',
	];

	it.each([
		[
			'device upsert',
			['customerId', 'deviceId', 'platform', 'pushId', 'additionalFields', 'options'],
		],
		['deviceOptOut block', optOut],
		['deviceOptOut unblock', optOut],
		['emailResubscription resubscribe', ['recipients', 'esp', 'customEsp', 'updateEsp', 'options']],
		[
			'subscriptionPreference update',
			[
				'identifyBy',
				'landingPageUrl',
				'userId',
				'campaignId',
				'unsubscribeAll',
				'categoriesMode',
				'categories',
				'categoriesMapping',
				'categoriesJson',
				'additionalFields',
				'options',
			],
		],
	])('%s has the parameters %j', (id, names) => {
		expect(namesOf(find(id).properties)).toEqual(names);
	});

	it.each([
		[
			'device upsert',
			'additionalFields',
			[
				'active',
				'appVersion',
				'clientIp',
				'createdTime',
				'gaid',
				'idfv',
				'model',
				'osVersion',
				'pushOptedIn',
				'pushProvisionalOptedIn',
			],
		],
		['deviceOptOut block', 'additionalFields', ['clientReferenceId', 'reason']],
		['deviceOptOut block', 'deviceIdentifiers', ['type', 'value']],
		['subscriptionPreference update', 'additionalFields', ['eventId']],
		['subscriptionPreference update', 'categories', ['name', 'subscribed']],
		[
			'device upsert',
			'options',
			['concurrency', 'maxRetries', 'maxWait', 'requestsPerMinute', 'timeout'],
		],
		[
			'emailResubscription resubscribe',
			'options',
			[
				'batchSize',
				'concurrency',
				'maxRetries',
				'maxWait',
				'requestId',
				'requestsPerMinute',
				'timeout',
			],
		],
	])('%s has in %s the fields %j', (id, name, names) => {
		expect(namesOf(fieldsOf(findField(id, name))).sort()).toEqual(names);
	});

	it.each([
		['deviceOptOut block', 'deviceIdentifiers', 'identifier'],
		['subscriptionPreference update', 'categories', 'category'],
	])('%s: each entry of %s is named %s', (id, name, entry) => {
		const { options = [] } = findField(id, name);

		expect(options.filter(isGroup).map((group) => group.name)).toEqual([entry]);
	});

	it.each([
		['device upsert', 'platform', 'ANDROID', ['ANDROID', 'iOS', 'TV', 'web']],
		['deviceOptOut block', 'userIdentifierType', 'customer_id', ['custom', 'customer_id']],
		['deviceOptOut block', 'target', 'devices', ['allDevices', 'devices']],
		['deviceOptOut block', 'deviceIdentifiersMode', 'fields', ['fields', 'json']],
		[
			'deviceOptOut block',
			'type',
			'device_unique_id',
			['device_unique_id', 'moe_gaid', 'push_id', 'unique_id'],
		],
		['emailResubscription resubscribe', 'esp', 'SENDGRID', ['SENDGRID', 'custom']],
		['subscriptionPreference update', 'identifyBy', 'landingPageUrl', ['ids', 'landingPageUrl']],
		['subscriptionPreference update', 'categoriesMode', 'list', ['json', 'list', 'mapping']],
	])('%s: %s is %p unless changed to one of %j', (id, name, preset, values) => {
		const property = findField(id, name);

		expect(property.default).toBe(preset);
		expect([...valuesOf(property)].sort()).toEqual([...values].sort());
	});

	it.each([
		['emailResubscription resubscribe', 'updateEsp', true],
		['subscriptionPreference update', 'unsubscribeAll', false],
		['deviceOptOut block', 'deviceIdentifiers', {}],
		['emailResubscription resubscribe', 'requestId', ''],
		['emailResubscription resubscribe', 'batchSize', 100],
		['emailResubscription resubscribe', 'requestsPerMinute', 10],
		['device upsert', 'requestsPerMinute', 10_000],
		['device upsert', 'maxRetries', 5],
		['device upsert', 'maxWait', 900],
	])('%s: %s is %p unless changed', (id, name, preset) => {
		expect(findField(id, name).default).toEqual(preset);
	});
});

describe.each(operations)('$id', ({ action, description: text, properties }) => {
	const all = flatten(properties);

	it('ends with the options', () => {
		expect(properties.at(-1)).toMatchObject({
			displayName: 'Options',
			name: 'options',
			type: 'collection',
		});
	});

	it('has an action in sentence case without articles', () => {
		expect(action).toMatch(/^[A-Z][a-z]+ /);
		expect(action).not.toMatch(/\b(a|an|the)\b/i);
		expect(action.slice(1).replace(/\b(ID|IP|MoEngage)\b/g, '')).not.toMatch(/[A-Z]/);
		expect(action).not.toMatch(/\.$/);
	});

	it('has labels in title case', () => {
		for (const property of all) {
			expectTitleCase(property.displayName);
			for (const { name } of choicesOf(property)) expectTitleCase(name);
		}
	});

	it('describes every field, which is also what AI agents go by', () => {
		const needed = all.filter(({ name }) => !['additionalFields', 'options'].includes(name));

		for (const { name, description: said } of needed) {
			expect({ name, said }).toEqual({ name, said: expect.stringMatching(/^[A-Z].{10,}/) });
		}
	});

	it('describes switches with "Whether", and nothing else', () => {
		for (const property of all) {
			if (property.description === undefined) continue;
			expect({
				name: property.name,
				isSwitch: property.description.startsWith('Whether '),
			}).toEqual({
				name: property.name,
				isSwitch: property.type === 'boolean',
			});
		}
	});

	it('gives examples that begin with "e.g."', () => {
		for (const { name, type, placeholder } of all) {
			if (placeholder === undefined) continue;
			const beginning = /ollection$/.test(type) ? /^Add [a-z]/i : /^e\.g\. \S/;
			expect({ name, placeholder }).toEqual({
				name,
				placeholder: expect.stringMatching(beginning),
			});
		}
	});

	it('blames nobody', () => {
		expect(text).not.toMatch(BLAME);
		for (const property of all) {
			expect(`${property.displayName} ${property.description}`).not.toMatch(BLAME);
			for (const choice of choicesOf(property)) {
				expect(`${choice.name} ${choice.description}`).not.toMatch(BLAME);
			}
		}
	});
});

describe('the credential', () => {
	const credential = new MoEngageApi();

	it('is what saved workflows look for', () => {
		expect(credential.name).toBe('moEngageApi');
		expect(credential.displayName).toBe('MoEngage API');
		expect(namesOf(credential.properties)).toEqual([
			'dataCenter',
			'baseUrl',
			'workspaceId',
			'apiKey',
			'projectCode',
		]);
	});

	it("offers MoEngage's data centers and one's own address", () => {
		const [dataCenter, baseUrl] = credential.properties;

		expect(dataCenter && valuesOf(dataCenter)).toEqual([
			'01',
			'02',
			'03',
			'04',
			'05',
			'06',
			'101',
			'custom',
		]);
		expect(baseUrl?.displayOptions).toEqual({ show: { dataCenter: ['custom'] } });
	});

	it('needs the workspace and its key, hides the key and leaves the project open', () => {
		const [, , workspaceId, apiKey, projectCode] = credential.properties;

		expect(workspaceId?.required).toBe(true);
		expect(apiKey).toMatchObject({ required: true, typeOptions: { password: true } });
		expect(projectCode?.required).toBeUndefined();
	});

	it('says of every field what it is, in words of the dashboard', () => {
		for (const { displayName, description: text } of credential.properties) {
			expectTitleCase(displayName);
			expect(text).toMatch(/^[A-Z].{10,}/);
			expect(text).not.toMatch(BLAME);
		}
	});
});
