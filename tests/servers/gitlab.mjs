// GitLab's own schema on a pipeline: gitlab.mjs FILE. Hidden jobs are looked at in those that extend them.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { load } from "js-yaml";
import { schema } from "gitlab-ci-local/src/schema/schema.js";

const file = load(readFileSync(process.argv[2], "utf8"));
const jobs = Object.entries(file).filter(([name]) => !name.startsWith("."));
const whole = Object.fromEntries(jobs.map(([name, { extends: base, ...job }]) => [name, { ...file[base], ...job }]));
const validate = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false }).compile(schema);
if (!validate(whole)) {
  for (const fault of validate.errors) console.log(`${process.argv[2]}: ${fault.instancePath}: ${fault.message}`);
  process.exit(1);
}
