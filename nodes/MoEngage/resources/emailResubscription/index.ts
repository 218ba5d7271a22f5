import type { Resource } from '../resource';
import { resubscribe } from './resubscribe';

export const emailResubscription: Resource = {
	name: 'Email Resubscription',
	value: 'emailResubscription',
	operations: [resubscribe],
	preset: resubscribe.value,
};
