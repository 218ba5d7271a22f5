import type { INodeProperties } from 'n8n-workflow';

import { MoEngage } from '../../nodes/MoEngage/MoEngage.node';
import { resources } from '../../nodes/MoEngage/resources';

const { description } = new MoEngage();

interface Parameter {
	/** Such as `categories.category.name`, with the operation that it belongs to. */
	path: string;
	property: INodeProperties;
}

const listNested = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.flatMap((option) => {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	});

const listParameters = (properties: INodeProperties[], parent: string): Parameter[] =>
	properties.flatMap((property) => {
		const path = `${parent}.${property.name}`;
		return [
			{ path, property },
			...listNested(property).flatMap((nested) => listParameters([nested], path)),
		];
	});

const nameOperation = ({ displayOptions }: INodeProperties) =>
	[displayOptions?.show?.resource, displayOptions?.show?.operation].join('.');

const parameters = description.properties
	.flatMap((property) => listParameters([property], nameOperation(property)))
	.filter(
		({ property: { name, type } }) =>
			// These two are chosen by the author of the workflow, and collections only hold others.
			name !== 'resource' && name !== 'operation' && !['collection', 'notice'].includes(type),
	);

const describing = (name: string): string[] =>
	parameters
		.filter(({ property }) => property.name === name)
		.map(({ property }) => property.description ?? '');

it('the node is usable as a tool', () => {
	expect(description.usableAsTool).toBe(true);
});

it('every parameter, nested ones too, has a description that a model can fill it by', () => {
	const undescribed = parameters.filter(({ property }) => {
		const words = (property.description ?? '').split(/\s+/).filter(Boolean);
		return words.length < 3 || property.description === property.displayName;
	});

	expect(parameters.length).toBeGreaterThan(100);
	expect(undescribed.map(({ path }) => path)).toEqual([]);
});

it('every operation says what it does, in its list and as a tool', () => {
	const operations = description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [] }) => options);

	expect(operations).toHaveLength(resources.flatMap((resource) => resource.operations).length);
	for (const operation of operations) {
		expect(operation).toMatchObject({
			action: expect.stringMatching(/^[A-Z]\w+ /),
			description: expect.stringMatching(/ \w+ /),
		});
	}
});

it.each([
	['target', 1, /All Devices of the User blocks push on every device/],
	['unblockTarget', 1, /All Devices of the User unblocks every device/],
	['unsubscribeAll', 1, /^Whether to unsubscribe .* gets no more marketing emails/],
	['unsubscribeFromAll', 1, /^Whether to unsubscribe .* gets no more marketing emails/],
	['globalSubscription', 1, /Subscribed ends a global unsubscribe\. Unsubscribed stops all/],
	['optInStatus', 1, /records the user's consent/],
])('tells the model what %s does to the user', (name, count, warning) => {
	const texts = describing(name);

	expect(texts).toHaveLength(count);
	for (const text of texts) expect(text).toMatch(warning);
});

it('chooses nothing of the kind by itself', () => {
	const dangerous = /^(target|unblockTarget|unsubscribe(From)?All|globalSubscription|optInStatus)$/;
	const presets = parameters
		.filter(({ property: { name } }) => dangerous.test(name))
		.map(({ property }) => property.default);

	expect(new Set(presets)).toEqual(new Set(['devices', false, 'keep', '']));
});
