import { expectations } from './demo/expectations';
import { performWorkflow } from './demo/perform';
import { prepareDemo } from './demo/prepare';
import {
	describeEach,
	describeErrors,
	describeHeld,
	describeOutcomes,
	type Done,
} from './demo/print';
import { print, runScript } from './script';

void runScript(async (script) => {
	const { instance, sandbox, workflows } = await prepareDemo(script);
	const done: Done[] = [];
	const differences: string[] = [];

	for (const expectation of expectations) {
		const workflow = workflows.get(expectation.workflow);
		if (!workflow) throw new Error(`There is no ${expectation.workflow}.workflow.json`);
		script.report(`n8n executes '${workflow.name}' …`);
		const performed = await performWorkflow(instance, sandbox, workflow, expectation);
		script.signal.throwIfAborted();
		done.push({ name: workflow.name, outcome: performed.outcome });
		differences.push(...performed.differences);
	}

	print(`\n${describeOutcomes(done)}`);
	print(
		`\nError items (the workflows hold bad rows on purpose)\n${describeEach(done, describeErrors)}`,
	);
	print(`\nWhat the MoEngage sandbox holds now\n${describeEach(done, describeHeld)}\n`);

	const unchecked = [...workflows.keys()].filter(
		(name) => !expectations.some(({ workflow }) => workflow === name),
	);
	differences.push(...unchecked.map((name) => `${name}.workflow.json has no expectation`));
	if (differences.length === 0) {
		print(`All ${done.length} workflows did what was expected.`);
		return 0;
	}
	process.stderr.write(
		`Not as expected:\n${differences.map((difference) => `  ${difference}\n`).join('')}\nWhat to do: npm run dev opens the same workflows in n8n's editor; what they should do stands in test/e2e/demo/expectations.ts.\n`,
	);
	return 1;
});
