import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { UserIdentifier } from './userIdentifier';

const id = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

const attributesSchema = z.object({ customer_id: id, id });

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const listUsers = ({ data }: IDataObject): IDataObject[] =>
	isObject(data) && Array.isArray(data.users) ? data.users.filter(isObject) : [];

/** Which attribute has the identifier of each type. */
const ID_ATTRIBUTES = { customer_id: 'customer_id', moengage_id: 'id' } as const;

/** The user among those that get users answered with, whatever their order; nothing if not found. */
export const toOwnUser = (
	answer: IDataObject,
	{ type, value }: UserIdentifier,
): IDataObject | undefined =>
	listUsers(answer).find(({ user_attributes: attributes }) => {
		const { success, data } = attributesSchema.safeParse(attributes);
		return success && data[ID_ATTRIBUTES[type]] === value;
	});
