import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';

import {
	createErrorItem,
	createInputError,
	createApiError,
	pickDetails,
} from '../../../nodes/MoEngage/execution/errors';
import type { Failure } from '../../../nodes/MoEngage/api/classifyResponse';
import { InvalidInput } from '../../../nodes/MoEngage/resources/operation';
import { createMoEngageNode } from '../../createNode';

const node = createMoEngageNode();

const item = { outcome: { open: 0 }, identifiers: { customer_id: 'ada' } };

const failure = {
	message: 'Unknown user',
	description: 'Correct the value. (MoEngage field: id, type: ValueError, request ID: aBcD)',
	httpCode: '400',
	attribute: 'id',
	type: 'ValueError',
	request_id: 'aBcD',
};

describe('what MoEngage did not accept', () => {
	it("is an API error in MoEngage's words, with the status and the item", () => {
		const error = createApiError(node, failure, item, 3);

		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'Unknown user [item 3]',
			description: failure.description,
			httpCode: '400',
			context: { itemIndex: 3 },
			// n8n shows them under the details of the error.
			messages: ['Unknown user'],
			errorResponse: { attribute: 'id', type: 'ValueError', request_id: 'aBcD' },
		});
	});

	it('may have no status when no answer came', () => {
		const { message, description } = failure;

		expect(createApiError(node, { message, description }, item, 0)).toMatchObject({
			message: 'Unknown user [item 0]',
			httpCode: null,
		});
		expect(pickDetails({ message, description })).toStrictEqual({});
	});

	it.each<[string, object, string]>([
		['User not found.', { cause: 'notFound' }, 'User not found ("ada")'],
		['Not valid', { cause: 'value' }, 'Not valid ("ada")'],
		['There is no user ada', { cause: 'notFound' }, 'There is no user ada'],
		['Adaptable', { cause: 'unexpected' }, 'Adaptable ("ada")'],
		['Account suspended.', { cause: 'access' }, 'Account suspended.'],
		['Not so', {}, 'Not so'],
	])(
		'names whom %j is about, if nobody is named and it concerns one: %j',
		(message, more, text) => {
			const error = createApiError(node, { ...failure, message, ...more }, item, 0);

			expect(error.message).toBe(`${text} [item 0]`);
		},
	);

	it.each<[IDataObject, string]>([
		[{ user_identifier_type: 'uid', user_identifier_value: 'ada' }, ' ("ada")'],
		[{ user_identifier_value: 'ada', target: 'devices' }, ' ("ada")'],
		[{ customer_id: 'x'.repeat(20_000) }, ` ("${'x'.repeat(79)}…)`],
		[{ recipients: ['a@x.com'] }, ''],
		[{}, ''],
	])('finds whom among %#', (identifiers, whom) => {
		const unknown: Failure = { ...failure, message: 'No such devices', cause: 'notFound' };
		const { message } = createApiError(node, unknown, { ...item, identifiers }, 0);

		expect(message).toBe(`No such devices${whom} [item 0]`);
	});

	it('keeps its advice although that is what MoEngage said too', () => {
		const same = { ...failure, message: 'Try later', description: 'Try later [item 0]' };

		expect(createApiError(node, same, item, 0).description).toBe('Try later [item 0]');
	});
});

// Their mere mention makes n8n replace a whole message by its own.
it.each(['ENOENT', 'ECONNREFUSED', 'ETIMEDOUT', 'EACCES', 'ENOTFOUND', 'EPERM'])(
	'keeps the words of an error although they mention %s',
	(code) => {
		const message = `'Customer ID' is "${code}"`;
		const api = createApiError(node, { ...failure, message }, item, 0);
		const invalid = createInputError(node, new InvalidInput(message, failure.description), 0);

		for (const error of [api, invalid]) {
			expect(error.message).toBe(`${message} [item 0]`);
			expect(error.description).toBe(failure.description);
		}
	},
);

describe('the item of a failure', () => {
	const error = createApiError(node, failure, item, 3);
	const create = (onError: INode['onError']) =>
		createErrorItem({ ...node, onError }, error, pickDetails(failure), 3);

	it("carries what sends it to the error output, which the engine's copy leaves behind", () => {
		const item = create('continueErrorOutput');

		expect(item.error).toBe(error);
		expect({ ...item }).not.toHaveProperty('error');
		const how = { configurable: true, writable: true };
		expect(Object.getOwnPropertyDescriptor(item, 'error')).toMatchObject(how);
	});

	it('carries no error in the main output, where the engine would strip it of its details', () => {
		expect(create('continueRegularOutput').error).toBeUndefined();
		expect(create(undefined).error).toBeUndefined();
	});
});
