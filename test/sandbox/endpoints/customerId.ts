import { z } from 'zod';

/** MoEngage keeps no user under these ids. */
export const reservedCustomerIds: ReadonlySet<string> = new Set([
	'unknown',
	'guest',
	'null',
	'0',
	'1',
	'true',
	'false',
	'user_attribute_unique_id',
	'(empty)',
	'na',
	'n/a',
	'dummy_seller_code',
	'user_id',
	'id',
	'customer_id',
	'uid',
	'userid',
	'none',
	'-2',
	'-1',
	'2',
]);

export const customerIdSchema = z
	.string()
	.min(1, "'customer_id' cannot be empty")
	.refine((id) => !reservedCustomerIds.has(id), { message: "'customer_id' is a reserved value" });
