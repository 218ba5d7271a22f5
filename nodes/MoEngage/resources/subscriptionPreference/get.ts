import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { visitorProperties } from './visitorProperties';

export const get: Operation = {
	name: 'Get From Landing Page',
	value: 'get',
	action: 'Get landing page preferences',
	description:
		'Get the email categories of the user who opened the preference page, by the link in the email',
	isRead: true,
	endpoint: endpoints.getPreferences,
	properties: visitorProperties,
	loadHandler: async () => (await import('./getReading')).getReading,
};
