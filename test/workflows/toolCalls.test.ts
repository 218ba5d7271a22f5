import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { resources } from '../../nodes/MoEngage/resources';
import { runAgent } from './toolAgent';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

/** What the editor writes where the user lets the model define a parameter. */
const fromAi = (key: string, description = '', type = 'string') =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, '${type}') }}`;

const customer = fromAi('Customer_ID', 'ID of the customer');
const user = {
	userIdentifierType: fromAi('User_Identifier_Type', 'uid, email or moe_user_id'),
	userIdentifierValue: fromAi('User_Identifier_Value', 'The identifier of the user'),
};
const aiUser = { User_Identifier_Type: 'uid', User_Identifier_Value: 'ada' };
const visitor = { landingPageUrl: fromAi('Landing_Page_URL', 'Address of the preference page') };
const aiVisitor = { Landing_Page_URL: 'https://www.example.com/p?user_id=7Xv&cid=5FG' };
const categories = {
	categoriesMode: 'json',
	categoriesJson: fromAi('Categories__JSON_', 'Categories and choices', 'json'),
};
const aiCategories = { Categories__JSON_: { Newsletter: false } };
const listed = {
	categories: {
		category: [
			{
				name: { __rl: true, mode: 'name', value: fromAi('Name', 'Name of the category') },
				subscribed: fromAi('Subscribed', 'Whether the user gets emails', 'boolean'),
			},
		],
	},
};
const aiListed = { Name: 'Newsletter', Subscribed: false };

const plan = {
	attributes: { attribute: [{ name: 'plan', value: fromAi('Plan', 'The plan that was booked') }] },
};
const ofAda = { customer_id: 'ada' };
const inBulk = { elements: [expect.objectContaining(ofAda)] };
const customerBody = { upsert: ofAda, track: ofAda, bulkUpsert: inBulk, bulkTrack: inBulk };

interface Tool {
	operation: string;
	parameters: INodeParameters;
	/** What the model fills in. */
	args: IDataObject;
	offered: string;
	/** What MoEngage has been told, or asked. */
	told: IDataObject;
}

const tools: Tool[] = [
	{
		operation: 'device/upsert',
		parameters: {
			customerId: customer,
			deviceId: fromAi('Device_ID', 'ID of the device'),
			platform: fromAi('Platform', 'ANDROID, iOS, web or TV'),
			pushId: fromAi('Push_ID', 'Push token'),
			additionalFields: { active: fromAi('Active', 'Whether the app is in use', 'boolean') },
		},
		args: {
			Customer_ID: 'ada',
			Device_ID: 'd-1',
			Platform: 'android',
			Push_ID: 't-1',
			Active: false,
		},
		offered: 'Create or update device in MoEngage',
		told: { body: expect.objectContaining({ customer_id: 'ada', device_id: 'd-1' }) },
	},
	{
		operation: 'device/bulkUpsert',
		parameters: {
			deviceMapping: {
				mappingMode: 'defineBelow',
				value: {
					customer_id: customer,
					device_id: fromAi('Device_ID', 'ID of the device'),
					platform: 'web',
					push_id: fromAi('Push_ID', 'Push token'),
				},
				schema: [],
				matchingColumns: [],
			},
		},
		args: { Customer_ID: 'ada', Device_ID: 'd-1', Push_ID: 't-1' },
		offered: 'Update devices in bulk in MoEngage',
		told: {
			body: expect.objectContaining({ elements: [expect.objectContaining({ device_id: 'd-1' })] }),
		},
	},
	...(['block', 'unblock'] as const).map(
		(action): Tool => ({
			operation: `deviceOptOut/${action}`,
			parameters: {
				userIdentifierValue: fromAi('User_Identifier_Value', 'The identifier of the user'),
				deviceIdentifiers: {
					identifier: [
						{
							type: fromAi('Type', 'unique_id, device_unique_id, push_id or moe_gaid'),
							value: fromAi('Value', 'The identifier of the device'),
						},
					],
				},
			},
			args: { User_Identifier_Value: 'ada', Type: 'push_id', Value: 't-1' },
			offered: `${action === 'block' ? 'Block' : 'Unblock'} devices in MoEngage`,
			told: {
				body: expect.objectContaining({
					action_type: action,
					device_identifiers: [{ push_id: 't-1' }],
				}),
			},
		}),
	),
	{
		operation: 'emailResubscription/resubscribe',
		parameters: { recipients: fromAi('Recipients', 'Email addresses') },
		args: { Recipients: 'ada@example.com, grace@example.com' },
		offered: 'Resubscribe email addresses in MoEngage',
		told: {
			body: expect.objectContaining({ recipients: ['ada@example.com', 'grace@example.com'] }),
		},
	},
	{
		operation: 'subscriptionPreference/get',
		parameters: visitor,
		args: aiVisitor,
		offered: 'Get landing page preferences in MoEngage',
		told: { query: { user_id: '7Xv', cid: '5FG' } },
	},
	{
		operation: 'subscriptionPreference/update',
		parameters: { ...visitor, ...categories },
		args: { ...aiVisitor, ...aiCategories },
		offered: 'Update landing page preferences in MoEngage',
		told: { body: { unsubscribe_all: false, categories: { Newsletter: false } } },
	},
	{
		operation: 'subscriptionPreference/bulkUpdate',
		parameters: { customerId: customer, ...listed },
		args: { Customer_ID: 'ada', ...aiListed },
		offered: 'Update preferences in bulk in MoEngage',
		told: {
			body: expect.objectContaining({
				user_preferences: [expect.objectContaining({ categories: { Newsletter: false } })],
			}),
		},
	},
	{
		operation: 'subscriptionPreference/getForUser',
		parameters: user,
		args: aiUser,
		offered: 'Get user preferences in MoEngage',
		told: { query: { user_identifier_type: 'uid', user_identifier_value: 'ada' } },
	},
	{
		operation: 'subscriptionPreference/updateForUser',
		parameters: {
			...user,
			...categories,
			globalSubscription: fromAi('Global_Subscription', 'subscribed or unsubscribed'),
		},
		args: { ...aiUser, ...aiCategories, Global_Subscription: 'subscribed' },
		offered: 'Update user preferences in MoEngage',
		told: {
			body: expect.objectContaining({
				is_globally_unsubscribed: false,
				categories: { Newsletter: false },
			}),
		},
	},
	{
		operation: 'emailOptIn/update',
		parameters: { customerId: customer, optInStatus: fromAi('Opt_In_Status', 'The status') },
		args: { Customer_ID: 'ada', Opt_In_Status: 'OPTED_OUT' },
		offered: 'Update email opt-in in MoEngage',
		told: {
			body: {
				user_preferences: { customer_id: 'ada', opt_in_status: 'OPTED_OUT', channel: 'email' },
			},
		},
	},
	{
		operation: 'subscriptionCategory/getMany',
		parameters: {
			channel: fromAi('Channel', 'email or sms'),
			limit: fromAi('Limit', 'Most categories', 'number'),
		},
		args: { Channel: 'sms', Limit: 1 },
		offered: 'Get many subscription categories in MoEngage',
		told: { query: { channel: 'sms' } },
	},
	...(['upsert', 'bulkUpsert'] as const).map(
		(operation): Tool => ({
			operation: `user/${operation}`,
			parameters: { customerId: customer, ...plan },
			args: { Customer_ID: 'ada', Plan: 'gold' },
			offered:
				operation === 'upsert'
					? 'Create or update user in MoEngage'
					: 'Update users in bulk in MoEngage',
			told: { body: expect.objectContaining(customerBody[operation]) },
		}),
	),
	{
		operation: 'user/get',
		parameters: { userIdentifierValue: user.userIdentifierValue },
		args: { User_Identifier_Value: 'ada' },
		offered: 'Get user in MoEngage',
		told: {
			body: {
				data: expect.objectContaining({
					identifiers: [{ identifier_type: 'customer_id', identifier: 'ada' }],
				}),
			},
		},
	},
	{
		operation: 'user/delete',
		parameters: { userIdentifierValue: user.userIdentifierValue },
		args: { User_Identifier_Value: 'ada' },
		offered: 'Delete user in MoEngage',
		told: { body: { identity_type: 'customer_id', identity_value: 'ada' } },
	},
	{
		operation: 'user/merge',
		parameters: {
			mergedCustomerId: fromAi('Merged_Customer_ID', 'The user who goes'),
			retainedCustomerId: fromAi('Retained_Customer_ID', 'The user who stays'),
		},
		args: { Merged_Customer_ID: 'ada-assistant', Retained_Customer_ID: 'ada' },
		offered: 'Merge users in MoEngage',
		told: { body: { merge_data: [{ merged_user: 'ada-assistant', retained_user: 'ada' }] } },
	},
	...(['track', 'bulkTrack'] as const).map(
		(operation): Tool => ({
			operation: `event/${operation}`,
			parameters: {
				customerId: customer,
				eventName: fromAi('Event_Name', 'What happened'),
				...plan,
			},
			args: { Customer_ID: 'ada', Event_Name: 'Plan Changed', Plan: 'gold' },
			offered:
				operation === 'track' ? 'Track event in MoEngage' : 'Track events in bulk in MoEngage',
			told: { body: expect.objectContaining(customerBody[operation]) },
		}),
	),
];

const choose = ({ operation, parameters }: Tool): INodeParameters => {
	const [resource = '', name = ''] = operation.split('/');
	return { resource, operation: name, ...parameters };
};

const zodTypes: Record<string, string> = {
	string: 'ZodString',
	boolean: 'ZodBoolean',
	number: 'ZodNumber',
	object: 'ZodEffects',
};

const parameterSchema = z.array(
	z.object({ key: z.string(), type: z.string(), description: z.string() }),
);

describe.each(tools.map((tool): [string, Tool] => [tool.operation, tool]))('%s', (_, tool) => {
	it('is offered to the model with what it does and what it takes', async () => {
		const ran = await runAgent(workspace, choose(tool), [tool.args]);

		const { name, description, parameters } = ran.output('Agent')[0]?.json ?? {};
		expect([name, description]).toEqual(['MoEngage', tool.offered]);
		expect(new Set(parameterSchema.parse(parameters))).toEqual(
			new Set(
				Object.entries(tool.args).map(([key, value]) => ({
					key,
					type: zodTypes[typeof value],
					description: expect.stringMatching(/\w/),
				})),
			),
		);
	});

	it('does what the model decided, and answers what MoEngage said', async () => {
		const ran = await runAgent(workspace, choose(tool), [tool.args]);

		expect(workspace.sandbox.received()).toEqual([expect.objectContaining(tool.told)]);
		expect(ran.output('Agent')[0]?.json.answer).toEqual([expect.any(Object)]);
	});
});

it('offers every operation', () => {
	expect(tools.map(({ operation }) => operation).sort()).toEqual(
		resources
			.flatMap(({ value, operations }) =>
				operations.map((operation) => `${value}/${operation.value}`),
			)
			.sort(),
	);
});

it('answers every call of the model by itself', async () => {
	const ran = await runAgent(
		workspace,
		{ resource: 'subscriptionPreference', operation: 'getForUser', ...user },
		[aiUser, { ...aiUser, User_Identifier_Value: 'grace' }],
	);

	expect(ran.output('Agent').map(({ json }) => json.answer)).toMatchObject([
		[{ data: { user_id: 'usr_64f1c0ffee0000000000ada1' } }],
		[{ data: { user_id: 'usr_64f1c0ffee00000000009ace' } }],
	]);
});

it('tells the model what was wrong and what to do instead', async () => {
	const ran = await runAgent(
		workspace,
		{ resource: 'subscriptionPreference', operation: 'getForUser', ...user },
		[{ ...aiUser, User_Identifier_Type: 'phone' }],
	);

	const message = whyStopped(ran)?.message;
	expect(message).toContain('\'User Identifier Type\' is "phone"');
	expect(message).toContain('Allowed values are uid, email, moe_user_id.');
	expect(workspace.sandbox.received()).toEqual([]);
});
