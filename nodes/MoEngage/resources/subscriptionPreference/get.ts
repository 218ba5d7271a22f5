import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { readVisitor, visitorProperties } from './landingPage';

const properties: INodeProperties[] = [...visitorProperties];

export const get: Operation = {
	name: 'Get From Landing Page',
	value: 'get',
	action: 'Get landing page preferences',
	description:
		'Get the email categories of the user who opened the preference page, by the link in the email',
	isRead: true,
	endpoint: endpoints.getPreferences,
	properties,
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		return { records: [{ subjects: [], query: visitor }], identifiers: visitor };
	},
};
