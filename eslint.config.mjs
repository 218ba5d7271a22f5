import { config } from '@n8n/node-cli/eslint';

export default [
	...config,
	{
		// Tests and their servers run in Node.js, not in n8n, and do not ship.
		files: ['test/**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},
];
