import { z } from 'zod';

/** MoEngage keeps no user under these ids. */
export const reservedCustomerIds: ReadonlySet<string> = new Set([
	...['unknown', 'guest', 'null', 'none', 'na', 'n/a', '(empty)', 'dummy_seller_code'],
	...['0', '1', '2', '-1', '-2', 'true', 'false'],
	...['id', 'uid', 'userid', 'user_id', 'customer_id', 'user_attribute_unique_id'],
]);

export const customerIdSchema = z
	.string()
	.min(1, "'customer_id' cannot be empty")
	.refine((id) => !reservedCustomerIds.has(id), { message: "'customer_id' is a reserved value" });
