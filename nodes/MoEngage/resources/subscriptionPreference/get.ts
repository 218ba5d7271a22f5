import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { optionsFor } from '../options';
import { readVisitor, visitorProperties } from './landingPage';

const properties: INodeProperties[] = [...visitorProperties, optionsFor(endpoints.getPreferences)];

export const get: Operation = {
	name: 'Get From Landing Page',
	value: 'get',
	action: 'Get subscription preferences from landing page',
	description: 'Get the email categories of a user whom a preference page belongs to',
	endpoint: endpoints.getPreferences,
	properties,
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		return { records: [{ query: visitor }], identifiers: visitor };
	},
};
