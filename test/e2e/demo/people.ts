import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkspaceState } from '../../sandbox/server';

/** A sheet of 200 people as a marketing team keeps it: German dates, `#N/A`, rows that were typed twice. */
export const peopleFile = join(__dirname, 'people.csv');

/** A part of the message of each row that cannot be sent, by the number of the row. */
export const rowsToCorrect: Record<string, string> = {
	10: '"grace@example.com; g2@example.com"',
	19: '33010',
	33: `'Customer ID' is "#N/A"`,
	54: `'Customer ID' is "4.82E+10"`,
	79: "'Customer ID' is missing",
	86: '"4.92E+11"',
	97: '"31.02.1985"',
	120: '"ada@example"',
	141: `'Customer ID' is "n/a"`,
	163: '"maria(at)example.com"',
};

/** What MoEngage gets of the rows that are not sent word for word. */
const exceptions: Record<string, Record<string, string>> = {
	48024: { birthday: '1990-05-17' },
	48041: { email: '', City: '', Plan: '' },
	48067: { email: 'Nathan@Example.com' },
	48104: { birthday: '1988-02-29' },
	48127: { email: 'info@xn--mller-kva.example' },
};

const toDay = (german: string) => german.split('.').reverse().join('-');

/** No cell but the last one, which is not sent, contains a comma. */
const readRow = (line: string): [row: string, customer: string, Record<string, string>] => {
	const [row = '', customer = '', email = '', first = '', last = '', mobile = '', ...more] =
		line.split(',');
	const [birthday = '', gender = '', city = '', plan = '', visits = '', renewal = ''] = more;
	const attributes = {
		email,
		first_name: first,
		last_name: last,
		mobile,
		birthday: toDay(birthday),
		gender,
		City: city,
		Plan: plan,
		Visits: visits,
		'Renews At': renewal.replace('T08:00:00+02:00', 'T06:00:00Z'),
		...exceptions[customer],
	};
	const given = Object.entries(attributes).filter(([, value]) => value !== '');
	return [row, customer, Object.fromEntries(given)];
};

/** The attributes of the users whose rows can be sent; of two rows of a user, the later one holds. */
const listExpected = (): Map<string, Record<string, string>> => {
	const lines = readFileSync(peopleFile, 'utf8').trim().split('\n').slice(1);
	return new Map(
		lines
			.map(readRow)
			.filter(([row]) => rowsToCorrect[row] === undefined)
			.map(([, customer, attributes]) => [customer, attributes]),
	);
};

/** The users of the sheet, each with what is known of them and what should be. */
export const listPeople = ({ users }: WorkspaceState) =>
	[...listExpected()].map(([customer, expected]) => ({
		customer,
		expected,
		attributes: users.get(customer)?.attributes,
	}));
