import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import { MoEngage } from '../../../nodes/MoEngage/MoEngage.node';
import codex from '../../../nodes/MoEngage/MoEngage.node.json';
import { resources } from '../../../nodes/MoEngage/resources';
import { BLAME } from './readItem';
import { createLoneWorkflow } from '../../workflows/fixtureNodes';
import { createMoEngageNode } from '../../createNode';

const { description } = new MoEngage();
const operations = resources.flatMap(({ value, operations: list }) =>
	list.map((operation) => ({ id: `${value} ${operation.value}`, ...operation })),
);

type Nested = NonNullable<INodeProperties['options']>[number];

const isProperty = (option: Nested): option is INodeProperties => 'type' in option;

const isGroup = (option: Nested): option is INodePropertyCollection => 'values' in option;

const isChoice = (option: Nested): option is INodePropertyOptions => 'value' in option;

/** The fields inside a field. */
const fieldsOf = ({ options = [] }: INodeProperties): INodeProperties[] => [
	...options.filter(isProperty),
	...options.filter(isGroup).flatMap(({ values }) => values),
];

const flatten = (properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => [property, ...flatten(fieldsOf(property))]);

const choicesOf = ({ options = [] }: INodeProperties) => options.filter(isChoice);

const valuesOf = (property: INodeProperties) => choicesOf(property).map(({ value }) => value);

const findField = (id: string, name: string) => {
	const found = flatten(formOf(id)).find((property) => property.name === name);
	if (found === undefined) throw new Error(`There is no field ${name} in ${id}`);
	return found;
};

const namesOf = (properties: INodeProperties[]) => properties.map(({ name }) => name);

const isNotice = ({ type }: INodeProperties) => type === 'notice';

/** All fields of an operation, its options included. */
const formOf = (id: string): INodeProperties[] =>
	description.properties.filter(({ displayOptions }) => {
		const { resource, operation } = displayOptions?.show ?? {};
		return id === `${String(resource?.[0])} ${String(operation?.[0])}`;
	});

/** What shows on a form with these values, beside the defaults, as n8n decides it. */
const shownOn = (id: string, values: INodeParameters): INodeProperties[] => {
	const [resource = '', operation = ''] = id.split(' ');
	const node = { typeVersion: 1 };
	const defaults = formOf(id).map(({ name, default: value }) => [name, value]);
	const filled = { resource, operation, ...Object.fromEntries(defaults), ...values };
	return formOf(id).filter((property) =>
		NodeHelpers.displayParameter(filled, property, node, description),
	);
};

const noticesOn = (id: string, values: INodeParameters): string[] =>
	shownOn(id, values)
		.filter(isNotice)
		.map(({ displayName }) => displayName);

/** What the panel of a node shows of a text, in characters, at the width that n8n gives it. */
const MAX_LISTED = 100;
const MAX_LABEL = 29;
const MAX_PLACEHOLDER = 46;
const MAX_SUBTITLE = 28;

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

		const shown = { type: 'options', noDataExpression: true };
		expect(resource).toMatchObject({
			...{ displayName: 'Resource', name: 'resource', default: 'device' },
			...shown,
		});
		expect(resource && valuesOf(resource)).toEqual(resources.map(({ value }) => value));
		expect(choices.map(({ displayOptions }) => displayOptions?.show?.resource)).toEqual(
			resources.map(({ value }) => [value]),
		);
		for (const choice of choices) {
			expect(choice).toMatchObject({ displayName: 'Operation', ...shown });
			expect(valuesOf(choice)).toContain(choice.default);
		}
	});

	it.each(resources)('lists the operations of $name by name', ({ operations: listed }) => {
		const names = listed.map(({ name }) => name);

		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
	});

	it('shows the fields of an operation for it alone', () => {
		for (const { id, properties } of operations) {
			const [resource, operation] = id.split(' ');
			const form = formOf(id);
			for (const [index, { name, displayOptions }] of properties.entries()) {
				const show = { resource: [resource], operation: [operation], ...displayOptions?.show };
				expect(form[index]).toMatchObject({ name, displayOptions: { ...displayOptions, show } });
			}
		}
	});
});

const write = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A field as saved workflows hold it: `name=default(choice|choice)`, or `name{fields}`. */
const writeField = (property: INodeProperties): string => {
	const { name, default: preset, options = [] } = property;
	const inner = options.flatMap((option) => {
		if (isGroup(option)) return [`${option.name}{${writeFields(option.values)}}`];
		return isProperty(option) ? [writeField(option)] : [];
	});
	if (inner.length > 0) return `${name}{${inner.join(' ')}}`;
	const choices = valuesOf(property).sort().join('|');
	const shown = ['', '{}'].includes(write(preset)) && choices === '' ? '' : `=${write(preset)}`;
	return name + shown + (choices === '' ? '' : `(${choices})`);
};

/** A field can be there twice, for each kind of placeholder. */
const writeFields = (properties: INodeProperties[]): string =>
	[...new Set(properties.filter((property) => !isNotice(property)).map(writeField))].join(' ');

it('keeps every name, default and choice that saved workflows hold, as listed by hand', () => {
	const listed = readFileSync(path.join(__dirname, 'savedWorkflows.txt'), 'utf8')
		.trim()
		.split('\n');
	const lines = operations.map(({ id, name }) => `${id} (${name}): ${writeFields(formOf(id))}`);

	expect(lines).toEqual(expect.arrayContaining(listed));
});

describe.each(operations)('$id', ({ id, name, action, description: text }) => {
	const form = formOf(id);
	const all = flatten(form).filter((property) => !isNotice(property));

	it('ends with the options', () => {
		const options = { displayName: 'Options', name: 'options', type: 'collection' };
		expect(form.at(-1)).toMatchObject(options);
	});

	it('has an action that says its name, in sentence case without articles', () => {
		expect(action).toMatch(/^[A-Z][a-z]+( \S+){1,5}$/);
		const [words = ''] = name.split(' (');
		expect(action).toMatch(new RegExp(words.replaceAll(' ', ' .*'), 'i'));
		expect(action.slice(1).replace(/\b(ID|IP|MoEngage)\b/g, '')).not.toMatch(/[A-Z]/);
		expect(action).not.toMatch(/\b(a|an|the)\b|\.$/i);
	});

	it('is described in the two lines that n8n shows of it in the list', () => {
		expect(text.length).toBeLessThanOrEqual(MAX_LISTED);
	});

	it('has labels and examples that n8n does not cut off', () => {
		for (const { displayName, placeholder = '' } of all) {
			expect(displayName.length).toBeLessThanOrEqual(MAX_LABEL);
			expect(placeholder.length).toBeLessThanOrEqual(MAX_PLACEHOLDER);
		}
	});

	it('describes every field in words by which a model can fill it', () => {
		const filled = all.filter(({ type }) => type !== 'collection');

		for (const { name, displayName, description: errorBody = '' } of filled) {
			expect({ name, errorBody }).toEqual({
				name,
				errorBody: expect.stringMatching(/\S+\s+\S+\s+\S/),
			});
			expect(errorBody).not.toBe(displayName);
		}
	});

	it('gives examples that begin with "e.g."', () => {
		for (const { name, type, placeholder } of all) {
			if (placeholder === undefined) continue;
			// n8n's editor for JSON shows none, so the example is in the hint.
			expect(type).not.toBe('json');
			const beginning = /ollection$/.test(type) ? /^Add [a-z]/i : /^e\.g\. \S/;
			expect({ name, placeholder }).toEqual({
				name,
				placeholder: expect.stringMatching(beginning),
			});
		}
	});

	it('has notices in whole sentences, each with a period', () => {
		for (const { displayName } of form.filter(isNotice)) {
			expect(displayName).toMatch(/^[A-Z]/);
			expect(displayName).toMatch(/\.$/);
			expect(displayName).not.toMatch(BLAME);
		}
	});

	it('blames nobody', () => {
		const choices = all
			.flatMap(choicesOf)
			.map(({ name, description: errorBody }) => `${name} ${errorBody}`);
		const fields = all.map(
			({ displayName, description: errorBody }) => `${displayName} ${errorBody}`,
		);

		for (const words of [text, ...fields, ...choices]) expect(words).not.toMatch(BLAME);
	});
});

const UPDATE_FOR_USER = 'subscriptionPreference updateForUser';

describe('a choice that reaches further than it looks', () => {
	const noEmails = /no more marketing emails\. Categories are ignored/;
	const noMessages = /no more marketing messages on this channel\. Categories are ignored/;
	it.each([
		['deviceOptOut block', 'target', 'allDevices', /MoEngage blocks push on every device/],
		['deviceOptOut unblock', 'unblockTarget', 'allDevices', /MoEngage allows push on every device/],
		['subscriptionPreference update', 'unsubscribeAll', true, noEmails],
		['subscriptionPreference bulkUpdate', 'unsubscribeFromAll', true, noEmails],
		[UPDATE_FOR_USER, 'globalSubscription', 'unsubscribed', noMessages],
		[UPDATE_FOR_USER, 'globalSubscription', 'subscribed', /^This ends a global unsubscribe/],
		[UPDATE_FOR_USER, 'globalSubscription', 'keep', /one more request per user/],
		['user upsert', 'previewOnly', true, /^Nothing is sent while/],
	])('of %s, %s = %s, shows a notice while it is made, and only then', (id, name, value, words) => {
		const notice = expect.stringMatching(words);

		expect(noticesOn(id, { [name]: value })).toContainEqual(notice);
		expect(noticesOn(id, { [name]: 'other' })).not.toContainEqual(notice);
	});

	it.each(['user delete', 'user erase', 'user merge'])('and cannot be undone warns: %s', (id) => {
		const warning = /^For each item, .*This cannot be undone\./;

		expect(noticesOn(id, {})).toContainEqual(expect.stringMatching(warning));
	});

	it('is not carried along when the operation changes', () => {
		const dangerous = ['target', 'unblockTarget', 'unsubscribeAll', 'unsubscribeFromAll'];
		const homes = dangerous.map((name) =>
			operations.filter(({ properties }) => namesOf(properties).includes(name)),
		);

		expect(homes.map((home) => home.length)).toEqual([1, 1, 1, 1]);
	});
});

describe('a form', () => {
	it.each<[string, RegExp]>([
		['device upsert', /drops the devices of users that it does not know/],
		['device bulkUpsert', /drops the devices of users that it does not know/],
		['event track', /records the events again.*event-triggered campaigns, which need it/],
		['event bulkTrack', /records the events again.*event-triggered campaigns, which need it/],
		['subscriptionPreference updateForUser', /MoEngage may accept only Email/],
		['user delete', /after 24 hours.*events stay.*creates the user again.*<b>Erase/],
		['user erase', /every user who has/],
		['user merge', /Identity Resolution.*last 30 days/],
	])('of %s says what MoEngage does: %s', (id, words) => {
		const text = operations.find((operation) => operation.id === id)?.description;

		expect(JSON.stringify([text, formOf(id)])).toMatch(words);
	});

	it.each([
		['autoMapInputData', 1],
		['defineBelow', 0],
	])('lists the names of the fields of a device under %s: %d', (mappingMode, count) => {
		const deviceMapping = { mappingMode, value: null };
		const notices = noticesOn('device bulkUpsert', { deviceMapping });

		expect(notices).toEqual([expect.stringContaining('add the option <b>Create Users</b>.')]);
		expect(notices.filter((notice) => notice.includes('customer_id'))).toHaveLength(count);
	});

	it.each([
		['deviceOptOut block', 'userIdentifierType', 'userIdentifierValue'],
		['subscriptionPreference updateForUser', 'userIdentifierType', 'userIdentifierValue'],
		['user get', 'userIdentifierType', 'userIdentifierValue'],
		['user erase', 'identityType', 'identityValue'],
	])('of %s has an example that fits %s', (id, typeName, valueName) => {
		const placeholdersFor = (type: string) =>
			shownOn(id, { [typeName]: type }).flatMap(({ name, placeholder = '' }) =>
				name === valueName ? [placeholder] : [],
			);
		const types = valuesOf(findField(id, typeName)).map(String);

		for (const type of types) {
			const [placeholder, ...others] = placeholdersFor(type);
			expect(others).toEqual([]);
			expect(placeholder?.includes('@')).toBe(type === 'email');
		}
		expect(new Set(types.flatMap(placeholdersFor)).size).toBe(types.length);
		expect(placeholdersFor('={{ $json.type }}')).toHaveLength(1);
	});
});

describe('a low limit', () => {
	it.each([
		['emailResubscription resubscribe', /10 of these requests a minute.*1,000 addresses a minute/],
		['subscriptionPreference bulkUpdate', /100 of these requests a minute.*5,000 users a minute/],
		[
			'subscriptionPreference updateForUser',
			/100 of these requests a minute, and each item takes one/,
		],
	])('of %s is told on the form, with what it means for a run', (id, words) => {
		const [limit] = noticesOn(id, {}).filter((text) => text.startsWith('MoEngage accepts'));

		expect(limit).toMatch(words);
		expect(limit).toMatch(/without showing progress.*running it again is safe\.$/);
	});

	it('says nothing of what stays sent where nothing is written', () => {
		const [limit] = noticesOn('subscriptionPreference getForUser', {});

		expect(limit).toMatch(/^MoEngage accepts 100 .*without showing progress\.$/);
	});

	it('is not told where it is high', () => {
		expect(noticesOn('deviceOptOut block', {}).join()).not.toMatch(/a minute/);
	});
});

describe('on the canvas and in the node panel', () => {
	it.each(operations)('$id has a subtitle that n8n does not cut off', ({ id, ...names }) => {
		const [resource = '', operation = ''] = id.split(' ');
		const node = createMoEngageNode({ parameters: { resource, operation } });
		const { expression } = createLoneWorkflow(node, new MoEngage());

		const subtitle = expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
		expect(subtitle).toMatch(new RegExp(`^${names.name.split(' ')[0]}.*: |^${names.shortName}: `));
		expect(String(subtitle).length).toBeLessThanOrEqual(MAX_SUBTITLE);
	});

	it('is found by what it is about', () => {
		const consent = ['opt out', 'unsubscribe', 'email opt in', 'gdpr', 'erase', 'delete user'];
		const devices = ['device token', 'push token', 'blocklist'];
		const emails = ['suppression list', 'bounce', 'newsletter', 'campaign'];
		const people = ['subscriber', 'audience', 'profile', 'loyalty', 'cohort', 'segment'];
		const words = [...consent, ...devices, ...emails, ...people, 'mo engage'];

		expect(codex.alias).toEqual(expect.arrayContaining(words));
	});
});

describe('the credential', () => {
	const credential = new MoEngageApi();

	it('keeps the names, kinds, and defaults under which n8n has saved it', () => {
		expect(credential.name).toBe('moEngageApi');
		const saved = credential.properties.map(({ name, type, default: value, required = false }) => [
			name,
			type,
			value,
			required,
		]);
		expect(saved).toEqual([
			['dataCenter', 'options', '01', false],
			['baseUrl', 'string', '', true],
			['workspaceId', 'string', '', true],
			['apiKey', 'string', '', true],
			['projectCode', 'string', '', false],
			['sourceIp', 'string', '', false],
		]);
	});

	it("offers MoEngage's data centers and one's own address", () => {
		const [dataCenter, baseUrl] = credential.properties;

		expect(dataCenter && choicesOf(dataCenter)).toEqual([
			{ name: '01 – United States', value: '01' },
			{ name: '02 – European Union', value: '02' },
			{ name: '03 – India', value: '03' },
			{ name: '04 – United States', value: '04' },
			{ name: '05 – Singapore', value: '05' },
			{ name: '06 – Indonesia', value: '06' },
			{ name: '101 – dashboard-101.moengage.com', value: '101' },
			{ name: 'Custom (Gateway or Test Server)', value: 'custom' },
		]);
		expect(baseUrl?.displayOptions).toEqual({ show: { dataCenter: ['custom'] } });
	});

	it('hides the key, and nothing else', () => {
		expect(
			credential.properties.filter(({ typeOptions }) => typeOptions?.password === true),
		).toEqual([expect.objectContaining({ name: 'apiKey' })]);
	});

	it('is called what the README calls it, and leads there', () => {
		expect(credential.displayName).toBe('MoEngage API');
		expect(credential.documentationUrl).toBe(
			'https://www.npmjs.com/package/n8n-nodes-moengage#credential',
		);
		expect(credential.icon).toEqual({
			light: 'file:../icons/moengage.svg',
			dark: 'file:../icons/moengage.dark.svg',
		});
	});

	it.each([
		['dataCenter', 'Data Center', undefined, 'dashboard-03.moengage.com'],
		['baseUrl', 'Base URL', 'e.g. https://moengage-gateway.example.com', 'start with https://'],
		['workspaceId', 'Workspace ID', 'e.g. 8SIW681S80Z08KSHQFSTIZ8T', 'Settings › Account › APIs'],
		['apiKey', 'Data API Key', undefined, 'in the Data tile'],
		['apiKey', 'Data API Key', undefined, 'a key of the type Basic'],
		['apiKey', 'Data API Key', undefined, 'the old one stops working everywhere'],
		['sourceIp', 'Source IP Address', 'e.g. 203.0.113.7', 'listed IP addresses'],
		['projectCode', 'Project Code', undefined, 'Only workspaces with the Portfolio feature'],
	])('tells where %s comes from', (field, displayName, placeholder, hint) => {
		const property = credential.properties.find(({ name }) => name === field);

		expect(property).toMatchObject({
			displayName,
			description: expect.stringMatching(/^[A-Z].{10,}/),
		});
		expect(property?.description).toContain(hint);
		expect(property?.placeholder).toBe(placeholder);
	});

	it('blames nobody', () => {
		for (const { description: text } of credential.properties) expect(text).not.toMatch(BLAME);
	});
});
