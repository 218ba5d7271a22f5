import { z } from 'zod';

import { emailAddressSchema } from './emailAddress';

export const channelNames = ['email', 'sms'] as const;
export type Channel = (typeof channelNames)[number];

const categorySchema = z
	.object({
		/** The name that requests use. */
		name: z.string().min(1),
		/** What people see; the name when it is left out. */
		displayName: z.string().optional(),
		description: z.string().optional(),
		channel: z.enum(channelNames).default('email'),
		group: z.string().optional(),
		/** Requests can only use active categories. */
		active: z.boolean().default(true),
	})
	.strict();

const userSchema = z
	.object({
		/** MoEngage calls it `customer_id`, `uid` and "ID". */
		customerId: z.string().min(1),
		email: emailAddressSchema('is not a valid email address').optional(),
		/** MoEngage's own id (`moe_user_id`, `moengage_id`); one is derived when it is left out. */
		moeUserId: z.string().optional(),
	})
	.strict();

/** Features that MoEngage enables per workspace. */
const featuresSchema = z
	.object({
		/** Off: the addresses of version 5 lead nowhere. */
		v5: z.boolean().default(true),
	})
	.strict()
	.default({});

export const workspaceSchema = z
	.object({
		workspaceId: z.string().min(1),
		apiKey: z.string().min(1),
		appName: z.string().default('Sandbox'),
		/** Set: a Portfolio workspace, which demands MOE-PROJECT-CODE. Not set: it refuses that header. */
		projectCode: z.string().min(1).optional(),
		/** Set: each request must name one of these addresses in X-Forwarded-For. */
		ipList: z.array(z.string().ip()).optional(),
		features: featuresSchema,
		users: z.array(userSchema).default([]),
		categories: z.array(categorySchema).default([]),
	})
	.strict();

export type Workspace = z.output<typeof workspaceSchema>;
export type WorkspaceSettings = z.input<typeof workspaceSchema>;
export type User = z.output<typeof userSchema>;
export type Category = z.output<typeof categorySchema>;

const numberedUsers = (count: number): WorkspaceSettings['users'] =>
	Array.from({ length: count }, (_, index) => {
		const number = String(index + 1).padStart(3, '0');
		return { customerId: `user-${number}`, email: `user-${number}@example.com` };
	});

/** Ada and her assistant share one address, so that requests by email meet two users. */
export const demoWorkspace: WorkspaceSettings = {
	workspaceId: 'DEMOWORKSPACE',
	apiKey: 'demo-data-api-key',
	appName: 'Demo Workspace',
	users: [
		{ customerId: 'ada', email: 'office@example.com', moeUserId: 'usr_64f1c0ffee0000000000ada1' },
		{ customerId: 'ada-assistant', email: 'office@example.com' },
		{ customerId: 'grace', email: 'grace@example.com', moeUserId: 'usr_64f1c0ffee00000000009ace' },
		{ customerId: 'john', email: 'john@example.com' },
		{ customerId: 'jane', email: 'jane@example.com' },
		{ customerId: 'no-email' },
		...(numberedUsers(200) ?? []),
	],
	categories: [
		{
			name: 'Newsletter',
			displayName: 'Monthly newsletter',
			description: 'News from the team, once a month',
			group: 'News',
		},
		{
			name: 'Product Updates',
			displayName: 'What is new in the product',
			description: 'New features and changes',
			group: 'News',
		},
		{ name: 'Promotional', description: 'Campaigns and sales', group: 'Offers' },
		{
			name: 'Special Offers',
			displayName: 'Members-only offers',
			description: 'Offers for members',
			group: 'Offers',
		},
		{ name: 'New arrivals', group: 'Offers' },
		{ name: 'Recommendations', description: 'Picked for you' },
		{ name: 'Transactional', description: 'Orders, invoices and security' },
		{ name: 'Christmas 2019', group: 'Offers', active: false },
		{
			name: 'Delivery Alerts',
			displayName: 'Where your parcel is',
			channel: 'sms',
			group: 'Orders',
		},
		{ name: 'Flash Sales', channel: 'sms', group: 'Offers' },
		{ name: 'Newsletter', displayName: 'Newsletter by SMS', channel: 'sms', group: 'News' },
	],
};
