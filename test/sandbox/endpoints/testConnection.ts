import { z } from 'zod';

import { describeInvalid } from '../refusals';
import { maxBodySize, refuse, type Endpoint } from './endpoint';

const bodySchema = z
	.object({
		app_id: z.string().min(1),
		app_secret: z.string().min(1),
		source: z.string().min(1),
		region: z.string().min(1),
	})
	.strict();

export const testConnection: Endpoint = {
	name: 'testConnection',
	method: 'POST',
	path: '/v1/integrations/authentication',
	errors: 'data',
	query: { required: [] },
	needsAppKey: true,
	needsProjectCode: false,
	maxBodySize,
	answer: ({ workspace, body }) => {
		const read = bodySchema.safeParse(body);
		if (!read.success) return refuse(describeInvalid(read.error));
		if (read.data.app_id !== workspace.workspaceId || read.data.app_secret !== workspace.apiKey) {
			return refuse({
				status: 401,
				reason: 'credentials',
				message: 'App Secret key mismatch. Please login to the dashboard to verify key',
			});
		}
		return {
			status: 200,
			body: { status: 'success', app_name: workspace.appName },
			records: 0,
		};
	},
};
