import { getDeviceFields } from '../../../nodes/MoEngage/editor';
import { knownAttributes } from '../../sandbox/endpoints/devices';
import { openForm } from './editor';

const listFields = async () => {
	const { fields } = await getDeviceFields.call(openForm({}));
	return fields;
};

it('offers MoEngage’s own fields of a device, without asking MoEngage', async () => {
	const fields = await listFields();

	const known = ['customer_id', 'device_id', ...knownAttributes];
	expect(fields.map(({ id }) => id)).toEqual(known);
});

it('marks the fields without which MoEngage loses a device', async () => {
	const required = (await listFields()).filter((field) => field.required);

	expect(required.map(({ id }) => id)).toEqual(['customer_id', 'device_id', 'platform', 'push_id']);
});

it('offers switches, a date and the four platforms where they fit', async () => {
	const special = (await listFields()).filter(({ type }) => type !== 'string');

	expect(
		special.map(({ id, type, options }) => [id, type, options?.map(({ value }) => value)]),
	).toEqual([
		['platform', 'options', ['ANDROID', 'iOS', 'web', 'TV']],
		['moe_push_opted', 'boolean', undefined],
		['moe_push_provisional_opted', 'boolean', undefined],
		['active', 'boolean', undefined],
		['created_time', 'dateTime', undefined],
	]);
});
