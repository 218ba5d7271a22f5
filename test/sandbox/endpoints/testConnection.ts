import { z } from 'zod';

import { keyMismatch } from '../directory';
import { describeInvalid } from '../refusals';
import type { Endpoint } from './endpoint';

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
	needsAppKey: true,
	answer: ({ workspace, body }) => {
		const read = bodySchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		if (read.data.app_id !== workspace.workspaceId || read.data.app_secret !== workspace.apiKey) {
			return { refusal: keyMismatch };
		}
		return { status: 200, body: { status: 'success', app_name: workspace.appName }, records: 0 };
	},
};
