import { config } from '@n8n/node-cli/eslint';

import { importCircles } from './test/lint/importCircles.mjs';

/** Which folders of the node each folder may import from; docs/architecture.md draws the same arrows. */
const arrows = {
	api: [],
	delivery: ['api'],
	editor: ['api', 'delivery', 'resources'],
	execution: ['api', 'delivery', 'resources'],
	resources: ['api'],
};

const node = './nodes/MoEngage';

const zones = [
	...Object.entries(arrows).map(([folder, allowed]) => ({
		target: `${node}/${folder}`,
		from: node,
		except: [folder, ...allowed].map((name) => `./${name}`),
		message: `${folder} may import from ${allowed.join(', ') || 'no other folder'} only.`,
	})),
	{
		target: ['editor', 'execution'].map((folder) => `${node}/${folder}`),
		from: `${node}/delivery`,
		except: ['./index.ts'],
		message: 'Import what the delivery offers from its index.',
	},
	{
		target: `${node}/delivery/limit`,
		from: ['batch', 'send'].map((folder) => `${node}/delivery/${folder}`),
		message: 'The limit knows neither batches nor how requests are sent.',
	},
	{
		target: `${node}/delivery/send`,
		from: `${node}/delivery/batch`,
		message: 'What sends requests knows no batches.',
	},
	{
		target: './credentials',
		from: node,
		except: ['./api'],
		message: 'The credential may import from api only.',
	},
];

export default [
	...config,
	// A run of `npm run mutate` that was interrupted leaves copies of the sources there.
	{ ignores: ['coverage/'] },
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		plugins: { 'import-circles': importCircles },
		rules: {
			'import-x/no-restricted-paths': ['error', { zones }],
			'import-circles/no-circle': 'error',
		},
	},
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
