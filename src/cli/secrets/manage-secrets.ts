import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import type { SecretFacts } from '../../records/secret-vault.ts';
import { renderTable } from '../render/table.ts';
import { data, json, note } from '../terminal.ts';
import { withVault, type StoreFlags } from './open-vault.ts';
import { readValue } from './read-value.ts';

export function setSecret(name: string, flags: StoreFlags): Promise<void> {
  return withVault(flags, async (vault) => {
    await vault.set(name, await readValue(name), Date.now());
    done(flags, { name }, `✔ ${name} is set`);
  });
}

export function deleteSecret(name: string, flags: StoreFlags): Promise<void> {
  return withVault(flags, async (vault) => {
    if (!(await vault.delete(name))) {
      throw new StepwrightError('NotFound', `the store has no secret "${name}"`, {
        class: 'validation',
        hint: 'List them: stepwright secrets list',
      });
    }
    done(flags, { name }, `✔ ${name} is gone`);
  });
}

export function listSecrets(flags: StoreFlags): Promise<void> {
  return withVault(flags, async (vault) => {
    const found: SecretFacts[] = [];
    for await (const facts of vault.list()) {
      if (flags.json === true) json(facts);
      else found.push(facts);
    }
    if (found.length > 0) data(renderTable(found.map(row)));
    else if (flags.json !== true) note('no secrets');
  });
}

export function rotateSecrets(flags: StoreFlags): Promise<void> {
  return withVault(flags, async (vault) => {
    const count = await vault.rotate();
    done(flags, { rotated: count }, `✔ ${count} encrypted anew; the other keys can go when every worker has the first one`);
  });
}

function row({ name, changedAt, current }: SecretFacts): readonly string[] {
  return [name, changedAt.toISOString(), current ? '' : 'under an older key'];
}

function done({ json: asJson }: StoreFlags, facts: object, text: string): void {
  if (asJson === true) json(facts);
  else note(text);
}
