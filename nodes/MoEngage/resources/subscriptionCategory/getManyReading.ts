import { readCategoryList } from '../../api/categories';
import { InvalidValue, readFields } from '../fields/reader';
import { optionalChannel, readBoolean } from '../fields/scalars';
import { show } from '../fields/text';
import type { ItemParameters, Handler } from '../operation';
import { getMany } from './getMany';

const schema = { channel: optionalChannel, returnAll: readBoolean };

const limitSchema = {
	limit: (value: unknown): number => {
		const limit = Number(value);
		if (Number.isInteger(limit) && limit > 0) return limit;
		throw new InvalidValue(
			`is ${show(value)}, which is not a whole number above 0`,
			"Correct it, or turn on 'Return All'.",
		);
	},
};

const readLimit = (returnAll: boolean, parameters: ItemParameters): number =>
	returnAll ? Infinity : readFields(limitSchema, parameters, getMany.properties).limit;

export const getManyReading: Handler = {
	read: (parameters) => {
		const { channel, returnAll } = readFields(schema, parameters, getMany.properties);
		const limit = readLimit(returnAll, parameters);
		return {
			records: [{ orderingKeys: [], query: { channel } }],
			identifiers: {},
			split: (answer) => readCategoryList(answer).slice(0, limit),
		};
	},
};
